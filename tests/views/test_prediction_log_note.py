import html

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from experiments.models import Project, Run
from experiments.predictions.measure import measure
from experiments.services.runs import create_runs
from tests.cast import client_of
from tests.logs import parsed_log, parsed_run
from tests.views.prediction_cases import scores, stored

REPORT = measure(scores())
LOGGED = {"val_loss": [REPORT.log_loss, 0.9], "val_accuracy": [REPORT.accuracy, 0.5]}


@pytest.fixture
def run(cats: Project) -> Run:
    (run,) = create_runs(cats, None, parsed_log(parsed_run(**LOGGED)))
    return run


def page(viewer: User, run: Run, epoch: float | None) -> str:
    numbers = {"log_loss": REPORT.log_loss, "accuracy": REPORT.accuracy}
    shown = stored(run, REPORT, epoch=epoch, **numbers)
    answer = client_of(viewer).get(reverse("predictions", args=[shown.uuid]))
    return html.unescape(answer.content.decode())


def test_predictions_that_differ_from_the_log_say_so_and_which_epoch_they_fit(
    viewer: User, run: Run
) -> None:
    shown = page(viewer, run, 2)
    assert "They differ from the log." in shown
    assert "The log says a loss of 0.9000 and 50 % accuracy at epoch 2" in shown
    assert "they fit epoch 1 of the log." in shown


@pytest.mark.parametrize("epoch", [1, None, 7])
def test_predictions_that_agree_or_cannot_be_compared_say_nothing(
    viewer: User, run: Run, epoch: float | None
) -> None:
    assert "They differ from the log." not in page(viewer, run, epoch)
