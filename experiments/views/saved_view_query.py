"""What of a run table's address a view keeps, and whether two addresses show the same."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.contrib.auth.models import User
from django.http import QueryDict
from django.urls import reverse

from experiments.access import may
from experiments.models import Membership, Project, SavedView
from experiments.views.run_table import TableState

Role = Membership.Role


def canonical(query: QueryDict | str) -> str:
    """The table's state without what is usual or passing; the same state always reads the same.

    >>> canonical("sort=-val_loss&page=3&tag=b&q=&tag=a&sort=name&view=abc")
    'tag=b&tag=a&sort=name'
    """
    said = QueryDict(query) if isinstance(query, str) else query
    return TableState.from_query(said).query(was="", view="")


def table_address(view: SavedView) -> str:
    """The run table as the view keeps it; the address says which view that is."""
    query = urlencode([*parse_qsl(view.query), ("view", view.code)])
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
    shown = next((view for view in views if view.code == query.get("view")), None)
    now = canonical(query)
    may_save = may(user, Role.EDITOR, project)
    is_own = shown is not None and shown.made_by_id == user.pk and may_save
    return ViewMenu(
        views=views,
        shown=shown,
        is_changed=shown is not None and canonical(shown.query) != now,
        may_save=may_save,
        may_change_shown=shown is not None and (is_own or may(user, Role.OWNER, project)),
        query=now,
    )
