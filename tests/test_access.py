import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from experiments.access import (
    may,
    project_for,
    projects_with_role,
    role_in,
    run_for,
    upload_for,
    visible_projects,
)
from experiments.models import Membership, Project, Run, Upload

Role = Membership.Role


@pytest.fixture
def project(db: None) -> Project:
    return Project.objects.create(name="Cats", slug="cats")


@pytest.fixture
def run(project: Project) -> Run:
    return Run.objects.create(project=project, name="r")


def member(project: Project, role: Role) -> User:
    user = User.objects.create_user(role.value)
    project.memberships.create(user=user, role=role)
    return user


def stranger(project: Project) -> User:
    user = User.objects.create_user("stranger")
    other = Project.objects.create(name="Other", slug="other")
    other.memberships.create(user=user, role=Role.OWNER)
    return user


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.VIEWER, [Role.VIEWER]),
        (Role.EDITOR, [Role.VIEWER, Role.EDITOR]),
        (Role.OWNER, [Role.VIEWER, Role.EDITOR, Role.OWNER]),
    ],
)
def test_a_role_includes_the_lesser_ones(project: Project, role: Role, allowed: list[Role]) -> None:
    user = member(project, role)
    assert [wanted for wanted in Role if may(user, wanted, project)] == allowed
    for wanted in Role:
        assert (project in projects_with_role(user, wanted)) == (wanted in allowed)


def test_a_stranger_has_no_role_and_sees_nothing(project: Project) -> None:
    user = stranger(project)
    assert role_in(user, project) is None
    assert not any(may(user, role, project) for role in Role)
    assert project not in visible_projects(user)
    assert project not in projects_with_role(user, Role.VIEWER)


def test_an_administrator_may_do_everything(project: Project) -> None:
    admin = User.objects.create_superuser("admin")
    assert role_in(admin, project) == Role.OWNER
    assert project in visible_projects(admin)
    assert project in projects_with_role(admin, Role.OWNER)


def test_a_stranger_is_told_that_there_is_no_such_thing(project: Project, run: Run) -> None:
    user = stranger(project)
    upload = Upload.objects.create(project=project, batch=run.uuid, name="f", size=0)
    with pytest.raises(Http404, match="no such project"):
        project_for(user, "cats")
    with pytest.raises(Http404, match="no such run"):
        run_for(user, run.uuid)
    with pytest.raises(Http404, match="no such upload"):
        upload_for(user, upload.uuid)


def test_a_stranger_gets_the_same_words_as_for_what_does_not_exist(
    project: Project, run: Run
) -> None:
    user = stranger(project)
    words = []
    for uuid in (run.uuid, project.uuid):
        with pytest.raises(Http404) as refusal:
            run_for(user, uuid)
        words.append(str(refusal.value))
    assert words[0] == words[1]


def test_a_member_without_the_role_is_refused_with_its_name(project: Project, run: Run) -> None:
    viewer = member(project, Role.VIEWER)
    assert run_for(viewer, run.uuid) == run
    with pytest.raises(PermissionDenied, match="role editor in Cats"):
        run_for(viewer, run.uuid, Role.EDITOR)
    with pytest.raises(PermissionDenied, match="role owner in Cats"):
        project_for(viewer, "cats", Role.OWNER)


def test_a_deleted_run_is_found_only_where_it_is_asked_for(project: Project, run: Run) -> None:
    viewer = member(project, Role.VIEWER)
    with pytest.raises(Http404):
        run_for(viewer, run.uuid, deleted=True)
    Run.objects.update(deleted_at=timezone.now())
    assert run_for(viewer, run.uuid, deleted=True) == run
    with pytest.raises(Http404):
        run_for(viewer, run.uuid)
