"""The word for mean confidence against accuracy."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.predictions.confidence import Top, expected_gap, judge

TOP = Top(1000, 4, 0.8, 0.8, 0.16, 0.16)


@pytest.mark.parametrize(
    ("confidence", "word"), [(0.95, "over"), (0.7, "under"), (0.801, "calibrated")]
)
def test_the_word_follows_the_gap(confidence, word):
    assert judge(replace(TOP, confidence=confidence)).confidence == word


def test_many_samples_show_what_few_cannot():
    top = replace(TOP, confidence=0.85)
    assert judge(replace(top, n=10_000)).shown
    assert not judge(replace(top, n=20)).shown


def test_few_samples_call_nothing_calibrated_that_may_be_far_from_it():
    assert judge(replace(TOP, confidence=0.801, n=100)).confidence != "calibrated"


def test_all_right_is_no_proof_that_none_will_be_wrong():
    top = Top(50, 10, 0.97, 1.0, brier=0.0015, expected_brier=0.028)
    low, high = judge(top).interval
    assert low < -0.03 < 0 < high


def test_a_model_that_is_hardly_surer_than_chance_is_first_taken_for_too_sure():
    """Two points too few say nothing in 50 samples."""
    top = Top(50, 10, 0.3, 0.32, 0.21, 0.21)
    assert expected_gap(top) > 0.1
    assert judge(top).confidence == "over"
    assert judge(replace(top, n=20_000)).confidence == "under"


def test_certainty_leaves_no_room_for_an_expected_gap():
    assert expected_gap(Top(50, 10, 1.0, 1.0, 0.0, 0.0)) == 0.0
    assert judge(Top(50, 10, 1.0, 1.0, 0.0, 0.0)).confidence == "calibrated"


@given(
    n=st.integers(1, 10**6),
    classes=st.integers(2, 100),
    confidence=st.floats(0, 1),
    accuracy=st.floats(0, 1),
    spread=st.floats(0, 1),
)
def test_what_is_shown_is_told_by_its_own_side(n, classes, confidence, accuracy, spread):
    gap = confidence - accuracy
    found = judge(Top(n, classes, confidence, accuracy, gap**2 + spread, 0.0))
    assert found.interval[0] <= found.gap <= found.interval[1]
    if found.shown and abs(found.gap) > 0.005:
        assert found.confidence == ("over" if gap > 0 else "under")


def test_intervals_hold_the_gap_as_often_as_they_say():
    rng, held = np.random.default_rng(1), []
    for _ in range(1000):
        c = rng.uniform(0.5, 1.0, size=200)
        right = rng.random(200) < c - 0.05
        top = Top(200, 2, c.mean(), right.mean(), np.mean((c - right) ** 2), np.mean(c * (1 - c)))
        low, high = judge(top).interval
        held.append(low <= 0.05 <= high)
    assert 0.93 <= np.mean(held) <= 0.97


def test_without_samples_there_is_nothing_to_judge():
    with pytest.raises(ValueError, match="at least one"):
        judge(replace(TOP, n=0))
