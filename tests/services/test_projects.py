import pytest
from django.contrib.auth.models import User

from experiments.models import Membership, Project
from experiments.services.projects import (
    add_member,
    change_role,
    create_project,
    edit_project,
    remove_member,
)

Role = Membership.Role


def test_who_makes_a_project_owns_it(owner: User, project: Project) -> None:
    assert project.memberships.get().user == owner
    assert project.memberships.get().role == Role.OWNER
    assert project.slug == "cats-and-dogs"


def test_projects_of_one_name_have_addresses_of_their_own(owner: User, project: Project) -> None:
    others = [create_project(owner, "Cats and dogs").slug for _ in range(2)]
    assert others == ["cats-and-dogs-2", "cats-and-dogs-3"]


@pytest.mark.parametrize("name", ["猫と犬", "!!!", "-"])
def test_a_name_without_latin_letters_has_an_address(owner: User, name: str) -> None:
    assert create_project(owner, name).slug == "project"


def test_a_long_name_has_an_address_that_fits(owner: User) -> None:
    slugs = {create_project(owner, "x" * 120).slug for _ in range(2)}
    assert len(slugs) == 2
    assert all(len(slug) <= 80 for slug in slugs)


def test_a_renamed_project_keeps_its_address(project: Project) -> None:
    edit_project(project, name="Birds", description="d")
    project.refresh_from_db()
    assert (project.name, project.description, project.slug) == ("Birds", "d", "cats-and-dogs")


def test_a_member_is_added_by_user_name(project: Project) -> None:
    User.objects.create_user("editor")
    assert add_member(project, "editor", Role.EDITOR).role == Role.EDITOR


def test_an_unknown_user_is_named(project: Project) -> None:
    with pytest.raises(ValueError, match="no user named nobody"):
        add_member(project, "nobody", Role.VIEWER)


def test_who_is_no_longer_active_is_not_added(project: Project) -> None:
    User.objects.create_user("gone", is_active=False)
    with pytest.raises(ValueError, match="no user named gone"):
        add_member(project, "gone", Role.VIEWER)


def test_a_member_is_not_added_twice_and_keeps_the_role(project: Project) -> None:
    with pytest.raises(ValueError, match="owner is a member already"):
        add_member(project, "owner", Role.VIEWER)
    assert project.memberships.get().role == Role.OWNER


def test_the_last_owner_stays(project: Project) -> None:
    last = project.memberships.get()
    with pytest.raises(ValueError, match="owner is the last owner"):
        change_role(last, Role.EDITOR)
    with pytest.raises(ValueError, match="owner is the last owner"):
        remove_member(last)
    assert project.memberships.get().role == Role.OWNER


def test_an_owner_may_go_once_there_is_another(project: Project) -> None:
    User.objects.create_user("second")
    add_member(project, "second", Role.OWNER)
    remove_member(project.memberships.get(user__username="owner"))
    assert [m.user.username for m in project.memberships.all()] == ["second"]


def test_an_editor_may_go(project: Project) -> None:
    User.objects.create_user("editor")
    remove_member(add_member(project, "editor", Role.EDITOR))
    assert project.memberships.count() == 1
