"""Scores of overfitting on runs whose answers were counted by hand."""

import math

import pytest

from experiments.analysis import analyse
from experiments.analysis.finding import Finding
from experiments.curves import Curves
from experiments.facts import Facts
from experiments.scoring.bootstrap import point
from experiments.scoring.overfitting import (
    Prediction,
    detection,
    figures,
    is_scored,
    is_scored_in_three,
    onset_statistics,
    predict,
    regret,
    regret_statistics,
    score,
    three_classes,
)
from tests.scoring.corpora import labelled, report

CURVES = Curves.of(epoch=[1, 2, 3, 4], val_loss=[0.9, 0.5, 0.6, 0.8])


def overfitting(verdict: str, severity: str = "none", first: float | None = None) -> Finding:
    return Finding("overfitting", verdict, "A sentence.", severity, first_epoch=first)


def says(*answers: str) -> list[Prediction]:
    """A ``?`` after an answer makes it borderline."""
    return [Prediction(a.rstrip("?"), 0, 0, borderline=a.endswith("?")) for a in answers]


def runs(*labels: str):
    return [labelled([1, 2], labels={"overfits_loss": label}) for label in labels]


def values(statistics, n: int) -> dict[str, float]:
    return {key: point(statistic, n) for key, statistic in statistics.items()}


def test_a_warning_is_yes_and_its_first_epoch_the_onset():
    said = predict(CURVES, report(overfitting("yes", "warning", first=3.0), keep=2.0))
    assert said == Prediction("yes", advised=1, onset=2)


@pytest.mark.parametrize("verdict", ["yes", "no"])
def test_a_note_is_borderline_and_its_verdict_stays(verdict: str):
    said = predict(CURVES, report(overfitting(verdict, "note"), keep=2.0))
    assert (said.answer, said.of_three) == (verdict, "borderline")


def test_without_a_yes_the_onset_is_the_epoch_to_keep():
    assert predict(CURVES, report(overfitting("no"), keep=2.0)) == Prediction("no", 1, 1)
    assert predict(CURVES, report(overfitting("inconclusive"), keep=2.0)).answer == "inconclusive"


def test_other_rules_are_not_listened_to():
    other = Finding("plateau", "yes", "A sentence.", "warning")
    assert predict(CURVES, report(other, overfitting("no"), keep=2.0)).answer == "no"


def test_without_a_checkpoint_the_last_epoch_is_kept():
    assert predict(CURVES, report(overfitting("inconclusive"))).advised == 3


def test_the_shipped_rules_are_read_as_they_answer():
    rising = Curves.of(epoch=range(9), val_loss=[9, 6, 5, 5.5, 6, 6.5, 7, 7.5, 8])
    assert predict(rising, analyse(rising, Facts())) == Prediction("yes", 2, 2)


def test_detection_counts_borderline_answers_as_yes_and_inconclusive_ones_as_no():
    said = says("yes", "yes?", "inconclusive", "yes", "no?", "inconclusive")
    found = values(detection(runs("yes", "yes", "yes", "no", "no", "no"), said), 6)
    assert found["precision"] == pytest.approx(2 / 3)
    assert found["recall"] == pytest.approx(2 / 3)
    assert found["f1"] == found["macro_f1"] == pytest.approx(2 / 3)


def test_inconclusive_as_wrong_costs_runs_that_are_healthy():
    said = says("yes", "inconclusive")
    found = values(detection(runs("yes", "no"), said), 2)
    assert found["macro_f1"] == 1
    assert found["macro_f1_strict"] == pytest.approx((2 / 3 + 0) / 2)


def test_inconclusive_as_wrong_never_scores_higher():
    said = says("inconclusive", "yes", "inconclusive", "no")
    found = values(detection(runs("yes", "yes", "no", "no"), said), 4)
    assert found["macro_f1_strict"] < found["macro_f1"]


def test_three_classes_have_an_f1_each():
    said = says("yes", "yes?", "no?", "inconclusive")
    found = values(three_classes(runs("yes", "borderline", "no", "no"), said), 4)
    assert found["yes"] == 1
    assert found["borderline"] == pytest.approx(2 / 3)
    assert found["no"] == pytest.approx(2 / 3)
    assert found["macro_f1"] == pytest.approx(7 / 9)


def test_runs_that_are_neither_yes_nor_no_are_not_scored():
    labels = ("yes", "no", "borderline", "unstable", "diverged")
    assert [is_scored(run) for run in runs(*labels)] == [True, True, False, False, False]
    assert [is_scored_in_three(run) for run in runs(*labels)] == [True, True, True, False, False]
    assert not is_scored(labelled([1, 2]))


def test_regret_is_the_population_loss_above_its_minimum_in_per_cent():
    run = labelled([3, 1, 2], population=[0.8, 0.5, 0.6])
    assert [regret(run, at) for at in (0, 1, 2)] == pytest.approx([60, 0, 20])


def test_regret_of_a_loss_that_is_not_finite_is_without_bound():
    run = labelled([3, 1], population=[float("nan"), 1.0])
    assert regret(run, 0) == math.inf


def test_regret_beside_a_minimum_of_zero_is_none_or_without_bound():
    run = labelled([3, 1], population=[0.0, 0.5])
    assert [regret(run, at) for at in (0, 1)] == [0, math.inf]


def test_regret_is_capped_at_200_per_cent_a_run():
    far, near = labelled([1, 9], population=[1.0, 9.0]), labelled([1, 2], population=[1.0, 1.1])
    found = values(regret_statistics([far, near], [Prediction("no", 1, 1)] * 2), 2)
    assert found["mean"] == pytest.approx((200 + 10) / 2)


def test_onset_error_is_counted_in_epochs_and_in_shares_of_the_length():
    short = labelled([1] * 10, labels={"onset_epoch": 4})
    long = labelled([1] * 100, labels={"onset_epoch": 50})
    said = [Prediction("yes", 0, 6), Prediction("yes", 0, 40)]
    found = values(onset_statistics([short, long], said), 2)
    assert found == pytest.approx({"median_epochs": 6, "mean_epochs": 6, "mean_share": 15})


def test_tuning_looks_at_scored_runs_only():
    assert score(runs("yes", "no", "borderline"), says("yes", "no", "yes")) == 1
    assert math.isnan(score(runs("borderline"), says("yes")))


def test_figures_leave_out_what_a_corpus_does_not_hold():
    found = figures(runs("borderline"), says("no?"))
    assert found["three_classes"] == 1
    assert "mean_regret yes" not in found
