from collections.abc import Callable

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from experiments import queries
from experiments.models import Project, Run
from experiments.queries import RUNS_A_PAGE, project_list, run_table
from experiments.services.analyses import perform
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


def names(project: Project, **options: str) -> list[str]:
    return [run.name for run in run_table(project, **options)]


def count_queries(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        act()
    return len(captured)


def draw(project: Project) -> list[object]:
    return [
        (run.created_by.username, [t.name for t in run.tags.all()], run.sparks, run.analysis_state)
        for run in run_table(project)
    ]


def test_a_run_table_needs_the_same_number_of_queries_for_any_number_of_runs(
    project: Project,
) -> None:
    for number in range(10):
        store(project, f"run {number}", tags=("a", f"t{number}"))
    ten = count_queries(lambda: draw(project))
    for number in range(10, 20):
        store(project, f"run {number}", tags=("a", f"t{number}"))
    assert count_queries(lambda: draw(project)) == ten
    assert len(draw(project)) == 20


def test_the_project_list_needs_one_query(project: Project, django_assert_num_queries) -> None:
    user = project.memberships.get().user
    for number in range(3):
        store(create_project(user, f"p{number}"), "run")
    with django_assert_num_queries(1):
        assert len(list(project_list(user))) == 4


def test_a_table_shows_what_it_draws(project: Project) -> None:
    run = store(project, "a")
    (row,) = run_table(project)
    assert row.sparks == {"loss": pytest.approx([1.1, 0.6]), "accuracy": pytest.approx([0.5, 0.7])}
    assert (row.analysis_state, row.analysing) == ("queued", True)
    perform(run.analyses.get().pk)
    (row,) = run_table(project)
    assert (row.analysis_state, row.analysing) == ("done", False)


def test_pages_hold_fifty_runs_and_a_page_too_far_is_the_last(project: Project) -> None:
    Run.objects.bulk_create(Run(project=project, name=f"{n}") for n in range(RUNS_A_PAGE + 2))
    assert len(run_table(project)) == RUNS_A_PAGE
    assert len(run_table(project, page=2)) == 2
    assert run_table(project, page=99).number == 2
    assert run_table(project, page="x").number == 1


def test_text_finds_names_notes_and_tags_word_by_word(project: Project) -> None:
    store(project, "resnet baseline", tags=("big",))
    noted = store(project, "vgg")
    Run.objects.filter(pk=noted.pk).update(notes="the BIG one")
    assert set(names(project, text="big")) == {"resnet baseline", "vgg"}
    assert names(project, text="big resnet") == ["resnet baseline"]
    assert names(project, text="100%_") == []


def test_verdict_and_status_filter(project: Project) -> None:
    store(project, "a")
    failed = store(project, "b")
    Run.objects.filter(pk=failed.pk).update(status="failed", verdict="overfits")
    assert names(project, status="failed") == ["b"]
    assert names(project, verdict="overfits") == ["b"]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("val_loss", ["low", "high", "none"]),
        ("-val_loss", ["high", "low", "none"]),
        ("name", ["high", "low", "none"]),
        ("-created", ["none", "low", "high"]),
        ("no such column", ["high", "low", "none"]),
    ],
)
def test_sorting_puts_runs_without_a_value_last(
    project: Project, sort: str, order: list[str]
) -> None:
    store(project, "high", val_loss=[0.9])
    store(project, "low", val_loss=[0.1])
    store(project, "none", loss=[0.5])
    assert names(project, sort=sort) == order


@pytest.mark.parametrize("sort", queries.SORTS)
def test_every_sort_works_both_ways(project: Project, sort: str) -> None:
    store(project, "a")
    store(project, "b", loss=[1.0])
    assert len(names(project, sort=sort)) == len(names(project, sort=f"-{sort}")) == 2


def test_deleted_runs_are_in_no_table(project: Project) -> None:
    delete_run(store(project, "a"))
    assert names(project) == []


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


def test_a_table_of_live_runs_is_sorted_by_an_index(project: Project) -> None:
    Run.objects.bulk_create(Run(project=project, name=f"{n}") for n in range(300))
    runs = queries.live_runs(project).order_by("name")[:50]
    assert "run_name" in runs.explain() or connection.vendor == "postgresql"
