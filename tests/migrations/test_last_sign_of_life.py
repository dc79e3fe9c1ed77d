"""Runs that are there already were last heard of when they were added."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = ("experiments", "0011_bulk_changes_and_saved_views")
AFTER = ("experiments", "0012_last_sign_of_life")
ADDED = datetime(2020, 5, 17, 12, tzinfo=UTC)


def migrate(*targets: tuple[str, str]) -> MigrationExecutor:
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets))
    return MigrationExecutor(connection)


@pytest.mark.django_db(transaction=True)
def test_runs_were_last_heard_of_when_they_were_added() -> None:
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes("experiments")
    try:
        old = migrate(BEFORE).loader.project_state([BEFORE]).apps
        project = old.get_model("experiments", "Project").objects.create(slug="cats", name="Cats")
        runs = old.get_model("experiments", "Run").objects
        runs.bulk_create(
            old.get_model("experiments", "Run")(project=project, name=str(n)) for n in range(5_003)
        )
        runs.update(created_at=ADDED)

        new = migrate(AFTER).loader.project_state([AFTER]).apps.get_model("experiments", "Run")

        assert new.objects.filter(heard_at=ADDED).count() == 5_003
    finally:
        migrate(*latest)
