"""Saved views: made, opened by their link, changed, and by whom."""

import html
import re

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from experiments.models import Project, SavedView
from experiments.views.saved_view_query import canonical
from tests.cast import client_of, make_run

NEW = reverse("saved_view_new", args=["cats"])
TABLE = reverse("project", args=["cats"])


@pytest.fixture
def view(cats: Project, editor: User) -> SavedView:
    make_run(cats)
    return cats.saved_views.create(name="Best first", query="sort=val_loss", made_by=editor)


def of(view: SavedView, action: str = "") -> str:
    return reverse(f"saved_view{action and '_' + action}", args=[view.code])


def text(answer: HttpResponse) -> str:
    plain = re.sub(r"<[^>]+>", " ", html.unescape(answer.content.decode()))
    return " ".join(plain.split())


def test_what_is_shown_is_saved_under_a_name_and_shown_as_that_view(
    editor: User, cats: Project
) -> None:
    make_run(cats)
    answer = client_of(editor).post(
        f"{NEW}?sort=val_loss&verdict=overfits&page=3", {"name": "Overfitting"}, follow=True
    )
    view = SavedView.objects.get()
    assert (view.query, view.made_by) == ("verdict=overfits&sort=val_loss", editor)
    assert answer.redirect_chain == [(f"{TABLE}?{view.query}&view={view.code}", 302)]
    assert f"http://testserver/v/{view.code}/" in text(answer)


def test_the_short_link_leads_to_the_table_with_its_query(viewer: User, view: SavedView) -> None:
    answer = client_of(viewer).get(of(view))
    assert answer.url == f"{TABLE}?sort=val_loss&view={view.code}"


def test_every_member_sees_the_views_and_who_made_them(viewer: User, view: SavedView) -> None:
    page = client_of(viewer).get(TABLE)
    assert "Best first editor" in text(page)
    assert f'href="{of(view)}"' in page.content.decode()
    assert "Save view" not in text(page), "viewers change nothing"


@pytest.mark.parametrize(
    ("query", "is_changed"),
    [("sort=val_loss", False), ("page=2&sort=val_loss&q=", False), ("sort=name", True), ("", True)],
)
def test_the_table_says_which_view_it_shows_and_whether_it_was_changed_since(
    query: str, is_changed: bool, editor: User, view: SavedView
) -> None:
    page = text(client_of(editor).get(f"{TABLE}?{query}&view={view.code}"))
    assert "Best first changed" in page if is_changed else "Best first changed" not in page
    assert ("Save what is shown into it" in page) == is_changed


def test_a_view_that_is_gone_is_passed_over(editor: User, view: SavedView) -> None:
    answer = client_of(editor).get(f"{TABLE}?view=nothing")
    assert answer.status_code == 200
    assert "This view" not in text(answer)


def test_a_name_that_is_taken_is_told_beside_the_field(editor: User, view: SavedView) -> None:
    answer = client_of(editor).post(f"{NEW}?sort=name", {"name": "Best first"})
    assert "There is a view named Best first in this project already." in text(answer)
    assert 'value="Best first"' in answer.content.decode()
    assert SavedView.objects.count() == 1
    assert "This field is required" in text(client_of(editor).post(NEW, {"name": " "}))


def test_a_state_too_long_to_keep_is_refused_in_words(editor: User, view: SavedView) -> None:
    long = "columns=" + "x" * 4001
    answer = client_of(editor).post(f"{NEW}?{long}", {"name": "Long"})
    assert "4,000 can be saved" in text(answer)
    answer = client_of(editor).post(f"{of(view, 'update')}?{long}", follow=True)
    assert "4,000 can be saved" in text(answer)


def test_a_view_is_renamed_updated_and_deleted_by_its_maker(editor: User, view: SavedView) -> None:
    client = client_of(editor)
    client.post(of(view, "rename"), {"name": "Newest"})
    client.post(of(view, "update") + "?sort=name&page=2")
    view.refresh_from_db()
    assert (view.name, view.query) == ("Newest", "sort=name")
    answer = client.post(of(view, "delete"), follow=True)
    assert answer.redirect_chain == [(f"{TABLE}?sort=name", 302)]
    assert "The view Newest was deleted." in text(answer)
    assert client.get(of(view)).status_code == 404


def test_a_view_is_not_renamed_to_a_name_that_is_taken(
    editor: User, cats: Project, view: SavedView
) -> None:
    cats.saved_views.create(name="Newest")
    answer = client_of(editor).post(of(view, "rename"), {"name": "Newest"})
    assert "Choose another name." in text(answer)


@pytest.mark.parametrize("action", ["rename", "update", "delete"])
@pytest.mark.parametrize(
    ("role", "status"),
    [
        ("anonymous", 302),
        ("stranger", 404),
        ("viewer", 403),
        ("editor", 302),
        ("owner", 302),
        ("administrator", 302),
    ],
)
def test_makers_and_owners_change_a_view_and_nobody_else(
    action: str, role: str, status: int, people: dict[str, User | None], view: SavedView
) -> None:
    answer = client_of(people[role]).post(of(view, action) + "?sort=name", {"name": "Other"})
    assert answer.status_code == status
    before = SavedView.objects.filter(name="Best first", query="sort=val_loss").exists()
    assert before == (role in ("anonymous", "stranger", "viewer"))


def test_a_maker_who_may_no_longer_edit_changes_nothing(
    editor: User, cats: Project, view: SavedView
) -> None:
    cats.memberships.filter(user=editor).update(role="viewer")
    assert client_of(editor).post(of(view, "delete")).status_code == 403


def test_another_editor_does_not_change_a_view(editor: User, cats: Project, owner: User) -> None:
    other = cats.saved_views.create(name="Of the owner", made_by=owner)
    assert client_of(editor).post(of(other, "delete")).status_code == 403


pairs = st.lists(
    st.tuples(st.sampled_from(["q", "sort", "tag", "page", "view"]), st.text("ab &=%", max_size=4))
)


@given(pairs)
def test_a_query_says_the_same_once_it_is_canonical(said: list[tuple[str, str]]) -> None:
    from_pairs = "&".join(f"{n}={v.replace('%', '%25')}" for n, v in said)
    once = canonical(from_pairs)
    assert canonical(once) == once
    assert "page=" not in once and "view=" not in once
