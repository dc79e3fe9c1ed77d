import pytest
from django.contrib.auth.models import User

from experiments.models import Project, Run
from experiments.services import projects
from tests.admin.rows import stored


@pytest.fixture
def cats(admin_user: User) -> Project:
    return projects.create_project(admin_user, "Cats")


@pytest.fixture
def dogs(admin_user: User) -> Project:
    return projects.create_project(admin_user, "Dogs")


@pytest.fixture
def steady(cats: Project) -> Run:
    return stored(cats, "steady", [0.6, 0.4, 0.3], overfits=False, parameters={"lr": "0.1"})


@pytest.fixture
def turning(cats: Project) -> Run:
    return stored(
        cats,
        "turning",
        [0.6, 0.4, 0.7],
        overfits=True,
        verdict="overfits",
        parameters={"lr": "1e-3", "optimizer": "adam", "nesterov": "true"},
    )


@pytest.fixture
def foreign(dogs: Project) -> Run:
    return stored(dogs, "foreign", [0.9, 0.8, 0.95], overfits=True, parameters={"lr": "auto"})
