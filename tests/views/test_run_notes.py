import html

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from experiments.markdown import LONGEST
from experiments.models import Project, Run
from experiments.services import annotations
from tests.cast import client_of
from tests.views.run_cases import stored


@pytest.fixture
def run(cats: Project, editor: User) -> Run:
    run = stored(cats, editor)
    return annotations.edit_notes(run, "# first", seen=annotations.state_of(""))


@pytest.fixture
def client(editor: User) -> Client:
    return client_of(editor)


def address(name: str, run: Run) -> str:
    return reverse(name, args=[run.uuid])


def text(answer: HttpResponse) -> str:
    return html.unescape(answer.content.decode())


def page(client: Client, run: Run) -> str:
    return text(client.get(address("run", run)))


def send(client: Client, run: Run, notes: str, seen: str) -> HttpResponse:
    form = {"notes": notes, "seen": annotations.state_of(seen)}
    return client.post(address("run_notes", run), form)


def test_notes_are_laid_out_and_their_form_is_on_the_page(client: Client, run: Run) -> None:
    shown = page(client, run)
    assert "<h3>first</h3>" in shown
    assert f'<form class="form wide" method="post" action="{address("run_notes", run)}">' in shown
    assert "# first</textarea>" in shown


def test_notes_are_saved_and_the_page_goes_on_at_them(client: Client, run: Run) -> None:
    answer = send(client, run, "**second**", seen="# first")
    assert answer.url == f"{address('run', run)}#notes"
    assert "<strong>second</strong>" in page(client, run)


def test_notes_can_be_emptied(client: Client, run: Run) -> None:
    send(client, run, "", seen="# first")
    assert "None yet." in page(client, run)


def test_somebody_else_is_not_overwritten_and_both_texts_are_shown(
    client: Client, run: Run
) -> None:
    annotations.edit_notes(run, "theirs", seen=annotations.state_of("# first"))
    answer = send(client, run, "mine", seen="# first")
    shown = text(answer)
    assert answer.status_code == 409
    assert "Somebody else changed the notes meanwhile." in shown
    assert "<p>theirs</p>" in shown
    assert "mine</textarea>" in shown
    run.refresh_from_db()
    assert run.notes == "theirs"
    assert send(client, run, "both", seen="theirs").status_code == 302


def test_what_is_too_long_is_refused_and_kept_in_the_form(client: Client, run: Run) -> None:
    answer = send(client, run, "x" * (LONGEST + 1), seen="# first")
    assert f"at most {LONGEST} characters" in text(answer)
    run.refresh_from_db()
    assert run.notes == "# first"


def test_a_line_end_counts_as_one_character(client: Client, run: Run) -> None:
    assert send(client, run, "x\r\n" * (LONGEST // 2), seen="# first").status_code == 302


def test_viewers_read_notes_and_get_no_form(run: Run, viewer: User) -> None:
    shown = page(client_of(viewer), run)
    assert "<h3>first</h3>" in shown
    assert "<textarea" not in shown
    assert address("run_tags_add", run) not in shown


def test_tags_are_added_and_removed_on_the_page(client: Client, run: Run) -> None:
    client.post(address("run_tags_add", run), {"tags": "#sweep, resnet"})
    shown = page(client, run)
    assert 'title="Remove the tag sweep"' in shown
    client.post(address("run_tag_remove", run), {"tag": "sweep"})
    assert [tag.name for tag in run.tags.all()] == ["resnet"]


def test_tags_of_the_project_are_suggested_most_used_first(
    client: Client, run: Run, cats: Project, editor: User
) -> None:
    for names in (["rare", "used", "own"], ["used"]):
        annotations.add_tags(stored(cats, editor), names)
    annotations.add_tags(run, ["own"])
    shown = page(client, run)
    assert '<option value="used"></option><option value="rare"></option></datalist>' in shown


def test_a_tag_that_cannot_be_is_refused_beside_its_input(client: Client, run: Run) -> None:
    shown = text(client.post(address("run_tags_add", run), {"tags": "x" * 61}))
    assert "A tag may have 60 characters at most." in shown
    assert not run.tags.exists()


def test_many_tags_fold(client: Client, run: Run) -> None:
    annotations.add_tags(run, [f"tag-{n:02}" for n in range(40)])
    before, folded = page(client, run).split('<details class="more-tags">')
    assert before.count('class="tagged"') == 12
    assert folded.count('class="tagged"') == 28
    assert "28 more" in folded


def test_a_tag_is_text(client: Client, run: Run) -> None:
    annotations.add_tags(run, ["<script>alert(1)</script>"])
    assert "<script>alert" not in client.get(address("run", run)).content.decode()
