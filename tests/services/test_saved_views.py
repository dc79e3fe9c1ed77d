import pytest
from django.contrib.auth.models import User

from experiments.models import Project, SavedView
from experiments.services.projects import create_project
from experiments.services.saved_views import (
    LONGEST_QUERY,
    delete_view,
    rename_view,
    save_view,
    update_view,
)


@pytest.fixture
def view(project: Project, owner: User) -> SavedView:
    return save_view(project, owner, "Best first", "sort=-val_loss")


def test_a_view_keeps_the_query_its_maker_and_a_code_of_its_own(
    view: SavedView, project: Project, owner: User
) -> None:
    other = save_view(project, owner, "Worst first", "sort=val_loss")
    assert (view.query, view.made_by) == ("sort=-val_loss", owner)
    assert len(view.code) == 8 and view.code != other.code


def test_a_name_is_given_once_a_project(view: SavedView, project: Project, owner: User) -> None:
    with pytest.raises(ValueError, match="There is a view named Best first in this project"):
        save_view(project, owner, "Best first", "")
    other = save_view(project, owner, "Other", "")
    with pytest.raises(ValueError, match="Choose another name"):
        rename_view(other, "Best first")
    save_view(create_project(owner, "Birds"), owner, "Best first", "")


def test_a_view_keeps_its_code_through_a_new_name_and_a_new_query(view: SavedView) -> None:
    code = view.code
    rename_view(view, "Newest")
    update_view(view, "sort=-created")
    view.refresh_from_db()
    assert (view.name, view.query, view.code) == ("Newest", "sort=-created", code)


def test_two_who_change_a_view_at_once_change_only_what_they_meant(view: SavedView) -> None:
    other = SavedView.objects.get()
    rename_view(view, "Newest")
    update_view(other, "sort=-created")
    view.refresh_from_db()
    assert (view.name, view.query) == ("Newest", "sort=-created")


def test_a_view_that_was_deleted_meanwhile_does_not_come_back(view: SavedView) -> None:
    other = SavedView.objects.get()
    delete_view(other)
    with pytest.raises(ValueError, match="deleted by somebody else"):
        update_view(view, "sort=name")
    with pytest.raises(ValueError, match="deleted by somebody else"):
        rename_view(view, "Newest")
    assert not SavedView.objects.exists()


def test_a_query_too_long_to_keep_is_refused_with_its_length(
    view: SavedView, project: Project, owner: User
) -> None:
    long = "q=" + "x" * LONGEST_QUERY
    with pytest.raises(ValueError, match="takes 4,002 characters to write down"):
        save_view(project, owner, "Long", long)
    with pytest.raises(ValueError, match="4,000 can be saved"):
        update_view(view, long)


def test_a_deleted_view_is_gone_and_its_name_is_free(
    view: SavedView, project: Project, owner: User
) -> None:
    delete_view(view)
    assert save_view(project, owner, "Best first", "").pk
