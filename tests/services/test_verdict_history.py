import importlib

import pytest
from django.apps import apps
from django.utils import timezone

from experiments.analysis import VERSION
from experiments.facts import Facts
from experiments.models import Analysis, Project, Run, VerdictChange
from experiments.services import analyses, verdict_history
from experiments.services.runs import create_runs, set_facts
from tests.logs import parsed_log, parsed_run

Cause = Analysis.Cause
RISING = {
    "loss": [0.9 / n for n in range(1, 11)],
    "val_loss": [0.9, 0.5, *[0.5 + n / 20 for n in range(8)]],
}


@pytest.fixture
def run(project: Project) -> Run:
    (run,) = create_runs(project, None, parsed_log(parsed_run(**RISING)))
    return run


def say(run: Run, verdict: str, headline: str, cause: str) -> None:
    analysis = Analysis.objects.create(run=run, cause=cause, finished_at=timezone.now())
    verdict_history.remember(analysis, verdict, headline)


def history(run: Run) -> list[tuple]:
    columns = ("before", "verdict", "headline", "cause", "analyses")
    return list(run.verdict_changes.order_by("pk").values_list(*columns))


def test_the_first_analysis_begins_the_history(run: Run) -> None:
    analyses.perform(run.analyses.get().pk)
    run.refresh_from_db()
    change = run.verdict_changes.get()
    assert (change.before, change.verdict, change.headline) == (
        "",
        "overfits",
        run.verdict_headline,
    )
    assert (change.cause, change.version, change.analyses) == (Cause.FIRST, VERSION, 1)
    assert (change.first_epochs, change.epochs, change.best_val_loss) == (10, 10, 0.5)


def test_the_same_verdict_again_is_folded(run: Run) -> None:
    analyses.perform(run.analyses.get().pk)
    analyses.perform(analyses.retry(run).pk)
    change = run.verdict_changes.get()
    assert change.analyses == 2
    assert change.at < change.until


def test_why_an_analysis_ran_is_told_by_who_asked(run: Run) -> None:
    analyses.perform(run.analyses.get().pk)
    assert analyses.retry(run).cause == Cause.ASKED
    set_facts(run, Facts(classes=2))
    assert analyses.open_analyses().get(run=run).cause == Cause.FACTS


def test_analyses_of_newer_rules_say_so(run: Run) -> None:
    analyses.perform(run.analyses.get().pk)
    Analysis.objects.update(version="older")
    analyses.request_outdated()
    assert analyses.open_analyses().get(run=run).cause == Cause.RULES


def test_another_verdict_is_a_change_and_names_the_old_one(run: Run) -> None:
    say(run, "still_improving", "Still improving at epoch 3", Cause.FIRST)
    say(run, "overfits", "Overfits from epoch 4", Cause.DATA)
    assert history(run) == [
        ("", "still_improving", "Still improving at epoch 3", Cause.FIRST, 1),
        ("still_improving", "overfits", "Overfits from epoch 4", Cause.DATA, 1),
    ]


def test_a_growing_run_changes_its_headline_without_a_new_row(run: Run) -> None:
    for epoch in range(3, 300):
        say(run, "still_improving", f"Still improving at epoch {epoch}", Cause.DATA)
    last = "Still improving at epoch 299"
    assert history(run) == [("", "still_improving", last, Cause.DATA, 297)]


def test_another_headline_of_the_same_data_is_a_change(run: Run) -> None:
    say(run, "overfits", "Overfits from epoch 4", Cause.FIRST)
    say(run, "overfits", "Overfits from epoch 9", Cause.FACTS)
    assert [row[2] for row in history(run)] == ["Overfits from epoch 4", "Overfits from epoch 9"]


def test_only_so_many_changes_are_kept(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verdict_history, "MOST_KEPT", 3)
    for number in range(10):
        say(run, ("healthy", "plateau")[number % 2], f"{number}", Cause.DATA)
    assert [row[2] for row in history(run)] == ["7", "8", "9"]


def test_a_failed_analysis_changes_no_history(run: Run) -> None:
    analysis = analyses.claim(run.analyses.get().pk)
    analyses.store_failure(analysis, "no memory")
    assert history(run) == []


def test_earlier_analyses_begin_the_histories_of_an_older_database(run: Run) -> None:
    Analysis.objects.all().delete()
    VerdictChange.objects.all().delete()
    other = Run.objects.create(project=run.project, name="other")
    said = [(run, "plateau"), (run, "plateau"), (other, "healthy"), (run, "overfits"), (run, "")]
    for number, (of, verdict) in enumerate(said):
        Analysis.objects.create(
            run=of, state="done", verdict=verdict, verdict_headline=f"{number}", version="1",
            finished_at=timezone.now(),
        )  # fmt: skip
    migration = importlib.import_module("experiments.migrations.0008_verdict_histories")

    migration.begin_histories(apps, None)

    assert history(run) == [("", "plateau", "1", "", 2), ("plateau", "overfits", "3", "", 1)]
    assert history(other) == [("", "healthy", "2", "", 1)]
