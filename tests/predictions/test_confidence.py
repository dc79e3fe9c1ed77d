"""The word for mean confidence against accuracy."""

import pytest

from experiments.predictions.confidence import judge


@pytest.mark.parametrize(
    ("confidence", "word"), [(0.95, "over"), (0.7, "under"), (0.801, "calibrated")]
)
def test_the_word_follows_the_gap(confidence, word):
    assert judge(confidence, 0.8, 0.16, 1000).confidence == word


def test_many_samples_show_what_few_cannot():
    assert judge(0.85, 0.8, 0.16, 10_000).shown
    assert not judge(0.85, 0.8, 0.16, 20).shown


def test_without_samples_there_is_nothing_to_judge():
    with pytest.raises(ValueError, match="at least one"):
        judge(0.9, 0.8, 0.16, 0)
