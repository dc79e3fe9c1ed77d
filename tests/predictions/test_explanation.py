"""Two epochs on the same samples: what got worse, and whether temperature removes it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.predictions.explanation import explain
from experiments.predictions.matching import NotPaired
from tests.predictions.epochs import forgotten, learned, samples, scaled

SCORES = learned()
EARLY = samples(SCORES)


def test_a_file_explained_with_itself_has_not_changed():
    found = explain(EARLY, EARLY)
    assert (found.rise, found.got_worse, found.carriers, found.worst) == (0, 0, 0, ())
    assert all(part.change == 0 for part in found.transitions)
    assert (found.removed, found.cause) == (None, "no rise")


@settings(max_examples=8, deadline=None)
@given(factor=st.floats(2, 8), seed=st.integers(0, 50))
def test_temperature_removes_what_only_confidence_added(factor: float, seed: int):
    scores = learned(seed=seed)
    found = explain(samples(scores), samples(scaled(scores, factor)))
    assert found.removed == pytest.approx(1, abs=0.1)
    assert found.cause == "over-confidence"
    assert found.gap_last > found.gap_first
    assert found.accuracy_last == found.accuracy_first


@settings(max_examples=8, deadline=None)
@given(share=st.floats(0.4, 0.7), seed=st.integers(0, 50))
def test_temperature_does_not_bring_back_what_was_forgotten(share: float, seed: int):
    # Who forgets nearly all is also far too sure of what is left, and that a temperature removes.
    scores = learned(seed=seed)
    found = explain(samples(scores), samples(forgotten(scores, share)))
    assert found.removed < 0.6
    assert found.cause in ("knowledge", "both")
    assert found.after_last > found.after_first


def test_confidence_that_sinks_is_removed_too_and_told_apart():
    found = explain(EARLY, samples(scaled(SCORES, 0.2)))
    assert found.removed == pytest.approx(1, abs=0.1)
    assert found.cause == "under-confidence"


@settings(max_examples=10, deadline=None)
@given(share=st.floats(0, 1), factor=st.floats(0.3, 5))
def test_the_parts_add_up_to_the_rise_and_to_all_samples(share: float, factor: float):
    late = samples(scaled(forgotten(SCORES, share), factor))
    found = explain(EARLY, late)
    assert sum(part.change for part in found.transitions) == pytest.approx(found.rise, abs=1e-12)
    assert sum(part.count for part in found.transitions) == found.n == len(EARLY)
    assert found.loss_last - found.loss_first == found.rise
    assert found.rise_interval[0] <= found.rise <= found.rise_interval[1]


def test_the_carriers_are_the_fewest_samples_that_carry_nine_tenths_of_what_was_added():
    late = samples(scaled(SCORES, 3))
    added = np.sort(np.clip(late.loss - EARLY.loss, 0, None))[::-1]
    found = explain(EARLY, late)
    assert added[: found.carriers].sum() >= 0.9 * added.sum()
    assert added[: found.carriers - 1].sum() < 0.9 * added.sum()
    assert found.got_worse == (added > 0).sum()
    assert found.worst[0].loss_last - found.worst[0].loss_first == added[0]


def test_samples_are_matched_by_their_ids():
    names = np.array([f"cat-{i}" for i in range(len(EARLY))], dtype=object)
    order = np.random.default_rng(3).permutation(len(EARLY))
    named, late = replace(EARLY, ids=names), samples(scaled(SCORES, 3))
    columns = ("label", "predicted", "p_true", "p_predicted", "loss", "loss_after")
    shuffled = replace(
        late, ids=names[order], **{name: getattr(late, name)[order] for name in columns}
    )
    found, straight = explain(named, shuffled), explain(named, replace(late, ids=names))
    assert found.transitions == straight.transitions
    assert found.worst == straight.worst
    assert found.worst[0].id == names[found.worst[0].row]


def test_other_samples_are_refused_with_a_reason():
    found = explain(EARLY, samples(learned(seed=9)))
    assert isinstance(found, NotPaired)
    assert "Not the same samples" in found.reason


def test_a_rise_that_chance_explains_has_no_share():
    few = learned(n=30)
    found = explain(samples(few), samples(forgotten(few, 0.1)))
    assert found.rise_interval[0] <= 0
    assert (found.removed, found.removed_interval) == (None, None)
    assert found.cause in ("unclear", "no rise")


def test_intervals_of_many_samples_agree_with_those_of_single_ones():
    scores = learned(n=6000)
    found = explain(samples(scores), samples(scaled(scores, 3)))
    change = samples(scaled(scores, 3)).loss - samples(scores).loss
    error = 1.96 * change.std() / np.sqrt(len(change))
    low, high = found.rise_interval
    assert (high - low) / 2 == pytest.approx(error, rel=0.1)
