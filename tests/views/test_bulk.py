"""Changes to many runs from the table: the pages, who may, and what is told afterwards."""

import html
import re
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from experiments.models import BulkChange, Project, Run
from experiments.queries import live_runs, trash
from experiments.services import bulk as service
from experiments.services.projects import create_project
from experiments.services.runs import delete_run
from tests.cast import client_of, make_run

Action = BulkChange.Action
BULK = reverse("bulk", args=["cats"])


@pytest.fixture
def runs(cats: Project) -> list[Run]:
    return [make_run(cats, f"run-{number:02}", verdict="healthy") for number in range(1, 7)]


def change(user: User, action: str, *runs: Run, query: str = "", **sent: object) -> HttpResponse:
    address = reverse("bulk_change", args=["cats", action]) + query
    return client_of(user).post(address, {"run": [run.uuid for run in runs], **sent}, follow=True)


def text(answer: HttpResponse) -> str:
    plain = re.sub(r"<[^>]+>", " ", html.unescape(answer.content.decode()))
    return " ".join(plain.split())


def hidden(answer: HttpResponse) -> dict[str, str]:
    """What the first form that asks for a change sends along."""
    form = answer.content.decode().split("/bulk/")[1]
    return dict(re.findall(r'type="hidden" name="(count|all|before)" value="([^"]*)"', form))


def test_chosen_runs_go_to_the_trash_and_one_press_brings_them_back(
    editor: User, cats: Project, runs: list[Run]
) -> None:
    answer = change(editor, Action.DELETE, *runs[:3], query="?sort=name")
    assert answer.redirect_chain == [("/projects/cats/?sort=name", 302)]
    assert "3 runs were moved to the trash." in text(answer)
    assert set(trash(cats)) == set(runs[:3])
    undo = re.search(r'action="(/projects/cats/changes/[^"]*/undo/[^"]*)"', answer.content.decode())
    answer = client_of(editor).post(undo[1], follow=True)
    assert answer.redirect_chain == [("/projects/cats/?sort=name", 302)]
    assert "3 runs were restored." in text(answer)
    assert live_runs(cats).count() == 6


def test_one_press_takes_back_tags_that_were_given(
    editor: User, cats: Project, runs: list[Run]
) -> None:
    answer = change(editor, Action.ADD_TAGS, *runs[:3], tags="sweep", query="?sort=name")
    undo = re.search(r'action="(/projects/cats/changes/[^"]*/undo/[^"]*)"', answer.content.decode())
    answer = client_of(editor).post(undo[1], follow=True)
    assert answer.redirect_chain == [("/projects/cats/?sort=name", 302)]
    assert "3 runs lost the tag sweep." in text(answer)
    assert not runs[0].tags.exists()


def test_a_change_is_undone_only_when_it_has_ended(
    editor: User, cats: Project, runs: list[Run]
) -> None:
    moved = BulkChange.objects.create(
        project=cats, action=Action.DELETE, asked=6, wanted=[run.pk for run in runs], position=2,
        found=2, changed=2,
    )  # fmt: skip
    page = reverse("bulk_progress", args=["cats", moved.uuid])
    assert "/undo/" not in client_of(editor).get(page).content.decode()
    answer = client_of(editor).post(page + "undo/", follow=True)
    assert "Undo it when that has ended" in text(answer)
    assert BulkChange.objects.count() == 1


def test_undoing_tells_what_is_in_the_trash_no_more(
    editor: User, cats: Project, runs: list[Run]
) -> None:
    answer = change(editor, Action.DELETE, *runs[:3])
    runs[0].delete()
    undo = re.search(r'action="([^"]*/undo/)"', answer.content.decode())[1]
    answer = client_of(editor).post(undo, follow=True)
    assert "2 runs were restored. 1 run was left out: not in the trash of" in text(answer)


def test_what_could_not_be_done_is_told_beside_what_was(
    editor: User, owner: User, runs: list[Run]
) -> None:
    other = make_run(create_project(owner, "Birds"), "secret bird")
    delete_run(runs[0])
    answer = change(editor, Action.DELETE, runs[0], runs[1], other)
    assert "1 run was moved to the trash. 2 runs were left out: not in the table" in text(answer)
    assert "secret bird" not in text(answer)
    other.refresh_from_db()
    assert other.deleted_at is None


def test_where_nothing_could_be_done_there_is_nothing_to_undo(
    editor: User, runs: list[Run]
) -> None:
    delete_run(runs[0])
    answer = change(editor, Action.DELETE, runs[0])
    assert "No run was moved to the trash. 1 run was left out" in text(answer)
    assert "/undo/" not in answer.content.decode()


def test_chosen_runs_are_analysed_again(editor: User, runs: list[Run]) -> None:
    answer = change(editor, Action.ANALYSE, *runs[:2])
    assert "2 runs will be analysed again." in text(answer)
    assert runs[0].analyses.get().state == "queued"
    assert not runs[2].analyses.exists()


def test_the_page_of_chosen_runs_names_them_and_changes_nothing(
    editor: User, runs: list[Run]
) -> None:
    answer = client_of(editor).post(BULK, {"run": [run.uuid for run in runs[:2]]})
    assert "Change 2 runs" in text(answer)
    assert "run-01" in text(answer) and "run-03" not in text(answer)
    assert not BulkChange.objects.exists()


def test_tags_are_added_and_removed(editor: User, runs: list[Run]) -> None:
    answer = change(editor, Action.ADD_TAGS, *runs[:2], tags="sweep, resnet", count=2)
    assert "2 runs got the tags sweep, resnet." in text(answer)
    answer = change(editor, Action.REMOVE_TAGS, *runs[:3], tags="sweep", count=3)
    assert "2 runs lost the tag sweep. 1 run had no such tag." in text(answer)
    assert list(runs[0].tags.values_list("name", flat=True)) == ["resnet"]


@pytest.mark.parametrize(
    ("tags", "told"), [("", "This field is required"), ("x" * 61, "A tag may have 60 characters")]
)
def test_tags_that_cannot_be_are_told_beside_the_field_and_the_choice_stays(
    tags: str, told: str, editor: User, runs: list[Run]
) -> None:
    answer = change(editor, Action.ADD_TAGS, *runs[:2], tags=tags, count=2)
    assert told in text(answer)
    assert f'name="run" value="{runs[1].uuid}"' in answer.content.decode()
    assert not BulkChange.objects.exists()


def test_without_a_chosen_run_nothing_is_done_and_that_is_said(editor: User, cats: Project) -> None:
    assert "No run was chosen" in text(change(editor, Action.DELETE))
    assert "No run was chosen" in text(change(editor, Action.DELETE, run=["not-a-uuid"]))
    assert not BulkChange.objects.exists()


def test_all_that_match_are_changed_after_the_number_and_the_filter_were_seen(
    editor: User, cats: Project, runs: list[Run]
) -> None:
    make_run(cats, "other", verdict="overfits")
    query = {"q": "run", "verdict": "healthy"}
    answer = client_of(editor).get(BULK, query)
    assert "Change all 6 runs that match" in text(answer)
    assert "Query run" in text(answer) and "Verdict Healthy" in text(answer)
    done = change(editor, Action.DELETE, query="?" + urlencode(query), **hidden(answer))
    assert "6 runs were moved to the trash." in text(done)
    assert live_runs(cats).get().name == "other"


def test_all_are_not_changed_unseen(editor: User, cats: Project, runs: list[Run]) -> None:
    answer = change(editor, Action.DELETE, all="1")
    assert "Change all 6 runs" in text(answer)
    assert live_runs(cats).count() == 6


def test_runs_that_came_after_the_number_was_seen_are_not_touched(
    editor: User, cats: Project, runs: list[Run]
) -> None:
    seen = hidden(client_of(editor).get(BULK))
    late = make_run(cats, "late")
    assert "6 runs were moved" in text(change(editor, Action.DELETE, **seen))
    assert live_runs(cats).get() == late


def test_where_the_number_is_another_meanwhile_it_is_shown_again(
    editor: User, cats: Project, runs: list[Run]
) -> None:
    seen = hidden(client_of(editor).get(BULK))
    delete_run(runs[0])
    answer = change(editor, Action.DELETE, **seen)
    assert answer.status_code == 409
    assert "The list has changed meanwhile, so nothing was done." in text(answer)
    assert "Change all 5 runs" in text(answer)
    assert live_runs(cats).count() == 5


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_query_that_is_not_understood_changes_nothing(
    method: str, editor: User, cats: Project, runs: list[Run]
) -> None:
    """Neither the last one that was understood, which the table goes on to show."""
    query = "?" + urlencode({"q": "val_los < 1", "was": "verdict = 'healthy'"})
    if method == "get":
        answer = client_of(editor).get(BULK + query, follow=True)
    else:
        answer = change(editor, Action.DELETE, query=query, all="1", count=6)
    assert answer.redirect_chain == [(f"/projects/cats/{query}", 302)]
    assert "Nothing was changed. The query is not understood: " in text(answer)
    assert "Did you mean val_loss?" in text(answer)
    assert live_runs(cats).count() == 6


def test_the_query_language_chooses_what_is_changed(
    editor: User, cats: Project, runs: list[Run]
) -> None:
    query = "?" + urlencode({"q": "name = 'run-02' or name = 'run-03'"})
    answer = client_of(editor).get(BULK + query)
    assert "Change all 2 runs that match" in text(answer)
    done = change(editor, Action.DELETE, query=query, **hidden(answer))
    assert "2 runs were moved to the trash." in text(done)
    assert set(trash(cats)) == set(runs[1:3])


@pytest.mark.parametrize(
    "before", ["", "yesterday", "2026-13-45T00:00", "2026-01-01", "0001-01-01T00:00:00+14:00"]
)
def test_a_time_that_cannot_be_read_counts_as_now(
    before: str, editor: User, runs: list[Run]
) -> None:
    answer = change(editor, Action.ANALYSE, all="1", count=6, before=before)
    assert "6 runs will be analysed again." in text(answer)


def test_a_large_change_goes_to_a_worker_and_its_page_tells_how_far_it_is(
    editor: User, runs: list[Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "AT_ONCE", 3)
    answer = change(editor, Action.DELETE, *runs)
    assert "Moving 6 runs to the trash" in text(answer)
    assert "0 of 6 runs. Waiting for a worker." in text(answer)
    page = answer.redirect_chain[0][0]
    assert f'hx-get="{page}"' in answer.content.decode()
    service.perform(BulkChange.objects.get().pk)
    answer = client_of(editor).get(page, headers={"HX-Request": "true"})
    assert "6 runs were moved to the trash." in text(answer)
    assert "/undo/" in answer.content.decode()
    assert "hx-get" not in answer.content.decode()


def test_a_change_that_failed_says_why_and_how_far_it_came(
    viewer: User, cats: Project, runs: list[Run]
) -> None:
    failed = BulkChange.objects.create(
        project=cats, action=Action.DELETE, asked=6, wanted=[run.pk for run in runs], position=2,
        found=2, changed=2, state="failed", error="The disk is full.", finished_at=timezone.now(),
    )  # fmt: skip
    answer = client_of(viewer).get(reverse("bulk_progress", args=["cats", failed.uuid]))
    assert "The work stopped. The disk is full." in text(answer)
    assert "Of 6 runs, 2 were dealt with before that: 2 runs were moved" in text(answer)
    assert "/undo/" not in answer.content.decode(), "a viewer cannot undo"


def test_a_change_of_another_project_is_not_shown_here(editor: User, cats: Project) -> None:
    other = create_project(editor, "Birds").bulk_changes.create(action=Action.DELETE, asked=0)
    for name in ("bulk_progress", "bulk_undo"):
        client, address = client_of(editor), reverse(name, args=["cats", other.uuid])
        answer = client.get(address) if name == "bulk_progress" else client.post(address)
        assert answer.status_code == 404


@pytest.mark.parametrize("action", [*Action.values, "explode"])
@pytest.mark.parametrize("role", ["anonymous", "stranger", "viewer", "editor", "owner"])
def test_each_action_is_done_by_those_who_may_and_by_nobody_else(
    action: str, role: str, people: dict[str, User | None], cats: Project, runs: list[Run]
) -> None:
    if action in (Action.RESTORE, Action.PURGE):
        delete_run(runs[0])
    address = reverse("bulk_change", args=["cats", action])
    sent = {"run": [runs[0].uuid], "count": 1, "tags": "a"}
    answer = client_of(people[role]).post(address, sent)
    may = role == "owner" or (role == "editor" and action != Action.PURGE)
    if action == "explode":
        assert answer.status_code == (302 if role == "anonymous" else 404)
    else:
        refused = {"anonymous": 302, "stranger": 404}.get(role, 403)
        assert answer.status_code == (302 if may else refused)
    assert BulkChange.objects.exists() == (may and action != "explode")


def test_only_a_post_changes_anything(editor: User, runs: list[Run]) -> None:
    answer = client_of(editor).get(
        reverse("bulk_change", args=["cats", Action.DELETE]), {"run": runs[0].uuid}
    )
    assert answer.status_code == 405


def test_the_token_goes_with_the_buttons_that_change_something_alone(
    editor: User, viewer: User, runs: list[Run]
) -> None:
    page = client_of(editor).get("/projects/cats/").content.decode()
    form = re.search(r'<form class="choose-runs".*?</form>', page, flags=re.DOTALL)[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[1]
    assert 'type="hidden" name="csrfmiddlewaretoken"' not in form
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    client.cookies["csrftoken"] = token
    address = reverse("bulk_change", args=["cats", Action.DELETE])
    sent = {"run": runs[0].uuid, "csrfmiddlewaretoken": token}
    assert client.post(address, sent).status_code == 302
    page = client_of(viewer).get("/projects/cats/").content.decode()
    assert "data-change" not in page and BULK not in page


def test_runs_that_are_gone_are_no_runs(editor: User, runs: list[Run]) -> None:
    answer = change(editor, Action.ANALYSE, run=[uuid4(), runs[0].uuid])
    assert "1 run will be analysed again. 1 run was left out" in text(answer)
