"""What a run's page says of its predictions."""

import html
import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from experiments.models import Predictions, Project, Run
from tests.cast import client_of
from tests.predictions.stored import make_predictions
from tests.views.run_cases import stored


@pytest.fixture
def run(cats: Project, editor: User) -> Run:
    return stored(cats, editor)


@pytest.fixture
def client(editor: User) -> Client:
    return client_of(editor)


def page(client: Client, run: Run) -> str:
    answer = client.get(reverse("run", args=[run.uuid]))
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def section(client: Client, run: Run) -> str:
    found = re.search(r'<section[^>]*id="predictions-block".*?</section>', page(client, run), re.S)
    return " ".join(re.sub(r"<[^>]*>", " ", found[0]).split())


def test_a_run_without_predictions_says_what_they_would_show(client: Client, run: Run) -> None:
    assert section(client, run) == (
        "Predictions No predictions yet. They would show which samples carry the loss. "
        "Upload predictions"
    )


def test_viewers_are_not_asked_to_upload(viewer: User, run: Run) -> None:
    shown = page(client_of(viewer), run)
    assert "No predictions yet." in shown
    assert reverse("predictions_upload", args=[run.uuid]) not in shown


def test_measured_ones_are_listed_with_their_numbers(client: Client, run: Run) -> None:
    row = make_predictions(
        run, epoch=4, n=1597, accuracy=0.9, log_loss=0.25, temperature=2.301, headline="So it is."
    )
    assert "Validation, epoch 4 val.npz 1,597 90.00 % 0.2500 2.30 So it is." in section(client, run)
    assert reverse("predictions", args=[row.uuid]) in page(client, run)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"state": "queued"}, "Waiting for a worker"),
        ({"state": "running", "phase": "measuring", "progress": 0.625}, "Measuring 62 %"),
        ({"state": "refused", "reason": "Row 3 holds NaN."}, "Refused Row 3 holds NaN."),
        ({"state": "failed", "error": "OSError: disk full"}, "Failed OSError: disk full Try again"),
    ],
)
def test_others_are_listed_with_what_became_of_them(
    client: Client, run: Run, columns: dict, said: str
) -> None:
    make_predictions(run, split="test", **columns)
    assert f"Test val.npz – – – – {said}" in section(client, run)


def status(client: Client, run: Run, shown: str) -> HttpResponse:
    asked = re.search(r'id="poll"[^>]*hx-get="([^"]*)"', shown)
    return client.get(asked[1])


def test_the_section_fills_in_while_predictions_are_measured(client: Client, run: Run) -> None:
    row = make_predictions(run, epoch=4, state="queued", headline="So it is.")
    shown = page(client, run)
    assert status(client, run, shown).status_code == 204

    Predictions.objects.update(state="running", phase="measuring", progress=0.5)
    told = status(client, run, shown).content.decode()
    assert 'hx-swap-oob="innerHTML:#predictions-block"' in told
    assert '<progress max="100" value="50"' in told
    assert status(client, run, html.unescape(told)).status_code == 204

    Predictions.objects.update(state="done", phase="", progress=1.0, finished_at=row.uploaded_at)
    done = status(client, run, html.unescape(told)).content.decode()
    assert "So it is." in done
    assert 'id="poll" hidden></div>' in done


def test_nothing_is_asked_for_once_all_is_measured(client: Client, run: Run) -> None:
    row = make_predictions(run)
    Predictions.objects.update(finished_at=row.uploaded_at)
    assert 'id="poll" hidden></div>' in page(client, run)


def test_viewers_cannot_ask_for_another_try(viewer: User, run: Run) -> None:
    make_predictions(run, state="failed", error="OSError: disk full")
    shown = page(client_of(viewer), run)
    assert "OSError: disk full" in shown
    assert "Try again" not in shown


def test_facts_name_the_predictions_where_nobody_else_said_them(client: Client, run: Run) -> None:
    Run.objects.filter(pk=run.pk).update(n_val=500, parameters={"num_classes": "10"})
    make_predictions(run, n=60, classes=3, majority=0.4)
    shown = " ".join(re.sub(r"<[^>]*>", " ", page(client, run)).split())
    assert "Number of classes 10 from the parameters" in shown
    assert "Validation samples 500 entered" in shown
    assert "Majority share 40.00 % from the predictions" in shown


def test_the_form_of_facts_says_what_an_empty_field_stands_for(client: Client, run: Run) -> None:
    Run.objects.filter(pk=run.pk).update(parameters={"num_classes": "10"})
    make_predictions(run, n=1597, classes=3)
    shown = client.get(reverse("run_facts", args=[run.uuid])).content.decode()
    assert "The predictions say: 1,597." in shown
    assert "The parameters say: 10." in shown
    assert "The predictions say: 3." not in shown


def test_a_finding_that_asks_for_predictions_links_to_the_form(client: Client, run: Run) -> None:
    finding = run.findings.get(rule="disagreement", verdict="yes")
    first, last = f"{finding.first_epoch:g}", f"{finding.last_epoch:g}"
    assert f"predictions of epochs {first} and {last}" in finding.advice
    form = reverse("predictions_upload", args=[run.uuid])
    for epoch in (first, last):
        link = f"{form}?epoch={epoch}&split=val"
        assert f'<a href="{link}">Upload those of epoch {epoch}</a>' in page(client, run)
        filled_in = client.get(link).content.decode()
        assert re.search(rf'name="epoch"[^>]*value="{epoch}"', filled_in)


def test_viewers_get_no_link_to_the_form(viewer: User, run: Run) -> None:
    assert "Upload those of" not in page(client_of(viewer), run)


def test_more_predictions_need_no_more_queries(client: Client, run: Run) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            page(client, run)
        return len(captured)

    make_predictions(run)
    queries()
    few = queries()
    for epoch in range(5):
        make_predictions(run, epoch=epoch)
    assert queries() == few
    assert Predictions.objects.count() == 6
