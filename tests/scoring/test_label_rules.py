"""The label rules are those of the corpus: on its population curves they give its labels."""

import json
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.scoring.label_rules import overfits, rises, smoothed
from tests.scoring.corpora import REAL

LOSSES = st.lists(st.floats(0.1, 2), min_size=1, max_size=40)


def truths() -> list[dict]:
    found = [json.loads(path.read_text()) for path in sorted((REAL / "truth").glob("*.json"))]
    return [t for t in found if "overfits_loss_smoothed" in t["labels"]]


@pytest.mark.skipif(not REAL.is_dir(), reason="the labelled corpus is not beside the checkout")
def test_on_the_population_they_are_the_labels_of_the_corpus():
    agree, alike, known = 0, 0, truths()
    for truth in known:
        loss, accuracy = (np.array(truth["population"].get(k, [])) for k in ("loss", "acc"))
        labels = truth["labels"]
        agree += np.argmin(smoothed(loss)) == labels["onset_epoch_smoothed"]
        wanted = {(i["start"], i["end"], i["kind"]) for i in labels["disagreement_intervals"]}
        alike += len(accuracy) == 0 or set(rises(loss, accuracy)) == wanted
    assert agree >= 0.98 * len(known)
    assert alike >= 0.98 * len(known)


@given(LOSSES, st.integers(-6, 6))
def test_a_factor_on_the_loss_does_not_matter(losses, exponent):
    loss = np.array(losses)
    assert overfits(loss) == overfits(loss * 2.0**exponent)


@given(st.lists(st.tuples(st.floats(0.1, 2), st.floats(0, 1)), min_size=1, max_size=40))
def test_rises_share_no_more_than_their_ends(rows):
    loss, accuracy = np.array(rows).T
    found = sorted(rises(loss, accuracy))
    assert all(a[1] <= b[0] for a, b in pairwise(found))
    assert all(b - a >= 2 for a, b, _ in found)


def test_accuracy_that_falls_ends_a_rise():
    loss = np.array([1.0, 0.5, 0.5, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1])
    accuracy = np.array([0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.9, 0.8, 0.7, 0.6])
    [(first, last, kind)] = rises(loss, accuracy)
    assert (first, kind) == (2, "held")
    assert last < 9


def test_half_a_point_more_is_an_improvement():
    loss = np.array([1.0, 0.5, 0.5, 0.5, 0.6, 0.7, 0.8, 0.9])
    assert rises(loss, np.linspace(0.8, 0.9, 8))[0][2] == "improved"


def test_an_empty_curve_has_nothing_to_say():
    assert not overfits(np.zeros(0))
    assert rises(np.zeros(0), np.zeros(0)) == []
