from collections.abc import Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User

from experiments.models import Project
from experiments.services.projects import create_project
from tests.live import Stack, use_broker


@pytest.fixture
def owner(db: None) -> User:
    return User.objects.create_user("owner")


@pytest.fixture
def project(owner: User) -> Project:
    return create_project(owner, "Cats and dogs")


@pytest.fixture
def batch() -> UUID:
    return uuid4()


@pytest.fixture
def workers(transactional_db: None, data_dir: Path) -> Iterator[Stack]:
    """A real broker and a real worker with beat; no web server."""
    stack = Stack(data_dir)
    use_broker(stack.broker.url)
    try:
        stack.start_broker()
        stack.start_worker()
        yield stack
    finally:
        stack.stop()
