"""Cross-validation never lets a family choose the constants it is scored with."""

import math
from dataclasses import replace

import pytest

from experiments.scoring.corpus import CorpusError
from experiments.scoring.grids import TUNABLES
from experiments.scoring.tuning import Tunable, cross_validate
from tests.scoring.corpora import labelled

LIMITS = (0.0, 1.0, 2.0)


def share_right(runs, predictions) -> float:
    right = [run.labels["over"] == p for run, p in zip(runs, predictions, strict=True)]
    return sum(right) / len(right) if right else math.nan


def above(curves, limit: float) -> bool:
    return bool(curves.values("val_loss")[-1] > limit)


def run(family: str, last: float, over: bool):
    return labelled([9.0, last], labels={"over": over}, family=family)


TUNABLE = Tunable("above", LIMITS, above, share_right)


def test_a_family_is_predicted_with_what_the_others_chose():
    runs = [
        *(run("low", last, last > 0) for last in (-0.5, 0.5, 0.7)),
        *(run("high", last, last > 2) for last in (1.5, 2.5)),
        *(run("higher", last, last > 2) for last in (0.5, 1.8, 1.9, 2.1)),
    ]
    tuned = cross_validate(TUNABLE, runs)
    assert tuned.chosen == {"low": 2.0, "high": 2.0, "higher": 0.0}
    # low: 1 of 3 right with limit 2; high: 2 of 2; higher: 1 of 4 with limit 0.
    assert tuned.cross_validated == pytest.approx(4 / 9)
    assert tuned.shipped == pytest.approx(5 / 9)
    assert tuned.best == pytest.approx(7 / 9)


def test_labels_of_the_held_out_family_change_nothing_in_its_predictions():
    others = [run("other", last, last > 1) for last in (0.5, 1.5)]
    held_out = [0.5, 1.5, 2.5]
    chosen = {
        cross_validate(
            TUNABLE, [*others, *(run("held out", last, label) for last in held_out)]
        ).chosen["held out"]
        for label in (True, False)
    }
    assert chosen == {1.0}


def test_of_equal_scores_the_middle_is_chosen_and_what_ships_only_where_it_is_alone():
    runs = [run(family, 5.0, True) for family in ("a", "b")]
    even = replace(TUNABLE, candidates=(9.0, 0.0, 1.0, 2.0))
    assert set(cross_validate(even, runs).chosen.values()) == {1.0}
    ships_best = replace(TUNABLE, candidates=(4.0, 6.0, 7.0))
    assert set(cross_validate(ships_best, runs).chosen.values()) == {4.0}
    ties_with_what_ships = replace(TUNABLE, candidates=(1.0, 2.0, 7.0))
    assert set(cross_validate(ties_with_what_ships, runs).chosen.values()) == {2.0}


def test_a_score_that_is_not_defined_is_never_the_best():
    def undefined_at_first(runs, predictions) -> float:
        return math.nan if predictions[0] else share_right(runs, predictions)

    tunable = Tunable("above", LIMITS, above, undefined_at_first)
    runs = [run(family, 1.5, False) for family in ("a", "b")]
    assert set(cross_validate(tunable, runs).chosen.values()) == {2.0}


def test_one_family_is_not_enough():
    with pytest.raises(CorpusError, match=r"at least two families .* this corpus has 1"):
        cross_validate(TUNABLE, [run("a", 1, True)])


@pytest.mark.parametrize("tunable", TUNABLES, ids=lambda tunable: tunable.name)
def test_the_first_candidate_is_what_ships_and_there_are_few(tunable):
    shipped = tunable.candidates[0]
    assert shipped == type(shipped)()
    assert 1 < len(tunable.candidates) <= 60


def test_no_rule_is_tuned_twice():
    names = [tunable.name for tunable in TUNABLES]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("tunable", TUNABLES, ids=lambda tunable: tunable.name)
def test_no_candidate_stands_twice(tunable: Tunable):
    assert not any(c in tunable.candidates[:i] for i, c in enumerate(tunable.candidates))
