"""Which samples of two files are the same."""

from dataclasses import replace

import numpy as np
import pytest

from experiments.predictions.matching import Match, NotPaired, match
from tests.predictions.pairs import reordered, samples

RIGHT = np.arange(20) % 3 > 0
ROWS = np.array([str(i) for i in range(1, 21)], dtype=object)


def reason(a, b) -> str:
    found = match(a, b)
    assert isinstance(found, NotPaired)
    return found.reason


def test_ids_are_matched_in_any_order():
    a = samples(RIGHT)
    order = np.random.default_rng(2).permutation(20)
    found = match(a, reordered(a, order))
    assert isinstance(found, Match)
    assert found.by == "id"
    assert (order[found.rows] == np.arange(20)).all()


def test_without_ids_rows_are_matched_where_all_labels_agree():
    found = match(samples(RIGHT, ids=ROWS), samples(~RIGHT))
    assert isinstance(found, Match)
    assert found.by == "row"


def test_classes_of_the_same_names_are_the_same_in_another_order():
    a = samples(RIGHT)
    b = replace(a, class_names=("dog", "cat"), label=1 - a.label, predicted=1 - a.predicted)
    found = match(a, b)
    assert isinstance(found, Match)
    assert (found.second.predicted == a.predicted).all()


def test_another_number_of_samples_is_refused():
    assert reason(samples(RIGHT), samples(RIGHT[:18])) == (
        "Not the same samples: one file has 20, the other 18."
    )


def test_other_ids_are_refused_though_all_labels_agree():
    other = samples(RIGHT, ids=np.array([f"image-{i}" for i in range(5, 25)], dtype=object))
    assert reason(samples(RIGHT), other) == (
        "Not the same samples: 15 of 20 ids are in both files."
    )


def test_other_labels_are_refused():
    a = samples(RIGHT, ids=ROWS)
    label = a.label.copy()
    label[:3] = 1
    assert "the true class differs in 3 of 20" in reason(a, replace(a, label=label))


def test_an_id_that_occurs_twice_is_named():
    a = samples(RIGHT)
    ids = a.ids.copy()
    ids[4] = "image-3"
    assert "'image-3' occurs more than once" in reason(a, replace(a, ids=ids))


@pytest.mark.parametrize("n", [0, 1, 9])
def test_a_handful_of_samples_is_too_few(n):
    assert "at least 10 are needed" in reason(samples(RIGHT[:n]), samples(RIGHT[:n]))
