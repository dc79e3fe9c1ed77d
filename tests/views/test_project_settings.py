import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.urls import reverse

from experiments.models import Membership, Project
from tests.cast import client_of

pytestmark = pytest.mark.django_db

SETTINGS = "/projects/cats/settings/"


def post(user: User, url: str, /, *args: object, **said: str) -> HttpResponse:
    return client_of(user).post(reverse(url, args=["cats", *args]), said, follow=True)


def membership(user: User) -> Membership:
    return Membership.objects.get(user=user)


def test_a_new_name_leaves_the_address_as_it_was(owner: User, cats: Project) -> None:
    answer = post(owner, "project_settings", name="Pets", description="All of them.")
    cats.refresh_from_db()
    assert (cats.name, cats.description, cats.slug) == ("Pets", "All of them.", "cats")
    assert "Name and description were saved." in answer.content.decode()


def test_a_project_keeps_a_name(owner: User, cats: Project) -> None:
    answer = post(owner, "project_settings", name="")
    cats.refresh_from_db()
    assert cats.name == "Cats and dogs"
    assert "This field is required" in answer.content.decode()


def test_an_owner_adds_a_member_by_user_name(owner: User, stranger: User) -> None:
    answer = post(owner, "project_members_add", username="stranger", role="viewer")
    assert membership(stranger).role == "viewer"
    assert "stranger is viewer now." in answer.content.decode()


def test_an_unknown_user_name_says_what_to_do_and_keeps_what_was_typed(owner: User) -> None:
    html = post(owner, "project_members_add", username="nobody", role="viewer").content.decode()
    assert "There is no user named nobody" in html
    assert 'value="nobody"' in html


def test_a_member_is_not_added_twice(owner: User, viewer: User) -> None:
    html = post(owner, "project_members_add", username="viewer", role="owner").content.decode()
    assert "is a member already" in html
    assert membership(viewer).role == "viewer"


def test_a_role_that_is_none_is_refused(owner: User, stranger: User) -> None:
    post(owner, "project_members_add", username="stranger", role="king")
    assert not Membership.objects.filter(user=stranger).exists()


def test_an_owner_changes_a_role(owner: User, viewer: User) -> None:
    post(owner, "project_member_change", membership(viewer).pk, role="editor")
    assert membership(viewer).role == "editor"


def test_a_role_that_is_none_changes_nothing(owner: User, viewer: User) -> None:
    html = post(owner, "project_member_change", membership(viewer).pk, role="x").content.decode()
    assert "Choose one of the roles" in html
    assert membership(viewer).role == "viewer"


def test_an_owner_removes_a_member(owner: User, viewer: User) -> None:
    html = post(owner, "project_member_remove", membership(viewer).pk).content.decode()
    assert "viewer is no longer a member" in html
    assert not Membership.objects.filter(user=viewer).exists()


def test_the_last_owner_cannot_leave(owner: User) -> None:
    html = post(owner, "project_member_remove", membership(owner).pk).content.decode()
    assert "is the last owner" in html
    assert membership(owner).role == "owner"


def test_the_last_owner_keeps_the_role(owner: User) -> None:
    html = post(owner, "project_member_change", membership(owner).pk, role="viewer")
    assert "is the last owner" in html.content.decode()
    assert membership(owner).role == "owner"


def test_an_owner_who_leaves_comes_to_the_list(owner: User, cats: Project, stranger: User) -> None:
    cats.memberships.create(user=stranger, role="owner")
    answer = post(owner, "project_member_remove", membership(owner).pk)
    assert answer.redirect_chain == [("/", 302)]


def test_members_of_another_project_are_out_of_reach(owner: User, stranger: User) -> None:
    dogs = Project.objects.create(slug="dogs", name="Dogs")
    other = dogs.memberships.create(user=stranger, role="owner")
    assert post(owner, "project_member_remove", other.pk).status_code == 404
    assert Membership.objects.filter(pk=other.pk).exists()


def test_a_viewer_sees_who_belongs_here_and_no_forms(viewer: User, owner: User) -> None:
    html = client_of(viewer).get(SETTINGS).content.decode()
    assert "owner" in html
    assert html.count("<form") == html.count('action="/logout/"') + html.count("data-theme-choice")


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_only_owners_change_members(role: str, people: dict[str, User]) -> None:
    kept = membership(people["viewer"]).pk
    for name, args, said in (
        ("project_settings", (), {"name": "Mine"}),
        ("project_members_add", (), {"username": "stranger", "role": "owner"}),
        ("project_member_change", (kept,), {"role": "owner"}),
        ("project_member_remove", (kept,), {}),
    ):
        assert post(people[role], name, *args, **said).status_code == 403
    assert membership(people["viewer"]).role == "viewer"
    assert not Membership.objects.filter(user=people["stranger"]).exists()
