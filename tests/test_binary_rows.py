import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from experiments.binary_rows import binary_rows
from experiments.models import Project, Run, SeriesChunk
from experiments.services.projects import create_project
from experiments.services.runs import create_runs
from tests.logs import parsed_log, parsed_run


@pytest.fixture
def project(db: None) -> Project:
    return create_project(User.objects.create_user("owner"), "Cats")


def store(project: Project, **columns: list[float]) -> Run:
    [run] = create_runs(project, project.memberships.get().user, parsed_log(parsed_run(**columns)))
    return run


def test_bytes_come_as_they_were_stored(project: Project) -> None:
    run = store(project, loss=[1.0, 0.5], val_loss=[1.1, 0.6])
    chunks = SeriesChunk.objects.filter(series__run=run).order_by("pk")
    stored = [(chunk.series_id, chunk.pk, bytes(chunk.data)) for chunk in chunks]

    with CaptureQueriesContext(connection) as captured:
        rows = binary_rows(chunks.values_list("series_id", "id", "data"))

    assert rows == stored
    assert len(captured) == 1


def test_a_query_after_it_is_answered_as_ever(project: Project) -> None:
    store(project, loss=[1.0])
    binary_rows(SeriesChunk.objects.values_list("id", "data"))

    assert Project.objects.get(pk=project.pk).created_at == project.created_at


def test_more_ids_than_a_statement_takes_are_asked_for_in_its_text(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = store(project, loss=[1.0, 0.5])
    values = SeriesChunk.objects.filter(series__in=run.series.all(), id__gt=0).values_list("id")
    expected = list(values)
    monkeypatch.setattr("experiments.binary_rows.MOST_PARAMETERS", 0)

    assert binary_rows(values) == expected


def test_nothing_asked_for_is_no_row(project: Project) -> None:
    assert binary_rows(SeriesChunk.objects.filter(series__in=[]).values_list("id", "data")) == []
