"""States of run tables that are kept under a name."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from experiments.models import Project, SavedView
from experiments.services.text import storable

LONGEST_QUERY = SavedView._meta.get_field("query").max_length


def save_view(project: Project, user: User | None, name: str, query: str) -> SavedView:
    """Raises ValueError with a plain sentence where the name is taken or the query too long."""
    _check_length(query)
    view = SavedView(project=project, made_by=user, name=storable(name), query=storable(query))
    with _one_of_its_name(view):
        view.save()
    return view


def rename_view(view: SavedView, name: str) -> None:
    """Raises ValueError with a plain sentence where the name is taken, or the view is gone."""
    view.name = storable(name)
    with _one_of_its_name(view):
        _change(view, name=view.name)


def update_view(view: SavedView, query: str) -> None:
    """The view shows what this query does; its link stays.

    Raises ValueError with a plain sentence where the query is too long, or the view is gone.
    """
    _check_length(query)
    view.query = storable(query)
    _change(view, query=view.query)


def delete_view(view: SavedView) -> None:
    view.delete()


def _change(view: SavedView, **columns: str) -> None:
    """Only these: somebody else may be changing others, or have deleted the view."""
    now = timezone.now()
    if not SavedView.objects.filter(pk=view.pk).update(updated_at=now, **columns):
        raise ValueError("This view was deleted by somebody else meanwhile.")


@contextmanager
def _one_of_its_name(view: SavedView) -> Iterator[None]:
    """A code that is taken, which one in 10^12 is, is made anew by saving again."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        others = view.project.saved_views.exclude(pk=view.pk)
        if not others.filter(name=view.name).exists():
            raise
        raise ValueError(
            f"There is a view named {view.name} in this project already. Choose another name."
        ) from None


def _check_length(query: str) -> None:
    if len(query) > LONGEST_QUERY:
        raise ValueError(
            f"This state of the table takes {len(query):,} characters to write down; "
            f"{LONGEST_QUERY:,} can be saved. Show fewer columns or shorten the query."
        )
