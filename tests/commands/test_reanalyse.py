from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from experiments import tasks
from experiments.models import Analysis, Run
from experiments.services.analyses import perform
from experiments.services.projects import create_project
from experiments.services.runs import create_runs
from tests.logs import parsed_log, parsed_run
from tests.predictions.stored import make_predictions


@pytest.fixture
def run(db: None) -> Run:
    project = create_project(User.objects.create_user("owner"), "Cats")
    (run,) = create_runs(project, None, parsed_log(parsed_run(loss=[1.0, 0.5])))
    perform(run.analyses.get().pk)
    return run


def reanalyse(*options: str) -> str:
    out = StringIO()
    call_command("reanalyse", *options, stdout=out)
    return out.getvalue()


def test_runs_that_the_present_rules_have_read_are_left_alone(run: Run) -> None:
    assert reanalyse() == "0 analyses asked for.\n"


def test_runs_of_older_rules_are_asked_for_and_sent(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks,
) -> None:
    sent: list[int] = []
    monkeypatch.setattr(tasks.analyse_run, "delay", sent.append)
    Analysis.objects.update(version="0")
    with django_capture_on_commit_callbacks(execute=True):
        assert reanalyse() == "1 analyses asked for.\n"
    assert sent == [run.analyses.get(state=Analysis.State.QUEUED).pk]


def test_all_runs_can_be_asked_for(run: Run) -> None:
    assert reanalyse("--all") == "1 analyses asked for.\n"


def test_predictions_of_older_measures_are_measured_again(run: Run) -> None:
    make_predictions(run, version="0")
    assert reanalyse() == "0 analyses asked for.\nFiles of predictions to be measured again: 1.\n"
    assert run.predictions.get().state == "queued"
