"""The people of the tests, by the role that they play in the one project `cats`.

Each is a fixture; `people` has all of them by name, with None for somebody not logged in.
"""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from experiments.models import Membership, Project, Run

Role = Membership.Role


@pytest.fixture
def cats(db: None) -> Project:
    return Project.objects.create(slug="cats", name="Cats and dogs")


def member(project: Project, role: str) -> User:
    user = User.objects.create_user(role)
    project.memberships.create(user=user, role=role)
    return user


@pytest.fixture
def owner(cats: Project) -> User:
    return member(cats, Role.OWNER)


@pytest.fixture
def editor(cats: Project) -> User:
    return member(cats, Role.EDITOR)


@pytest.fixture
def viewer(cats: Project) -> User:
    return member(cats, Role.VIEWER)


@pytest.fixture
def stranger(db: None) -> User:
    return User.objects.create_user("stranger")


@pytest.fixture
def administrator(db: None) -> User:
    return User.objects.create_superuser("administrator")


@pytest.fixture
def people(
    stranger: User, viewer: User, editor: User, owner: User, administrator: User
) -> dict[str, User | None]:
    named = (stranger, viewer, editor, owner, administrator)
    return {"anonymous": None} | {user.username: user for user in named}


def client_of(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def make_run(project: Project, name: str = "baseline", **columns: object) -> Run:
    """A run as the table shows it, without points."""
    return Run.objects.create(project=project, name=name, **columns)
