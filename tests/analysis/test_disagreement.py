from itertools import pairwise

import numpy as np
import pytest

from experiments.analysis.disagreement import RULE
from experiments.analysis.disagreement_words import stretch
from experiments.analysis.parting import Parting
from experiments.analysis.tracks import Pair
from experiments.curves import Curves
from experiments.facts import Facts
from tests.analysis.shapes import ask, climbing, falling, jitter, only, turning, yes


def both(loss, accuracy, **more):
    return Curves.of(val_loss=loss, val_accuracy=accuracy, **more)


def test_rising_loss_with_rising_accuracy_is_improved():
    [finding] = yes(RULE, both(turning(60, 20), climbing(60, speed=2)))
    assert finding.evidence["kind"] == "improved"
    assert (finding.first_epoch, finding.last_epoch) == (21, 60)
    assert finding.severity == "warning"


def test_rising_loss_with_level_accuracy_is_held():
    [finding] = yes(RULE, both(turning(60, 20), climbing(60, speed=40)))
    assert finding.evidence["kind"] == "held"


def test_changes_are_told_in_their_units():
    loss, accuracy = turning(60, 20), climbing(60, speed=2)
    [finding] = yes(RULE, both(loss, accuracy))
    assert finding.evidence["loss_change"] == pytest.approx(0.4, abs=0.03)
    assert finding.evidence["loss_change_pct"] == pytest.approx(100, abs=5)
    assert finding.evidence["accuracy_change"] == pytest.approx(
        accuracy[-1] - accuracy[20], abs=0.01
    )


def test_falling_loss_with_accuracy_at_sixty_percent_is_stuck():
    accuracy = np.full(40, 0.6) + jitter(40, 0.002)
    loss = falling(40, 0.8, 0.3, speed=2)
    [finding] = yes(RULE, both(loss, accuracy))
    assert finding.evidence["kind"] == "stuck"
    assert finding.evidence["loss_change_pct"] < -40
    assert "stayed near 60 %" in finding.sentence


def test_a_stuck_accuracy_is_compared_with_the_largest_class():
    accuracy = np.full(40, 0.6) + jitter(40, 0.002)
    curves = both(falling(40, 0.8, 0.3, speed=2), accuracy)
    [finding] = yes(RULE, curves, Facts(majority=0.6))
    assert "no better than always answering the largest class, 60 %" in finding.sentence


def test_an_accuracy_that_never_moves_is_named_as_such():
    [finding] = yes(RULE, both(falling(30, 0.8, 0.3), np.full(30, 0.7241)))
    assert "the same in every epoch" in finding.sentence
    assert finding.severity == "warning"


def test_accuracy_close_to_all_right_is_not_stuck():
    assert not yes(RULE, both(falling(40, 0.05, 0.01), np.full(40, 0.997) + jitter(40, 0.0005)))


def test_falling_loss_with_falling_accuracy_is_inverted():
    accuracy = np.concatenate([climbing(10, 0.5, 0.8), np.linspace(0.8, 0.65, 40)])
    [finding] = yes(RULE, both(falling(50, speed=2), accuracy))
    assert finding.evidence["kind"] == "inverted"
    assert finding.evidence["accuracy_change"] < -0.1


def test_agreeing_curves_do_not_disagree():
    finding = only(RULE, both(falling(50, speed=3), climbing(50, speed=3)))
    assert finding.verdict == "no"
    assert finding.evidence["kendall_tau"] == pytest.approx(-1)


def test_a_rise_in_both_loss_and_error_is_no_disagreement():
    accuracy = np.concatenate([climbing(20), np.linspace(0.9, 0.6, 40)])
    assert not yes(RULE, both(turning(60, 20), accuracy))


def test_a_passing_rise_weighs_less_than_a_lasting_one():
    loss = np.concatenate([turning(40, 20, 0.4, 0.6), falling(30, 0.6, 0.2)])
    found = yes(RULE, both(loss, climbing(70, speed=2)))
    assert {f.severity for f in found} == {"note"}


def test_each_split_with_both_metrics_is_judged():
    curves = both(
        turning(60, 20), climbing(60), train_loss=falling(60), train_accuracy=climbing(60)
    )
    assert {f.split for f in ask(RULE, curves)} == {"val", "train"}


def test_a_regression_has_no_answer():
    finding = only(RULE, Curves.of(val_loss=falling(40)))
    assert finding.verdict == "inconclusive"
    assert "No accuracy was logged" in finding.sentence


def test_confirmation_names_the_epochs_to_upload():
    [finding] = yes(RULE, both(turning(60, 20), climbing(60, speed=2)))
    assert "predictions of epochs 21 and 60" in finding.advice


def test_long_curves_give_the_same_interval_as_short_ones():
    n = 60_000
    epochs = np.arange(1, n + 1)
    curves = both(turning(n, 20_000), climbing(n, speed=2), epoch=epochs)
    [finding] = yes(RULE, curves)
    assert abs(finding.first_epoch - 20_001) <= 60
    assert finding.last_epoch == n


def test_a_level_stretch_within_an_inversion_is_told_once():
    accuracy = np.concatenate(
        [climbing(8, 0.5, 0.8), np.linspace(0.8, 0.7, 15), np.full(15, 0.7), np.full(12, 0.66)]
    )
    found = yes(RULE, both(falling(50, speed=2), accuracy))
    assert [f.evidence["kind"] for f in found] == ["inverted"]


def test_percents_are_relative_to_the_loss_at_the_start():
    loss = np.concatenate([[2.0, 1.0], np.linspace(1.0, 1.5, 30), falling(40, 1.5, 0.2, 4)])
    first, *_ = yes(RULE, both(loss, climbing(72, speed=3)))
    assert first.evidence["loss_change_pct"] == pytest.approx(50, abs=3)


def rising_twice(second):
    loss = np.concatenate(
        [falling(15, 1.5, 0.4), np.linspace(0.4, 1.2, 25), np.linspace(1.2, 1.1, 6)]
    )
    loss = np.append(loss, np.linspace(1.1, 1.1 + second, 20))
    accuracy = np.concatenate([climbing(15, 0.5, 0.8), np.full(25, 0.8)])
    accuracy = np.concatenate([accuracy, np.linspace(0.8, 0.77, 6), np.full(20, 0.77)])
    return both(loss, accuracy)


def test_a_small_rise_beside_a_large_one_is_counted_and_not_told_apart():
    [finding] = yes(RULE, rising_twice(0.09))
    assert finding.evidence["smaller_stretches"] == 1
    assert finding.sentence.endswith("The loss rose like this in 1 smaller stretch as well.")


def test_of_two_large_rises_the_larger_one_tells_the_story():
    first, second = yes(RULE, rising_twice(0.3))
    assert (first.severity, second.severity) == ("warning", "note")
    assert f"The larger rise is that over epochs {first.first_epoch:g} to" in second.sentence
    assert second.advice == "Read it together with that one."


def test_a_small_loss_of_accuracy_is_told_as_such():
    accuracy = np.linspace(0.806, 0.8, 20)
    one = Pair("val", np.arange(20.0), np.linspace(0.4, 0.8, 20), accuracy)
    parting = Parting("held", 0, 19, 0.41, 0.79, 0.805, 0.801, scale=0.41)
    told = stretch(both(one.loss, accuracy), one, parting)
    assert "while accuracy lost only 0.6 points (80.6 % to 80.0 %)" in told


def test_stretches_that_are_told_do_not_overlap():
    rng = np.random.default_rng(0)
    loss = 1 + np.abs(np.cumsum(rng.normal(0, 0.05, 200)))
    found = yes(RULE, both(loss, climbing(200) + jitter(200, 0.003)))
    spans = sorted((f.first_epoch, f.last_epoch) for f in found if "rose" in f.sentence)
    assert len(spans) > 1
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_what_is_told_are_the_raw_values_at_both_ends():
    loss = turning(60, 20) + jitter(60, 0.004)
    accuracy = climbing(60, speed=2) + jitter(60, 0.001, 1)
    [finding] = yes(RULE, both(loss, accuracy))
    first, last = int(finding.first_epoch) - 1, int(finding.last_epoch) - 1
    told = [finding.evidence[k] for k in ("loss_from", "loss_to", "accuracy_from", "accuracy_to")]
    assert told == [loss[first], loss[last], accuracy[first], accuracy[last]]
    assert finding.evidence["loss_change_pct"] == 100 * (loss[last] - loss[first]) / loss[first]


def test_raw_ends_that_tell_another_story_give_way_to_averages_that_are_named():
    accuracy = climbing(60, 0.5, 0.6, speed=1)
    accuracy[-1] = 0.5
    [finding] = yes(RULE, both(turning(60, 20), accuracy))
    assert finding.evidence["kind"] == "improved"
    assert "while accuracy, averaged over neighbouring epochs, gained" in finding.sentence


def test_no_disagreement_names_a_checkpoint():
    for curves in (rising_twice(0.3), both(turning(60, 20), climbing(60, speed=2))):
        assert all("keep" not in f.advice.lower() for f in yes(RULE, curves))


def test_a_stretch_after_which_both_get_better_is_told_as_passing():
    accuracy = np.concatenate([np.full(30, 0.6), np.linspace(0.6, 0.8, 30)]) + jitter(60, 0.001)
    [finding] = yes(RULE, both(falling(60, 0.9, 0.2, speed=2), accuracy))
    assert (finding.evidence["kind"], finding.severity) == ("stuck", "note")
    assert "For a while" in finding.sentence


def test_an_accuracy_that_falls_from_its_best_is_not_told_as_held():
    accuracy = np.concatenate([climbing(20, 0.5, 0.8), [0.83], np.full(39, 0.81)])
    [finding] = yes(RULE, both(turning(60, 20), accuracy))
    assert finding.evidence["accuracy_lost"]
    assert "while accuracy lost 2 points (83 % to 81 %). Both got worse" in finding.sentence


def test_a_climb_before_the_rise_is_no_gain():
    loss = np.concatenate([falling(7, 1.2, 0.6), np.linspace(0.62, 0.72, 6)])
    accuracy = np.array([0.45, 0.5, 0.55, 0.59, 0.62, 0.64, 0.666, 0.654, 0.656, 0.66, 0.655])
    accuracy = np.append(accuracy, [0.654, 0.655])
    [finding] = yes(RULE, both(loss, accuracy))
    assert finding.evidence["kind"] == "held"
    assert "gained" not in finding.sentence
