import html
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from experiments.models import Project, Run, VerdictChange
from experiments.services import analyses
from tests.cast import client_of
from tests.views.run_cases import perform, stored


@pytest.fixture
def client(viewer: User) -> Client:
    return client_of(viewer)


def history(client: Client, run: Run) -> str:
    page = client.get(reverse("run", args=[run.uuid])).content.decode()
    section = page[page.index('id="history"') :]
    return " ".join(re.sub("<[^>]*>", " ", html.unescape(section)).split())


def test_the_first_verdict_says_when_why_and_by_which_rules(
    client: Client, cats: Project, editor: User
) -> None:
    run = stored(cats, editor)
    change = run.verdict_changes.get()
    shown = history(client, run)
    assert f"just now {run.verdict_headline} First read. 12 epochs," in shown
    assert "lowest val loss 0.7000, highest val accuracy 75.00 %." in shown
    assert f"Rules {change.version}." in shown


def test_the_old_verdict_is_named_and_repeats_are_folded(
    client: Client, cats: Project, editor: User
) -> None:
    run = stored(cats, editor)
    VerdictChange.objects.update(verdict="plateau", headline="Plateau from epoch 3")
    analyses.request_analysis(run, analyses.Cause.FACTS)
    perform(run)
    for _ in range(3):
        analyses.retry(run)
        perform(run)
    shown = history(client, run)
    assert "Was “Plateau”. Facts changed." in shown
    assert "The same in 4 analyses until just now ." in shown
    assert shown.index("Overfits from epoch 4") < shown.index("Plateau from epoch 3")


def test_verdicts_of_before_their_causes_were_kept_are_shown(
    client: Client, cats: Project, editor: User
) -> None:
    run = stored(cats, editor, analysed=False)
    then = timezone.now() - timedelta(days=3)
    VerdictChange.objects.create(run=run, verdict="healthy", at=then, until=then)
    assert "3 days ago Healthy Rules of old." in history(client, run)


def test_a_long_history_is_folded_and_says_that_it_was_cut(
    client: Client, cats: Project, editor: User
) -> None:
    run = stored(cats, editor, analysed=False)
    for number in range(1, 13):
        said = {"verdict": "healthy", "before": "plateau", "headline": f"Said {number}."}
        now = timezone.now()
        run.verdict_changes.create(at=now, until=now, first_epochs=number, epochs=20, **said)
    shown, folded = history(client, run).split("Earlier ones 6")
    assert "Said 12. Was “Plateau”. 12 to 20 epochs." in shown
    assert "Said 7." in shown
    assert "Said 6." in folded
    assert "What was before these is kept no longer." in folded


def test_a_page_that_waits_gets_the_history_with_the_verdict(
    client: Client, cats: Project, editor: User
) -> None:
    run = stored(cats, editor)
    answer = client.get(reverse("run_status", args=[run.uuid]), {"state": "queued"})
    swapped = answer.content.decode().split('hx-swap-oob="innerHTML:#history-block"')[1]
    assert "First read." in swapped


def test_a_run_that_was_never_analysed_says_so(client: Client, cats: Project, editor: User) -> None:
    assert "Not analysed yet." in history(client, stored(cats, editor, analysed=False))
