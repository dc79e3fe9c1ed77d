from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from experiments.models import EmbedLink, Project, Run
from experiments.services import embeds
from experiments.services.projects import create_project
from experiments.services.runs import move_run


@pytest.fixture
def run(project: Project) -> Run:
    return Run.objects.create(project=project, name="r")


def test_tokens_are_long_and_never_the_same(run: Run, owner: User) -> None:
    tokens = {embeds.make_link(run, owner).token for _ in range(50)}
    assert len(tokens) == 50
    assert {len(token) for token in tokens} == {43}  # 256 bits, six to a character


def test_a_link_ends_when_its_maker_said_or_never(run: Run, owner: User) -> None:
    assert embeds.make_link(run, owner).expires_at is None
    ends = embeds.make_link(run, owner, days=7).expires_at
    assert abs(ends - timezone.now() - timedelta(days=7)) < timedelta(minutes=1)


def test_a_link_is_revoked_once(run: Run, owner: User) -> None:
    link = embeds.make_link(run, owner)
    assert embeds.revoke([link]) == 1
    first = EmbedLink.objects.get().revoked_at
    assert embeds.revoke([link]) == 0
    assert EmbedLink.objects.get().revoked_at == first


def test_a_run_that_moves_takes_no_link_along(run: Run, owner: User) -> None:
    embeds.make_link(run, owner)
    move_run(run, create_project(owner, "Other"))
    assert EmbedLink.objects.get().revoked_at is not None


def test_seen_is_written_once_an_hour_at_most(run: Run, owner: User) -> None:
    link = embeds.make_link(run, owner)
    embeds.note_seen(link)
    link.refresh_from_db()
    first = link.seen_at
    with CaptureQueriesContext(connection) as queries:
        embeds.note_seen(link)
    assert len(queries) == 0
    EmbedLink.objects.update(seen_at=first - timedelta(minutes=61))
    link.refresh_from_db()
    embeds.note_seen(link)
    link.refresh_from_db()
    assert link.seen_at >= first
