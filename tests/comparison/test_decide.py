"""Which run to ship, at which epoch, and how sure that is."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.comparison.decide import decide
from experiments.comparison.decision import Decision
from experiments.comparison.entry import Entry
from experiments.comparison.preference import Preference
from experiments.predictions.matching import NotPaired
from experiments.predictions.pair import compare_pair
from tests.comparison.runs import predictions, run, three_models
from tests.predictions.pairs import samples

LABELS, PROBABILITIES = Preference("labels"), Preference("probabilities")
CALIBRATION, MIX = Preference("calibration"), Preference("weight", 0.5)
EVERY = (LABELS, PROBABILITIES, CALIBRATION, MIX)


def shipped(decision: Decision) -> tuple[str, float | None]:
    assert decision.shipped is not None
    return decision.shipped.entry.name, decision.shipped.moment.epoch


def test_the_best_for_labels_and_for_probabilities_are_two_models():
    for_labels, for_probabilities = (decide(three_models(), p) for p in (LABELS, PROBABILITIES))
    assert shipped(for_labels) == ("third", 1)
    assert shipped(for_probabilities) == ("second", 1)
    assert for_probabilities.sentence == (
        "Ship second at epoch 1. It has the lowest log loss of the three runs, 0.0997. "
        "first at epoch 1 is 89 % higher; whether that is chance cannot be told without the number "
        "of validation samples. For labels, take third at epoch 1: accuracy 0.6 points higher, "
        "log loss 155 % higher."
    )


def test_a_run_counts_at_the_epoch_that_is_its_best_for_the_preference():
    one = run("a", [0.5, 0.3, 0.4], [0.80, 0.85, 0.90])
    assert shipped(decide([one], PROBABILITIES)) == ("a", 2)
    assert shipped(decide([one], LABELS)) == ("a", 3)


def test_the_front_holds_both_choices_and_leaves_out_what_is_beaten():
    found = decide(three_models(), MIX)
    assert [on.entry.name for on in found.front] == ["second", "third"]


def test_differences_are_to_the_one_shipped():
    found = decide(three_models(n_val=100_000), PROBABILITIES)
    third = found.ranked[2]
    assert third.accuracy_difference.value == pytest.approx(0.006)
    assert third.loss_difference.value == pytest.approx(0.1547)
    assert third.within_noise is False
    assert found.ranked[0].loss_difference is None


def test_each_run_has_its_quadrant_among_those_ranked():
    runs = [*three_models(), run("without accuracy", [0.4])]
    quadrants = {r.entry.name: r.quadrant for r in decide(runs, PROBABILITIES).ranked}
    assert quadrants["third"] == "accurate with high loss (few, huge errors)"
    assert quadrants["second"] == "accurate with low loss"
    assert quadrants["without accuracy"] == ""


def test_close_runs_are_named_as_ties():
    runs = [run(name, [0.30 + i / 100], [0.90], n_val=500) for i, name in enumerate("abcdef")]
    found = decide(runs, PROBABILITIES)
    assert [tie.entry.name for tie in found.ties] == ["b", "c", "d", "e", "f"]
    assert "b at epoch 1 is 3.3 % higher, which is within noise." in found.sentence
    assert "Within noise as well: c, d, e and 1 other." in found.sentence


def test_two_runs_are_compared_as_two():
    found = decide([run("a", [0.1], [0.9], n_val=9000), run("b", [0.9], [0.6], n_val=9000)], LABELS)
    assert found.sentence == (
        "Ship a at epoch 1. It has the higher accuracy of the two runs, 90 %. "
        "b at epoch 1 is 30 points lower, more than chance explains."
    )


def test_equal_runs_share_their_rank():
    found = decide([run("b", [0.4], [0.9]), run("a", [0.4], [0.9])], PROBABILITIES)
    assert [(r.rank, r.entry.name) for r in found.ranked] == [(1, "a"), (1, "b")]
    assert found.sentence == (
        "Ship a at epoch 1. It has the lower log loss of the two runs, 0.4000; b has the same."
    )


def test_of_equal_accuracies_the_lower_loss_decides():
    found = decide([run("a", [0.6], [0.9]), run("b", [0.4], [0.9])], LABELS)
    assert shipped(found) == ("b", 1)
    assert "a has the same, with a higher log loss." in found.sentence


def test_the_only_run_that_can_be_ranked_is_told_as_such():
    found = decide([run("a", [0.4]), run("b", [0.2], loss_kind="smoothed")], PROBABILITIES)
    assert found.sentence == (
        "Ship a at epoch 1. It is the only one of 2 runs that can be ranked by loss: 0.4000."
    )
    [left_out] = found.unranked
    assert left_out.reason == "b is not ranked by loss: its loss is one with label smoothing."
    assert left_out.advice == "Upload its predictions and it will be."


@pytest.mark.parametrize("preference", EVERY, ids=lambda p: p.kind)
def test_runs_without_a_held_out_split_are_all_left_out(preference):
    found = decide([run("a", [0.4], split="train"), run("b", [0.3], split="train")], preference)
    assert found.shipped is None
    assert "None of the two runs can be ranked by" in found.sentence
    assert "no finite validation loss or accuracy" in found.unranked[0].reason
    assert (found.front, found.alternatives) == ((), ())


def test_no_runs_at_all():
    assert decide([], LABELS).sentence == "There are no runs to compare."


def test_a_run_without_accuracy_is_ranked_by_loss_only():
    runs = [run("a", [0.4]), run("b", [0.5], [0.8])]
    assert len(decide(runs, PROBABILITIES).ranked) == 2
    [left_out] = decide(runs, LABELS).unranked
    assert left_out.reason == "a is not ranked by accuracy: it has no validation accuracy."
    assert "it has no validation accuracy" in decide(runs, MIX).unranked[0].reason


def test_nan_epochs_are_passed_over():
    nan = float("nan")
    found = decide([run("a", [nan, 0.4, nan], [0.7, 0.8, nan])], PROBABILITIES)
    assert shipped(found) == ("a", 2)


def test_ten_runs_and_more_come_with_a_word_on_selection():
    runs = [run(f"run-{i:02}", [0.3 + i / 50], [0.9]) for i in range(20)]
    assert not any("looks better" in note for note in decide(runs[:9], LABELS).notes)
    assert any("The best of 20 runs" in note for note in decide(runs, LABELS).notes)


def test_calibration_takes_predictions():
    runs = [
        run("a", [0.4], [0.9], (predictions("p", 0.4, 0.9, ece=0.08),)),
        run("b", [0.5], [0.9], (predictions("q", 0.5, 0.9, ece=0.02, ece_after=0.02),)),
        run("c", [0.3], [0.9]),
    ]
    found = decide(runs, CALIBRATION)
    assert [r.entry.name for r in found.ranked] == ["b", "a"]
    assert found.unranked[0].reason == (
        "c is not ranked by calibration: it has no validation predictions."
    )
    assert "A temperature of 1.5 brings it to 1 %." in decide(runs[:1], CALIBRATION).sentence


def test_curves_may_say_that_a_run_is_miscalibrated_but_do_not_rank_it():
    found = decide([run("a", [0.2544], [0.991], n_val=10_000, classes=10)], CALIBRATION)
    assert found.unranked[0].reason.endswith("Its curves say that it is miscalibrated.")


def test_losses_far_apart_are_told_as_multiples():
    found = decide([run("a", [0.01], [0.999]), run("b", [0.07], [0.99])], PROBABILITIES)
    assert "b at epoch 1 is 7 times as high" in found.sentence


def test_the_loss_of_another_kind_is_not_called_log_loss():
    runs = [run(name, [0.4], [0.9], loss_kind="smoothed") for name in "ab"]
    sentence = decide(runs, PROBABILITIES).sentence
    assert "lower loss of the two runs" in sentence
    assert "log loss" not in sentence


def test_predictions_rank_a_run_whose_logged_loss_is_of_another_kind():
    measured = (predictions("p", 0.25, 0.92),)
    runs = [run("a", [0.3], [0.9]), run("b", [0.9], [0.92], measured, loss_kind="smoothed")]
    found = decide(runs, PROBABILITIES)
    assert shipped(found) == ("b", 1)
    assert found.shipped.score == 0.25


def test_predictions_of_no_epoch_stand_for_a_run_without_curves():
    found = decide([run("a", [], [], (predictions("p", 0.3, 0.9, epoch=None),))], PROBABILITIES)
    assert shipped(found) == ("a", None)
    assert found.sentence.startswith("Ship a.")


def test_on_the_same_samples_the_pair_test_decides_what_is_noise():
    right = np.arange(1000) % 10 > 0
    files = {"p": samples(right, np.where(right, 0.90, 0.2)), "q": samples(right)}
    files["q"] = samples(right, np.where(right, 0.89, 0.2))
    loss = {key: float(file.loss.mean()) for key, file in files.items()}
    runs = [
        run(name, [loss[key]], [0.9], (predictions(key, loss[key], 0.9),), n_val=1000)
        for name, key in (("a", "p"), ("b", "q"))
    ]
    found = decide(runs, PROBABILITIES, lambda a, b: compare_pair(files[a.key], files[b.key]))
    assert found.ranked[1].loss_difference.paired
    assert found.ranked[1].within_noise is False
    assert decide(runs, PROBABILITIES).ranked[1].within_noise is True


def test_predictions_that_say_the_opposite_of_the_log_leave_it_open():
    right = np.arange(1000) % 10 > 0
    files = {"p": samples(right, np.where(right, 0.6, 0.2)), "q": samples(right)}
    runs = [
        run("a", [0.30], [0.9], (predictions("p", 0.30, 0.9),), n_val=1000),
        run("b", [0.31], [0.9], (predictions("q", 0.31, 0.9),), n_val=1000),
    ]
    found = decide(runs, PROBABILITIES, lambda a, b: compare_pair(files[a.key], files[b.key]))
    assert found.ranked[1].within_noise is None
    assert "3.3 % higher, though the predictions of both say the opposite." in found.sentence


def test_why_samples_are_not_the_same_is_told():
    runs = [
        run(name, [0.3], [0.9], (predictions(name, 0.3, 0.9),), n_val=1000) for name in ("a", "b")
    ]
    found = decide(runs, LABELS, lambda a, b: NotPaired("Not the same samples."))
    assert found.ranked[1].accuracy_difference.method.startswith("Not the same samples. Newcombe")


def test_the_chosen_run_costs_nothing():
    for preference in (LABELS, PROBABILITIES):
        found = decide(three_models(), preference)
        [own] = [a for a in found.alternatives if a.preference == preference.kind]
        assert own.is_same
        assert (own.accuracy_difference.value, own.loss_difference.value) == (0, 0)


values = st.floats(0.01, 5.0)
shares = st.floats(0.0, 1.0)
curves = st.lists(st.tuples(values, shares), min_size=1, max_size=5)
some_runs = st.lists(curves, min_size=1, max_size=6)


def built(all_curves: list[list[tuple[float, float]]], start: str = "") -> list[Entry]:
    """Losses above the floor, so that every run can be ranked."""
    return [
        run(f"{start}{i}", [x + (1 - a) for x, a in rows], [a for _, a in rows])
        for i, rows in enumerate(all_curves)
    ]


def outcome(decision: Decision) -> list[tuple[int, str, float | None]]:
    return [(r.rank, r.entry.name, r.moment.epoch) for r in decision.ranked]


@settings(max_examples=40, deadline=None)
@given(some_runs, st.sampled_from(EVERY), st.randoms())
def test_the_order_of_runs_does_not_matter(all_curves, preference, chance):
    runs = built(all_curves)
    mixed = runs.copy()
    chance.shuffle(mixed)
    one, other = decide(runs, preference), decide(mixed, preference)
    assert outcome(one) == outcome(other)
    assert one.sentence == other.sentence


@settings(max_examples=40, deadline=None)
@given(some_runs, st.sampled_from(EVERY))
def test_longer_names_change_no_rank(all_curves, preference):
    one, other = (decide(built(all_curves, start), preference) for start in ("", "run-"))
    assert [(r, f"run-{n}", e) for r, n, e in outcome(one)] == outcome(other)


@settings(max_examples=40, deadline=None)
@given(some_runs, curves, st.floats(0, 1))
def test_a_further_run_changes_no_order_among_the_others(all_curves, further, weight):
    preference = Preference("weight", weight)
    runs = built(all_curves)
    alone = [r.entry.name for r in decide(runs, preference).ranked]
    beside = decide([*runs, *built([further], "more-")], preference).ranked
    assert [r.entry.name for r in beside if not r.entry.name.startswith("more-")] == alone


@settings(max_examples=40, deadline=None)
@given(some_runs)
def test_nothing_beats_what_is_on_the_front(all_curves):
    runs = built(all_curves)
    points = [(m.loss, m.accuracy) for r in runs for m in r.moments]
    for on in decide(runs, LABELS).front:
        loss, accuracy = on.moment.loss, on.moment.accuracy
        beaten = [x <= loss and a >= accuracy and (x, a) != (loss, accuracy) for x, a in points]
        assert not any(beaten)


@settings(max_examples=40, deadline=None)
@given(some_runs)
def test_a_mix_of_one_thing_only_is_that_thing(all_curves):
    runs = built(all_curves)
    for weight, same in ((1.0, LABELS), (0.0, PROBABILITIES)):
        mixed, plain = decide(runs, Preference("weight", weight)), decide(runs, same)
        scores = [decision.shipped.score for decision in (mixed, plain)]
        assert math.isclose(*scores)
