"""Kinds and intervals on runs whose answers were counted by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.analysis.finding import Finding
from experiments.curves import Curves
from experiments.scoring.bootstrap import point
from experiments.scoring.corpus import CorpusError
from experiments.scoring.disagreement import (
    Prediction,
    hits,
    interval_statistics,
    is_scored,
    kind_statistics,
    overlap,
    predict,
    score,
    true_intervals,
)
from tests.scoring.corpora import labelled, report

INTERVALS = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda ends: tuple(sorted(ends)))


def rise(kind: str, change: float, first: float, last: float, split: str = "val") -> Finding:
    evidence = {"kind": kind, "loss_change": change}
    return Finding("disagreement", "yes", "A sentence.", "note", split, first, last, evidence)


def read(*findings: Finding) -> Prediction:
    curves = Curves.of(epoch=range(1, 21), val_loss=[1.0] * 20)
    return predict(curves, report(*findings))


def run(kind: str, *intervals: tuple[int, int]):
    found = [{"start": first, "end": last} for first, last in intervals]
    labels = {"disagreement": kind, "disagreement_scored": True, "disagreement_intervals": found}
    return labelled([1.0] * 40, labels=labels)


def test_the_largest_rise_gives_the_kind_and_each_rise_an_interval():
    said = read(rise("held", 0.1, 3, 5), rise("improved", 0.3, 8, 20))
    assert said == Prediction("improved", ((2, 4), (7, 19)))


def test_other_kinds_splits_and_verdicts_are_no_rise():
    open_ = Finding("disagreement", "inconclusive", "A sentence.", split="val")
    said = read(rise("stuck", 0.9, 3, 5), rise("held", 0.9, 3, 5, split="train"), open_)
    assert said == Prediction("none")


def test_each_kind_and_any_have_an_f1():
    runs = [run("none"), run("held"), run("improved"), run("improved")]
    said = [Prediction(kind) for kind in ("none", "improved", "improved", "none")]
    found = {key: point(s, 4) for key, s in kind_statistics(runs, said).items()}
    assert found["none"] == pytest.approx(2 / 3)
    assert found["held"] == 0
    assert found["improved"] == pytest.approx(1 / 2)
    assert found["any"] == pytest.approx(4 / 5)
    assert found["macro_f1"] == pytest.approx((2 / 3 + 0 + 1 / 2) / 3)


def test_intervals_of_all_runs_are_counted_together():
    runs = [run("held", (0, 9), (20, 29)), run("none")]
    said = [Prediction("held", ((0, 8),)), Prediction("held", ((3, 9),))]
    found = {key: point(s, 2) for key, s in interval_statistics(runs, said).items()}
    assert found == pytest.approx({"precision": 1 / 2, "recall": 1 / 2, "f1": 1 / 2})


def test_half_of_the_union_is_a_hit_and_less_is_none():
    assert hits([(0, 9)], [(0, 4)]) == 1
    assert hits([(0, 9)], [(0, 3)]) == 0


def test_one_interval_hits_one_only():
    assert hits([(0, 3)], [(0, 1), (2, 3)]) == 1
    assert hits([(0, 1), (2, 3)], [(0, 3)]) == 1


@pytest.mark.parametrize("interval", [{"start": 3}, {"start": 3, "end": "x"}, 7])
def test_an_interval_without_both_ends_is_named(interval):
    bad = labelled([1], labels={"disagreement_intervals": [interval]})
    with pytest.raises(CorpusError, match="needs a start and an end"):
        true_intervals(bad)


@given(INTERVALS, INTERVALS)
def test_overlap_is_that_of_the_sets_of_epochs(a, b):
    first, second = (set(range(i[0], i[1] + 1)) for i in (a, b))
    assert overlap(a, b) == pytest.approx(len(first & second) / len(first | second))


@given(st.lists(INTERVALS, max_size=4, unique=True))
def test_every_interval_hits_itself(intervals):
    assert hits(intervals, intervals) == len(intervals)


def test_runs_near_the_limits_are_not_scored():
    near = labelled([1], labels={"disagreement": "held", "disagreement_scored": False})
    assert not is_scored(near)
    assert not is_scored(labelled([1]))
    assert is_scored(run("none"))


def test_tuning_looks_at_the_mean_of_four_scores():
    runs = [run("held", (0, 9)), run("improved", (5, 30))]
    perfect = [Prediction("held", ((0, 9),)), Prediction("improved", ((5, 30),))]
    no_intervals = [Prediction(said.kind) for said in perfect]
    assert score(runs, perfect) == 1
    assert score(runs, no_intervals) == pytest.approx(3 / 4)
    assert math.isnan(score([labelled([1])], [Prediction("none")]))
