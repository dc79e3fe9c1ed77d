import pytest

from experiments.models import Project, Run, Tag
from experiments.services.annotations import (
    ChangedMeanwhileError,
    add_tags,
    edit_notes,
    remove_tag,
    state_of,
)


@pytest.fixture
def run(project: Project) -> Run:
    return Run.objects.create(project=project, name="r", notes="first")


def test_notes_are_saved_by_whoever_has_seen_the_stored_ones(run: Run) -> None:
    edit_notes(run, "second\r\nline\x00", seen=state_of("first"))
    run.refresh_from_db()
    assert run.notes == "second\nline\ufffd"


def test_notes_that_changed_meanwhile_are_not_overwritten(run: Run) -> None:
    edit_notes(run, "theirs", seen=state_of("first"))
    with pytest.raises(ChangedMeanwhileError):
        edit_notes(run, "mine", seen=state_of("first"))
    run.refresh_from_db()
    assert run.notes == "theirs"


def test_the_same_notes_twice_are_no_conflict(run: Run) -> None:
    edit_notes(run, "second", seen=state_of("first"))
    assert edit_notes(run, "second", seen=state_of("first")).notes == "second"


def test_line_ends_of_a_browser_are_no_change() -> None:
    assert state_of("a\r\nb ") == state_of("a\nb")


def test_a_conflict_leaves_what_else_changed(run: Run) -> None:
    Run.objects.update(name="renamed")
    edit_notes(run, "second", seen=state_of("first"))
    assert Run.objects.get().name == "renamed"


def test_tags_are_added_and_removed_one_by_one(run: Run) -> None:
    add_tags(run, ["b", "a", "b"])
    add_tags(run, ["c"])
    remove_tag(run, "b")
    remove_tag(run, "unknown")
    assert [tag.name for tag in run.tags.all()] == ["a", "c"]
    assert Tag.objects.count() == 3


def test_a_tag_of_another_project_is_another_tag(run: Run) -> None:
    other = Project.objects.create(name="other", slug="other")
    other.tags.create(name="a")
    add_tags(run, ["a"])
    assert run.tags.get().project == run.project
