"""Every worked case that the reading of curves promises, in numbers."""

import math

import numpy as np
import pytest

from experiments.analysis import (
    accuracy_dip,
    analyse,
    disagreement,
    miscalibrated,
    never_learns,
)
from experiments.analysis.model_choice import choose, quadrants
from experiments.analysis.two_numbers import (
    ceiling,
    ceiling_limit,
    classes_below,
    cross_entropies,
    floor,
    majority_baseline,
    nats_per_error,
    wilson_interval,
)
from experiments.curves import Curves
from experiments.facts import Facts
from tests.analysis.shapes import only, yes

THREE = [(0.981, 0.1882), (0.985, 0.0997), (0.991, 0.2544)]


def one_point(accuracy, loss):
    return Curves.of(val_loss=[loss], val_accuracy=[accuracy])


def test_three_models_nats_per_error():
    nats = [nats_per_error(loss, accuracy) for accuracy, loss in THREE]
    assert nats == pytest.approx([9.905, 6.647, 28.27], abs=0.005)


def test_three_models_the_best_for_labels_is_not_the_best_for_probabilities():
    choice = choose([loss for _, loss in THREE], [accuracy for accuracy, _ in THREE])
    assert (choice.for_labels, choice.for_probabilities) == (2, 1)
    assert choice.conflict


def test_three_models_ceilings_of_ten_classes():
    ceilings = [ceiling(accuracy, 10) for accuracy, _ in THREE]
    assert ceilings == pytest.approx([0.1359, 0.1108, 0.0711], abs=5e-5)


def test_three_models_with_ten_classes_the_first_and_third_lie_above():
    found = [only(miscalibrated.RULE, one_point(*m), Facts(classes=10)) for m in THREE]
    assert [f.verdict for f in found] == ["yes", "no", "yes"]
    assert [f.severity for f in found] == ["note", "none", "note"]
    labels = [analyse(one_point(*m), Facts(classes=10)).verdict.label for m in THREE]
    assert labels == ["miscalibrated", "cannot_tell", "miscalibrated"]


def test_three_models_without_classes_it_is_said_for_which_number_it_holds():
    bounds = [classes_below(loss, accuracy) for accuracy, loss in THREE]
    assert [math.ceil(b) - 1 for b in bounds[:2]] == [142, 5]
    assert bounds[2] == pytest.approx(6e9, rel=0.06)
    first, second, third = (only(miscalibrated.RULE, one_point(*m)) for m in THREE)
    assert (first.verdict, second.verdict, third.verdict) == ("inconclusive", "inconclusive", "yes")
    assert "at most 142 classes" in first.sentence
    assert "at most 5 classes" in second.sentence
    assert third.severity == "note"
    assert analyse(one_point(*THREE[0]), Facts()).verdict.label == "cannot_tell"


def test_one_sample_and_three_classes():
    assert cross_entropies([[0.5, 0.25, 0.25]], [0]).mean() == pytest.approx(0.6931, abs=5e-5)


def test_logistic_regression_on_three_people():
    features = np.array([[50, 160], [60, 170], [55, 175]])
    p = 1 / (1 + np.exp(-(features @ np.array([0.1, -0.03]))))
    labels = [0, 0, 1]
    assert p == pytest.approx([0.549834, 0.710950, 0.562177], abs=5e-7)
    losses = cross_entropies(np.column_stack([1 - p, p]), labels)
    assert losses.sum() == pytest.approx(2.6152, abs=5e-5)
    assert losses.mean() == pytest.approx(0.8717, abs=5e-5)
    assert ((p >= 0.5) == np.array(labels)).mean() == pytest.approx(1 / 3)
    rounded = np.round(p, 2)
    total = cross_entropies(np.column_stack([1 - rounded, rounded]), labels).sum()
    assert total == pytest.approx(2.6162, abs=5e-5)


def test_952_of_1000_right():
    low, high = wilson_interval(952, 1000)
    assert (round(100 * low, 1), round(100 * high, 1)) == (93.7, 96.4)


def test_always_051_against_always_099():
    unsure, sure = (cross_entropies([[p, 1 - p]] * 100, [0] * 100).mean() for p in (0.51, 0.99))
    assert (round(unsure, 4), round(sure, 5)) == (0.6733, 0.01005)
    assert ceiling(1.0, 2) == 0
    assert unsure > sure > ceiling(1.0, 2)
    assert unsure > ceiling_limit(1.0, 2, 100) > sure
    with_n = Facts(classes=2, n_val=100, loss_kind="mean_cross_entropy")
    found = [only(miscalibrated.RULE, one_point(1.0, loss), with_n) for loss in (unsure, sure)]
    assert [f.verdict for f in found] == ["yes", "no"]
    assert "under-confident" in found[0].sentence
    without_n = [only(miscalibrated.RULE, one_point(1.0, loss)) for loss in (unsure, sure)]
    assert [(f.verdict, f.severity) for f in without_n] == [("yes", "note"), ("yes", "note")]


def test_cats_and_dogs_the_more_accurate_has_the_worse_loss():
    many = cross_entropies([[0.99, 0.01]] * 80 + [[0.49, 0.51]] * 20, [0] * 100)
    few = cross_entropies([[0.99, 0.01]] * 95 + [[0.01, 0.99]] * 5, [0] * 100)
    assert (round(many.mean(), 4), round(few.mean(), 4)) == (0.1507, 0.2398)
    assert few[95:].sum() / few.sum() == pytest.approx(0.96, abs=0.005)
    assert quadrants([many.mean(), few.mean()], [0.80, 0.95]) == [
        "inaccurate with low loss (many small errors)",
        "accurate with high loss (few, huge errors)",
    ]


def test_ninety_percent_of_one_class():
    majority = majority_baseline([0] * 90 + [1] * 10)
    assert majority == 0.9
    finding = only(never_learns.RULE, one_point(0.9, 0.33), Facts(majority=majority))
    assert finding.verdict == "yes"
    assert "90 % is no better than always answering the largest class" in finding.sentence


def test_the_floor_is_ln_2_an_error():
    assert floor(0.9) == pytest.approx(0.1 * math.log(2))


def reference_curve(epochs=1000, turn=537, dip=50):
    """Loss falls until `turn` and rises, accuracy climbs above 90 % and dips near `dip`."""
    t = np.arange(1, epochs + 1, dtype=float)
    fall = 0.30 + 0.40 * np.exp(-t / 130)
    after = np.clip(t - turn, 0, None) / (epochs - turn)
    loss = np.where(t <= turn, fall, fall[turn - 1] + 0.25 * after**1.3)
    accuracy = 0.70 + 0.23 * (1 - np.exp(-t / 330)) / (1 - np.exp(-epochs / 330))
    accuracy -= 0.06 * np.exp(-(((t - dip) / 4) ** 2))
    return Curves.of(epoch=t.tolist(), val_loss=loss.tolist(), val_accuracy=accuracy.tolist())


def test_the_reference_curve_overfits_and_disagrees_from_537_and_dips_near_50():
    report = analyse(reference_curve(), Facts())
    found = [f for f in report.findings if f.verdict == "yes"]
    [parting] = [f for f in found if f.rule == "disagreement"]
    assert (parting.evidence["kind"], parting.first_epoch, parting.last_epoch) == (
        "improved",
        537,
        1000,
    )
    [dip] = [f for f in found if f.rule == "accuracy_dip"]
    assert dip.first_epoch < 50 < dip.last_epoch
    assert dip.last_epoch - dip.first_epoch < 25
    [overfits] = [f for f in found if f.rule == "overfitting"]
    assert overfits.first_epoch == 537
    assert report.verdict.label == "overfits"


@pytest.mark.parametrize("seed", range(5))
def test_the_reference_curve_is_read_the_same_through_noise(seed):
    clean = reference_curve()
    rng = np.random.default_rng(seed)
    loss = clean.values("val_loss") * (1 + 0.004 * rng.standard_normal(1000))
    accuracy = clean.values("val_accuracy") + 0.002 * rng.standard_normal(1000)
    noisy = Curves.of(
        epoch=clean.epoch.tolist(), val_loss=loss.tolist(), val_accuracy=accuracy.tolist()
    )
    [parting] = yes(disagreement.RULE, noisy)
    assert parting.evidence["kind"] == "improved"
    assert abs(parting.first_epoch - 537) < 60
    [dip] = yes(accuracy_dip.RULE, noisy)
    assert dip.first_epoch < 50 < dip.last_epoch
