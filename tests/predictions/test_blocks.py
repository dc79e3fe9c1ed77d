"""Blocks of rows give what all rows at once would give."""

import numpy as np
import pytest
from scipy.special import log_softmax, softmax

from experiments.predictions.blocks import EPSILON, blocks
from tests.predictions.made import drawn, logits, probabilities


def test_every_row_comes_once_and_in_order():
    scores = drawn(150_000, 7)
    rows = np.concatenate([np.arange(len(scores))[b.rows] for b in blocks(scores)])
    assert np.array_equal(rows, np.arange(150_000))
    assert len(list(blocks(scores))) > 1


def test_many_classes_make_blocks_of_few_rows():
    sizes = {b.probabilities.shape for b in blocks(drawn(2_000, 1_000))}
    assert max(k * m for k, m in sizes) <= 2**19


@pytest.mark.parametrize("temperature", [None, 0.5, 3.0])
def test_logits_are_softmax_of_logits_over_t(temperature):
    scores = drawn(50, 4)
    [block] = blocks(scores, temperature)
    z = scores.values / (temperature or 1)
    assert np.allclose(block.probabilities.T, softmax(z, axis=1), atol=1e-14)
    expected = log_softmax(z, axis=1)[np.arange(50), scores.labels]
    assert np.allclose(block.log_true, expected, atol=1e-12)


def test_each_row_can_have_a_temperature_of_its_own():
    scores = drawn(150_000, 7)
    each = np.linspace(0.5, 4, 150_000)
    found = np.concatenate([b.log_true for b in blocks(scores, each)])
    z = scores.values / each[:, None]
    assert np.allclose(found, log_softmax(z, axis=1)[np.arange(150_000), scores.labels])


def test_a_temperature_acts_on_the_logarithm_of_probabilities():
    [block] = blocks(probabilities([[0.9, 0.1]], [0]), 2.0)
    assert block.probabilities[0, 0] == pytest.approx(0.9**0.5 / (0.9**0.5 + 0.1**0.5))


def test_a_probability_of_zero_is_counted_as_epsilon():
    [block] = blocks(probabilities([[1.0, 0.0]], [1]))
    assert block.log_true[0] == pytest.approx(np.log(EPSILON))


def test_huge_logits_neither_overflow_nor_are_cut():
    [block] = blocks(logits([[1e4, -1e4], [-1e4, 1e4]], [1, 1]))
    assert block.log_true.tolist() == [-2e4, 0.0]


def test_small_floats_are_computed_in_double_precision():
    z = np.array([[0.1, 0.7, 0.2]], dtype=np.float32)
    [block] = blocks(logits(z, [1]))
    assert block.log_true[0] == pytest.approx(log_softmax(z.astype(float))[0, 1], abs=1e-15)


def test_rows_rounded_to_a_little_above_one_cost_nothing():
    [block] = blocks(probabilities([[1.000005, 0.0]], [0]))
    assert block.log_true[0] == 0


def test_the_scores_are_left_as_they_were():
    scores = drawn(20, 3)
    before = scores.values.copy()
    list(blocks(scores, 2.0))
    assert np.array_equal(scores.values, before)


def test_scores_may_lie_in_a_file_that_cannot_be_written(tmp_path):
    scores = drawn(1_000, 3)
    np.save(tmp_path / "z.npy", scores.values.astype(np.float32))
    mapped = logits(np.load(tmp_path / "z.npy", mmap_mode="r"), scores.labels)
    [block] = blocks(mapped, 2.0)
    assert np.allclose(block.probabilities.T, softmax(scores.values / 2, axis=1), atol=1e-6)
