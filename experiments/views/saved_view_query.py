"""What of a run table's address a view keeps, and whether two addresses show the same."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.contrib.auth.models import User
from django.http import QueryDict
from django.urls import reverse

from experiments.access import may
from experiments.models import Membership, Project, SavedView

Role = Membership.Role
NAME_OF_VIEW = "view"
_PASSING = frozenset({NAME_OF_VIEW, "page"})


def canonical(query: str) -> str:
    """The query without what is empty or passing; the same state always reads the same.

    >>> canonical("sort=-val_loss&q=&page=3&tag=b&tag=a")
    'sort=-val_loss&tag=b&tag=a'
    """
    said = [(name, value) for name, value in parse_qsl(query) if name not in _PASSING and value]
    return urlencode(sorted(said, key=lambda pair: pair[0]))


def table_address(view: SavedView) -> str:
    """The run table as the view keeps it; the address says which view that is."""
    query = urlencode([*parse_qsl(view.query), (NAME_OF_VIEW, view.code)])
    return f"{reverse('project', args=[view.project.slug])}?{query}"


@dataclass(frozen=True)
class ViewMenu:
    """The views of a project; `shown` is the one that the address names, where it is there."""

    views: tuple[SavedView, ...]
    shown: SavedView | None
    is_changed: bool
    may_save: bool
    may_change_shown: bool
    query: str


def view_menu(user: User, project: Project, query: QueryDict) -> ViewMenu:
    views = tuple(project.saved_views.select_related("made_by").order_by("name"))
    shown = next((view for view in views if view.code == query.get(NAME_OF_VIEW)), None)
    now = canonical(query.urlencode())
    may_save = may(user, Role.EDITOR, project)
    is_own = shown is not None and shown.made_by_id == user.pk and may_save
    return ViewMenu(
        views=views,
        shown=shown,
        is_changed=shown is not None and shown.query != now,
        may_save=may_save,
        may_change_shown=shown is not None and (is_own or may(user, Role.OWNER, project)),
        query=now,
    )
