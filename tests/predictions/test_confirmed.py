"""A loss too high for its accuracy: what predictions of that epoch measure."""

import pytest

from experiments.analysis import analyse
from experiments.analysis.finding import Finding
from experiments.analysis.miscalibrated import RULE
from experiments.curves import Curves
from experiments.facts import Facts
from experiments.predictions.confirmed import can_confirm, confirmed
from experiments.predictions.measure import measure
from tests.predictions.epochs import learned, scaled

CURVES = Curves.of(val_loss=[0.2544], val_accuracy=[0.991])
FACTS = Facts(classes=10, n_val=1000, loss_kind="mean_cross_entropy")
OVER, UNDER, FITTING = (measure(scaled(learned(900), factor)) for factor in (4, 0.3, 1))


def high(facts: Facts = FACTS) -> Finding:
    return next(f for f in analyse(CURVES, facts).findings if can_confirm(f))


@pytest.mark.parametrize("facts", [FACTS, Facts(classes=10)])
def test_what_is_measured_takes_the_place_of_what_two_numbers_suggest(facts):
    found = confirmed(high(facts), OVER, 1.0)
    assert "That is above the ceiling" in found.sentence
    assert "Measured with the predictions of epoch 1: over-confident, " in found.sentence
    assert "miscalibrated" not in found.sentence
    assert found.advice == OVER.words.advice
    assert found.evidence["measured_cause"] == "over-confidence"


def test_predictions_of_the_run_as_a_whole_are_told_as_such():
    assert "predictions of the run: under-confident" in confirmed(high(), UNDER, None).sentence


def test_without_a_clear_direction_no_direction_is_named():
    found = confirmed(high(), FITTING, 1.0)
    assert "no clear direction" in found.sentence
    assert found.evidence["measured_cause"] is None


def test_what_differs_from_the_log_is_told():
    note = "The log says 0.2544 at epoch 1, these predictions 0.9: they are others."
    assert confirmed(high(), OVER, 1.0, note=note).sentence.endswith(note)


def test_a_log_of_another_loss_is_not_confirmed_by_predictions_that_are_calibrated():
    note = "The log says 254.4 at epoch 1, these predictions 0.3: a sum over the 900 samples."
    found = confirmed(high(), FITTING, 1.0, note=note)
    assert found.verdict == "inconclusive"
    assert "that of the predictions of epoch 1" in found.sentence
    assert found.sentence.endswith(note)
    assert found.evidence["measured_cause"] is None


def test_what_measuring_adds_has_a_label():
    found = confirmed(high(), OVER, 1.0)
    assert found.evidence.keys() <= RULE.evidence.keys()


@pytest.mark.parametrize(
    ("report", "label", "headline"),
    [
        (OVER, "over_confident", "Over-confident"),
        (UNDER, "under_confident", "Under-confident"),
        (FITTING, "miscalibrated", "Miscalibrated"),
    ],
)
def test_the_verdict_names_the_direction_only_where_it_is_measured(report, label, headline):
    def refine(finding: Finding) -> Finding:
        return confirmed(finding, report, 1.0) if can_confirm(finding) else finding

    found = analyse(CURVES, FACTS, refine).verdict
    assert (found.label, found.headline) == (label, headline)
    assert analyse(CURVES, FACTS).verdict.label == "miscalibrated"
