"""The run table's reads: pages, orders, filters, and how many runs there are of each kind."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.paginator import Page
from django.db import connection
from django.test.utils import CaptureQueriesContext

from experiments import queries_runs
from experiments.models import Project, Run
from experiments.queries import RUNS_A_PAGE
from experiments.queries_runs import Matching, Ordered, run_page
from experiments.querying.columns import COLUMNS
from experiments.querying.fields import field
from experiments.querying.language import condition
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


def run_table(
    project: Project,
    *,
    text: str = "",
    sort: str = "-created",
    page: int | str = 1,
    **kinds: object,
) -> Page:
    matching = Matching(project, condition(project, text), **kinds)
    by = field(project, sort.removeprefix("-"))
    return run_page(Ordered(matching, by, sort.startswith("-")), page, RUNS_A_PAGE)


def names(project: Project, **options: object) -> list[str]:
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
    assert names(project, statuses=("failed",)) == ["b"]
    assert names(project, verdicts=("overfits",)) == ["b"]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("val_loss", ["low", "high", "none"]),
        ("-val_loss", ["high", "low", "none"]),
        ("name", ["high", "low", "none"]),
        ("-created", ["none", "low", "high"]),
    ],
)
def test_sorting_puts_runs_without_a_value_last(
    project: Project, sort: str, order: list[str]
) -> None:
    store(project, "high", val_loss=[0.9])
    store(project, "low", val_loss=[0.1])
    store(project, "none", loss=[0.5])
    assert names(project, sort=sort) == order


@pytest.mark.parametrize("sort", [column.name for column in COLUMNS])
def test_every_sort_works_both_ways(project: Project, sort: str) -> None:
    store(project, "a")
    store(project, "b", loss=[1.0])
    assert len(names(project, sort=sort)) == len(names(project, sort=f"-{sort}")) == 2


def test_deleted_runs_are_in_no_table(project: Project) -> None:
    delete_run(store(project, "a"))
    assert names(project) == []


def test_kinds_are_counted_among_the_runs_of_the_other_filters(project: Project) -> None:
    for name, verdict, status, tag in (
        ("a", "overfits", "failed", "x"), ("b", "overfits", "finished", "y"),
        ("c", "healthy", "finished", "x"),
    ):  # fmt: skip
        run = store(project, name, tags=(tag, "all"))
        Run.objects.filter(pk=run.pk).update(verdict=verdict, status=status)
    gone = store(project, "gone", tags=("x",))
    delete_run(gone)
    every = Matching(project)
    assert every.count() == 3
    assert every.by_verdict() == {"overfits": 2, "healthy": 1}
    assert every.by_tag() == {"all": 3, "x": 2, "y": 1}
    some = Matching(project, verdicts=("overfits",), tags=("x",))
    assert some.count() == 1
    assert some.by_verdict() == {"overfits": 1, "healthy": 1}
    assert some.by_status() == {"failed": 1}
    assert some.by_tag() == {"all": 2, "x": 1, "y": 1}


@pytest.mark.parametrize("few", [0, 1, 50])
def test_runs_that_were_looked_up_are_the_same_runs(
    project: Project, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(queries_runs, "FEW", few)
    for name in ("cat 1", "cat 2", "dog 1"):
        store(project, name)
    asked = Matching(project, condition(project, "cat"), statuses=("finished",))
    found = asked.looked_up()
    assert sorted(run.name for run in found.runs) == ["cat 1", "cat 2"]
    assert found.count() == asked.count() == 2
    assert found.by_verdict() == asked.by_verdict()


def test_words_that_no_run_has_are_looked_for_once(project: Project) -> None:
    store(project, "cat")
    found = Matching(project, condition(project, "dog")).looked_up()
    assert count_queries(lambda: list(found.runs)) == 0
    assert found.count() == 0
