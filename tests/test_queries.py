import numpy as np
import pytest
from django.contrib.auth.models import User
from django.db import connection

from experiments import queries
from experiments.models import Project, Run
from experiments.queries import project_list
from experiments.services.creation import UploadOptions
from experiments.services.projects import create_project
from experiments.services.runs import create_runs, delete_run
from tests.logs import parsed_log, parsed_run


@pytest.fixture
def project(db: None) -> Project:
    return create_project(User.objects.create_user("owner"), "Cats")


def store(project: Project, name: str, *, tags: tuple[str, ...] = (), **columns: list) -> Run:
    user = project.memberships.get().user
    columns = columns or {"loss": [1.0, 0.5], "val_loss": [1.1, 0.6], "val_accuracy": [0.5, 0.7]}
    log = parsed_log(parsed_run(**columns))
    (run,) = create_runs(project, user, log, options=UploadOptions(name=name, tags=tags))
    return run


def test_the_project_list_needs_one_query(project: Project, django_assert_num_queries) -> None:
    user = project.memberships.get().user
    for number in range(3):
        store(create_project(user, f"p{number}"), "run")
    with django_assert_num_queries(1):
        assert len(list(project_list(user))) == 4


def test_projects_are_listed_with_runs_and_activity(project: Project) -> None:
    user = project.memberships.get().user
    run = store(project, "a")
    delete_run(store(project, "gone"))
    create_project(user, "Empty")
    listed = {p.name: (p.run_count, p.last_activity) for p in project_list(user)}
    assert listed == {"Cats": (1, run.created_at), "Empty": (0, None)}


def test_a_stranger_sees_no_project(project: Project) -> None:
    assert not project_list(User.objects.create_user("stranger"))


def test_points_of_many_chunks_come_in_order(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("experiments.points.CHUNK_POINTS", 3)
    run = store(project, "a", loss=[float(n) for n in range(10)])
    assert run.series.get().chunks.count() == 4
    (stored,) = queries.series_of(run)
    np.testing.assert_array_equal(stored.value, np.arange(10.0))


def test_metrics_come_in_the_order_of_the_log_and_share_what_they_have_in_common(
    project: Project,
) -> None:
    run = store(project, "a", loss=[1.0, 0.5], val_loss=[1.1, 0.6], accuracy=[0.4, 0.8])

    loss, val_loss, accuracy = queries.series_of(run)

    assert [s.name for s in (loss, val_loss, accuracy)] == ["loss", "val_loss", "accuracy"]
    assert val_loss.value.tolist() == [1.1, 0.6]
    assert loss.step is accuracy.step


def test_a_table_of_live_runs_is_sorted_by_an_index(project: Project) -> None:
    Run.objects.bulk_create(Run(project=project, name=f"{n}") for n in range(300))
    runs = queries.live_runs(project).order_by("name")[:50]
    assert "run_name" in runs.explain() or connection.vendor == "postgresql"
