"""The trash: what it says, choosing in it, and what only owners may."""

import html
import re

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.urls import reverse
from pytest_django.fixtures import Settings

from experiments.models import BulkChange, Project, Run
from experiments.queries import live_runs, trash
from experiments.services.runs import delete_run
from tests.cast import client_of, make_run

Action = BulkChange.Action
TRASH = reverse("project_trash", args=["cats"])


@pytest.fixture
def runs(cats: Project) -> list[Run]:
    return [delete_run(make_run(cats, f"run-{number}")) for number in range(1, 5)]


def send(user: User, action: str, **sent: object) -> HttpResponse:
    return client_of(user).post(reverse("bulk_change", args=["cats", action]), sent, follow=True)


def text(answer: HttpResponse) -> str:
    plain = re.sub(r"<[^>]+>", " ", html.unescape(answer.content.decode()))
    return " ".join(plain.split())


def hidden(answer: HttpResponse) -> dict[str, str]:
    page = answer.content.decode()
    return dict(re.findall(r'type="hidden" name="(count|all|before)" value="([^"]*)"', page))


def test_each_row_says_when_its_run_is_deleted_for_good(
    viewer: User, runs: list[Run], settings: Settings
) -> None:
    settings.LOSSACC_TRASH_DAYS = 7
    Run.objects.filter(pk=runs[0].pk).update(deleted_at="2026-02-26T10:00:00Z")
    page = text(client_of(viewer).get(TRASH))
    assert "kept with all their points for 7 days" in page
    assert "5 Mar 2026" in page


def test_chosen_runs_are_restored(editor: User, cats: Project, runs: list[Run]) -> None:
    answer = send(editor, Action.RESTORE, run=[run.uuid for run in runs[:2]])
    assert answer.redirect_chain == [(TRASH, 302)]
    assert "2 runs were restored." in text(answer)
    assert set(live_runs(cats)) == set(runs[:2])


def test_a_run_restored_in_the_trash_is_linked_there(editor: User, runs: list[Run]) -> None:
    page = client_of(editor).get(TRASH).content.decode()
    restore = reverse("run_restore", args=[runs[0].uuid])
    [form] = re.findall(rf'<form method="post" action="{restore}">.*?</form>', page)
    sent = dict.fromkeys(re.findall(r'type="hidden" name="(\w+)"', form), "")
    answer = client_of(editor).post(restore, sent, follow=True)
    assert answer.redirect_chain == [(TRASH, 302)]
    assert f'<a href="/runs/{runs[0].uuid}/">run-1</a> was restored.' in answer.content.decode()


def test_deleting_for_good_asks_once_more_and_names_the_number(
    owner: User, cats: Project, runs: list[Run]
) -> None:
    chosen = [run.uuid for run in runs[:2]]
    asked = send(owner, Action.PURGE, run=chosen)
    assert "Delete 2 runs for good" in text(asked)
    assert "run-1" in text(asked) and "run-3" not in text(asked)
    assert trash(cats).count() == 4
    answer = send(owner, Action.PURGE, run=chosen, **hidden(asked))
    assert "2 runs were deleted for good." in text(answer)
    assert set(Run.objects.all()) == set(runs[2:])


def test_the_trash_is_emptied_of_what_was_seen_in_it(
    owner: User, cats: Project, runs: list[Run]
) -> None:
    asked = send(owner, Action.PURGE, all="1")
    assert "Delete all 4 runs for good" in text(asked)
    late = delete_run(make_run(cats, "late"))
    answer = send(owner, Action.PURGE, **hidden(asked))
    assert "4 runs were deleted for good." in text(answer)
    assert Run.objects.get() == late


def test_a_run_that_was_restored_meanwhile_is_not_deleted_for_good(
    owner: User, cats: Project
) -> None:
    kept = make_run(cats, "kept")
    answer = send(owner, Action.PURGE, run=[kept.uuid], count=1)
    assert "No run was deleted for good. 1 run was left out: not in the trash" in text(answer)
    assert Run.objects.get() == kept


def test_viewers_see_what_is_there_and_nothing_to_press(
    viewer: User, editor: User, runs: list[Run]
) -> None:
    page = client_of(viewer).get(TRASH).content.decode()
    assert "run-1" in page and "<form" not in page.split("<main")[1].split("</main>")[0]
    page = client_of(editor).get(TRASH).content.decode()
    assert "Restore chosen" in page and "for good</button>" not in page


def test_an_empty_trash_says_so(viewer: User, cats: Project) -> None:
    assert "The trash is empty" in text(client_of(viewer).get(TRASH))
