import numpy as np
import pytest

from experiments.analysis.miscalibrated import RULE
from experiments.curves import Curves
from experiments.facts import Facts
from tests.analysis.shapes import climbing, only, turning, yes

PLAIN = "mean_cross_entropy"


def late_above():
    """Two classes: below the ceiling first, far above it at the end."""
    accuracy = climbing(40, 0.6, 0.9, speed=20)
    return Curves.of(val_loss=turning(40, 10, 0.25, 1.2), val_accuracy=accuracy)


def test_the_epochs_above_the_ceiling_are_told():
    [finding] = yes(RULE, late_above(), Facts(classes=2))
    assert 11 < finding.first_epoch < 20
    assert finding.last_epoch == 40
    assert finding.evidence["loss"] > finding.evidence["ceiling"]


def test_without_a_sample_count_it_is_a_note():
    assert only(RULE, late_above(), Facts(classes=2)).severity == "note"
    assert only(RULE, late_above(), Facts(classes=2, n_val=5000)).severity == "warning"


def test_miscalibration_is_only_claimed_where_the_loss_kind_is_known():
    unknown = only(RULE, late_above(), Facts(classes=2)).sentence
    known = only(RULE, late_above(), Facts(classes=2, loss_kind=PLAIN)).sentence
    assert "or the loss is not a plain mean cross-entropy" in unknown
    assert known.endswith("Its probabilities are miscalibrated.")


@pytest.mark.parametrize("kind", ["summed", "penalised", "smoothed", "other"])
def test_another_kind_of_loss_has_no_ceiling(kind):
    finding = only(RULE, late_above(), Facts(classes=2, loss_kind=kind))
    assert finding.verdict == "inconclusive"
    assert "not the plain mean cross-entropy" in finding.sentence


def test_without_accuracy_there_is_no_answer():
    assert only(RULE, Curves.of(val_loss=[0.5])).verdict == "inconclusive"


def test_a_loss_below_every_ceiling_needs_no_classes():
    finding = only(RULE, Curves.of(val_loss=[0.2], val_accuracy=[0.9]))
    assert finding.verdict == "no"


def test_what_few_samples_explain_is_not_held_against_the_model():
    curves = Curves.of(val_loss=[0.36], val_accuracy=[0.9])
    assert only(RULE, curves, Facts(classes=2)).verdict == "yes"
    finding = only(RULE, curves, Facts(classes=2, n_val=100))
    assert finding.verdict == "no"
    assert "by no more than chance explains in 100 samples" in finding.sentence


def test_a_run_with_many_epochs_is_read_at_once():
    accuracy = np.linspace(0.5, 0.9, 50_000)
    curves = Curves.of(val_loss=turning(50_000, 10_000, 0.25, 1.2), val_accuracy=accuracy)
    [finding] = yes(RULE, curves, Facts(classes=2, n_val=50_000))
    assert finding.last_epoch == 50_000


def test_a_loss_that_only_a_sum_can_reach_is_named():
    finding = only(RULE, Curves.of(val_loss=[64.59], val_accuracy=[0.974]))
    assert "most likely it is a sum" in finding.sentence


@pytest.mark.parametrize(
    ("known", "asked"),
    [
        (Facts(classes=10), "Enter what kind of loss it is and how many samples were validated on"),
        (Facts(classes=10, n_val=900), "Enter what kind of loss it is for"),
        (Facts(classes=10, n_val=900, loss_kind="mean_cross_entropy"), ""),
    ],
)
def test_only_what_is_not_known_is_asked_for(known, asked):
    [finding] = yes(RULE, Curves.of(val_loss=[0.5], val_accuracy=[0.98]), known)
    assert asked in finding.advice
    assert asked or "Enter" not in finding.advice


def test_a_no_of_a_curve_is_one_short_sentence():
    finding = only(RULE, Curves.of(val_loss=[0.3, 0.1439], val_accuracy=[0.9, 0.954]))
    assert finding.sentence == (
        "The loss is no higher than a model with honest probabilities may have at this accuracy, "
        "whatever the number of classes."
    )


def test_a_single_pair_is_read_whatever_the_answer():
    finding = only(RULE, Curves.of(val_loss=[0.1439], val_accuracy=[0.954]), Facts(classes=10))
    assert finding.verdict == "no"
    assert finding.sentence.startswith(
        "At 95.4 % accuracy a loss of 0.1439 is 3.13 for each wrong answer, as if every wrong "
        "answer had left 4.4 % to the truth."
    )
    assert finding.sentence.endswith("(its ceiling is 0.2876 with 10 classes).")


def test_the_number_of_classes_is_not_asked_for_where_the_pair_is_that_of_guessing():
    finding = only(RULE, Curves.of(val_loss=[1.2, 1.097], val_accuracy=[0.3, 0.32]))
    assert "guessing among 3 equally frequent classes" in finding.sentence
    assert finding.advice == ""


def test_a_loss_above_the_ceiling_of_many_classes_asks_how_it_is_computed():
    many = only(RULE, Curves.of(val_loss=[2.6582], val_accuracy=[0.632]))
    few = only(RULE, Curves.of(val_loss=[0.9121], val_accuracy=[0.711]))
    assert "unless there are more than 230, check how the loss is computed" in many.advice
    assert "how many samples were validated on" in few.advice


@pytest.mark.parametrize(("loss", "verdict"), [(2.3026, "no"), (2.303, "yes")])
def test_guessing_rounded_to_four_digits_lies_at_the_ceiling(loss, verdict):
    curves = Curves.of(val_loss=[loss], val_accuracy=[0.1])
    assert only(RULE, curves, Facts(classes=10)).verdict == verdict
