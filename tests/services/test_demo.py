import json

import pytest
from django.contrib.auth.models import User

from experiments.models import Predictions, Project, Run
from experiments.services import analyses
from experiments.services.demo import LOGS, create_demo_project
from experiments.services.predictions import perform

pytestmark = pytest.mark.django_db

EXPECTED = {
    "healthy": "healthy",
    "overfitting": "overfits",
    "over-confident": "overfits",
    "rate-too-high": "oscillates",
    "imbalanced": "never_learns",
    "never-learning": "never_learns",
    "three-models-first": "miscalibrated",
    "three-models-second": "cannot_tell",
    "three-models-third": "miscalibrated",
}
ORDER = ("first", "second", "third")


@pytest.fixture
def demo(admin_user: User) -> Project:
    return create_demo_project(admin_user)


def run_named(name: str) -> Run:
    return Run.objects.get(name=name)


def test_it_holds_trainings_and_examples(demo: Project) -> None:
    assert demo.is_example
    assert set(demo.runs.values_list("name", flat=True)) == set(EXPECTED)
    assert demo.runs.filter(is_example=True).count() == 3


def test_it_is_made_once(demo: Project, admin_user: User) -> None:
    assert create_demo_project(admin_user) == demo
    assert demo.runs.count() == len(EXPECTED)


def test_the_owner_is_the_one_who_asked(demo: Project, admin_user: User) -> None:
    assert demo.memberships.get(role="owner").user == admin_user


@pytest.mark.parametrize(("name", "label"), EXPECTED.items())
def test_each_run_shows_what_it_is_there_for(demo: Project, name: str, label: str) -> None:
    run = run_named(name)
    assert analyses.perform(run.analyses.get().pk)

    run.refresh_from_db()
    assert run.verdict == label
    assert run.notes


def test_the_over_confident_run_disagrees_while_accuracy_rises(demo: Project) -> None:
    run = run_named("over-confident")
    analyses.perform(run.analyses.get().pk)

    kinds = {f.evidence["kind"] for f in run.findings.filter(rule="disagreement", verdict="yes")}
    assert "improved" in kinds


def test_parameters_come_with_the_logs(demo: Project) -> None:
    for run in demo.runs.filter(is_example=False):
        told = json.loads((LOGS / f"{run.name}.json").read_text())["parameters"]
        assert run.parameters == {name: str(value) for name, value in told.items()}
        assert run.epoch_count == int(told["epochs"])


def test_the_three_models_are_stored_as_given(demo: Project) -> None:
    values = demo.runs.filter(is_example=True).order_by("name")

    assert list(values.values_list("best_val_accuracy", "best_val_loss")) == [
        (0.981, 0.1882),
        (0.985, 0.0997),
        (0.991, 0.2544),
    ]


def measured(run: Run) -> list[Predictions]:
    for predictions in run.predictions.all():
        assert perform(predictions.pk)
    return list(run.predictions.order_by("epoch"))


@pytest.mark.parametrize("name", ORDER)
def test_predictions_of_the_three_models_have_their_accuracy_and_loss(
    demo: Project, name: str
) -> None:
    run = run_named(f"three-models-{name}")
    (predictions,) = measured(run)
    assert (predictions.n, predictions.classes) == (1000, 10)
    assert predictions.accuracy == run.best_val_accuracy
    assert predictions.log_loss == pytest.approx(run.best_val_loss, abs=1e-6)


def test_few_errors_carry_the_loss_of_the_third_model(demo: Project) -> None:
    (predictions,) = measured(run_named("three-models-third"))
    report = predictions.report
    assert report["wrong"] == 9
    assert report["loss_share_wrong"] > 0.95
    assert report["temperature"]["ml"] > 4
    assert report["after"]["log_loss"] < 0.12


def test_the_third_model_is_the_most_accurate_and_measured_to_be_over_confident(
    demo: Project,
) -> None:
    rows = {name: measured(run_named(f"three-models-{name}"))[0] for name in ORDER}
    third = rows["third"].report
    assert max(rows, key=lambda name: rows[name].accuracy) == "third"
    assert max(rows, key=lambda name: rows[name].log_loss) == "third"
    assert (third["confidence"], third["confidence_shown"]) == ("over", True)
    assert "It is over-confident, and its few errors are huge" in third["words"]["why"]


def test_the_run_of_the_third_model_reads_over_confident_once_its_samples_are_measured(
    demo: Project,
) -> None:
    run = run_named("three-models-third")
    measured(run)
    assert analyses.perform(run.analyses.latest("pk").pk)

    run.refresh_from_db()
    found = run.findings.get(rule="miscalibrated")
    assert run.verdict == "over_confident"
    assert "Measured with the predictions of epoch 1: over-confident" in found.sentence
    assert found.evidence["measured_samples"] == 1000


def test_the_over_confident_run_has_predictions_of_its_best_and_last_epoch(demo: Project) -> None:
    run = run_named("over-confident")
    best, last = measured(run)
    assert (best.epoch, last.epoch) == (run.best_val_loss_epoch, 299)
    assert best.log_loss == pytest.approx(run.best_val_loss, abs=1e-5)
    assert last.log_loss == pytest.approx(run.last_val_loss, abs=1e-5)
    assert last.temperature > best.temperature
