from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User

from experiments.models import Project
from experiments.services.projects import create_project


@pytest.fixture
def owner(db: None) -> User:
    return User.objects.create_user("owner")


@pytest.fixture
def project(owner: User) -> Project:
    return create_project(owner, "Cats and dogs")


@pytest.fixture
def batch() -> UUID:
    return uuid4()
