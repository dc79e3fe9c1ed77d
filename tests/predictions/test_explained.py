"""A likely cause becomes a measured one."""

from dataclasses import replace

import numpy as np
import pytest

from experiments.analysis import analyse
from experiments.analysis.disagreement import RULE
from experiments.analysis.finding import Finding
from experiments.curves import Curves
from experiments.facts import Facts
from experiments.predictions.covering import Covering
from experiments.predictions.explained import can_explain, explained
from tests.analysis.shapes import climbing, turning
from tests.predictions.epochs import forgotten, learned, samples, scaled

SCORES = learned()
EARLY, SURER = samples(SCORES), samples(scaled(SCORES, 4))
WORSE = samples(forgotten(SCORES, 0.6))
CURVES = Curves.of(val_loss=turning(60, 13), val_accuracy=climbing(60, speed=2))
EPOCHS = Covering(14.0, 60.0, 1.0)


def likely() -> Finding:
    return next(f for f in analyse(CURVES, Facts()).findings if can_explain(f))


def test_over_confidence_is_measured_in_the_place_of_the_likely_cause():
    before, found = likely(), explained(likely(), EARLY, SURER, EPOCHS)
    stretch = before.sentence.split(". ")[0]
    assert found.sentence.startswith(
        f"{stretch}. Measured with the predictions of epochs 14 and 60: over-confidence is the "
        "cause. Temperature takes away "
    )
    assert "likely" not in found.sentence
    assert "chosen on these same samples" in found.sentence
    assert found.advice.startswith("Divide the logits of epoch 60 by T = ")
    assert "no label changes" in found.advice
    assert found.evidence["cause"] == "measured"
    assert found.evidence["measured_cause"] == "over-confidence"
    assert found.evidence["removed_by_temperature"] == pytest.approx(1, abs=0.05)


def test_knowledge_that_got_worse_is_not_called_over_confidence():
    found = explained(likely(), EARLY, WORSE, EPOCHS)
    assert found.evidence["measured_cause"] == "knowledge"
    assert "not over-confidence, what it knows got worse" in found.sentence
    assert found.evidence["removed_by_temperature"] < 0.5
    assert found.advice.startswith("Keep epoch 14: at the best temperature of each its loss is ")


def test_what_measuring_adds_has_a_label_and_all_of_the_curve_stays():
    before, found = likely(), explained(likely(), EARLY, SURER, EPOCHS)
    added = found.evidence.keys() - before.evidence.keys()
    assert added <= RULE.evidence.keys()
    assert before.evidence.items() <= found.evidence.items()
    shares = [found.evidence[f"{a}_{b}_share"] for a in RIGHT for b in RIGHT]
    assert sum(shares) == pytest.approx(1)


RIGHT = ("right", "wrong")


def test_predictions_of_other_samples_leave_the_cause_likely_and_say_why():
    before, found = likely(), explained(likely(), EARLY, samples(learned(seed=7)), EPOCHS)
    assert found.sentence.startswith(before.sentence)
    assert "epoch 14 and epoch 60 are not compared: Not the same samples" in found.sentence
    assert (found.evidence, found.advice) == (before.evidence, before.advice)


def test_predictions_that_do_not_rise_leave_the_cause_likely_and_say_so():
    before, found = likely(), explained(likely(), SURER, EARLY, EPOCHS)
    assert found.sentence.startswith(before.sentence)
    assert "do not show this rise: their log loss went from" in found.sentence
    assert found.evidence == before.evidence


@pytest.fixture
def inverted() -> Finding:
    """The loss falls and accuracy with it."""
    fading = Curves.of(val_loss=np.linspace(1.7, 0.9, 60), val_accuracy=np.linspace(0.8, 0.6, 60))
    findings = analyse(fading, Facts()).findings
    return next(f for f in findings if f.evidence.get("kind") == "inverted")


def test_of_a_falling_loss_the_answers_that_changed_are_told(inverted: Finding):
    found = explained(inverted, WORSE, EARLY, Covering(1.0, 60.0, 1.0))
    lost, won = found.evidence["answers_lost"], found.evidence["answers_won"]
    right = [one.label == one.predicted for one in (WORSE, EARLY)]
    assert (lost, won) == ((right[0] & ~right[1]).sum(), (right[1] & ~right[0]).sum())
    assert f"epochs 1 and 60: of 400 answers {lost} were lost and {won} won." in found.sentence
    assert found.advice == "Check that both are computed on the same samples and labels."
    assert "cause" not in found.evidence
    assert found.evidence.keys() <= RULE.evidence.keys()


def test_predictions_that_do_not_fall_leave_a_falling_loss_as_it_is(inverted: Finding):
    found = explained(inverted, EARLY, WORSE, Covering(1.0, 60.0, 1.0))
    assert found.sentence.startswith(inverted.sentence)
    assert "do not show this fall" in found.sentence
    assert found.evidence == inverted.evidence


def test_a_log_that_counts_steps_is_told_in_steps():
    found = explained(likely(), EARLY, SURER, Covering(500.0, 9000.0, 1.0), "step")
    assert "predictions of steps 500 and 9,000" in found.sentence
    assert "logits of step 9,000" in found.advice


@pytest.mark.parametrize(
    ("change", "can"),
    [
        ({}, True),
        ({"verdict": "no"}, False),
        ({"rule": "overfitting"}, False),
        ({"evidence": {"kind": "stuck"}}, True),
        ({"evidence": {}}, False),
        ({"evidence": {"kind": "held"}}, True),
    ],
)
def test_only_disagreements_are_explained(change, can):
    assert can_explain(replace(likely(), **change)) is can


def test_the_verdict_speaks_of_the_measured_cause():
    def measured(finding: Finding) -> Finding:
        return explained(finding, EARLY, SURER, EPOCHS) if can_explain(finding) else finding

    before, found = analyse(CURVES, Facts()).verdict, analyse(CURVES, Facts(), measured).verdict
    assert "Over-confidence is the likely cause." in before.body
    assert "likely" not in found.body
    assert "Measured with the predictions of epochs 14 and 60" in found.body
    assert (found.label, found.headline) == (before.label, before.headline)
    assert found.advice.startswith(f"{before.advice} Divide the logits of epoch 60 by T = 3.")
