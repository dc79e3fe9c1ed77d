"""The plain rules do what their names say."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.curves import Curves
from experiments.scoring.baselines import (
    CHECKPOINTS,
    DETECTORS,
    disagreements,
    patient_best,
    predict,
    stopping_point,
)
from experiments.scoring.disagreement import Prediction
from tests.scoring.corpora import curve, labelled

LOSSES = st.lists(st.integers(1, 9).map(float), min_size=1, max_size=25)
RISEN = [1.0, 0.5, *[0.5 + 0.02 * i for i in range(1, 15)]]


def yes(name: str, loss, **columns) -> bool:
    return DETECTORS[name](labelled(loss, **columns))


def test_the_final_ratio_looks_at_the_last_value():
    assert yes("final_ratio", [2, 1, 1.06])
    assert not yes("final_ratio", [2, 1, 1.9, 1.04])


def test_the_gap_ratio_looks_at_both_last_values():
    assert yes("gap_ratio", [1, 0.56], train_loss=[1, 0.5])
    assert not yes("gap_ratio", [1, 0.54], train_loss=[1, 0.5])
    assert not yes("gap_ratio", [1, 0.9])


def test_patience_says_yes_after_ten_epochs_without_a_new_minimum():
    assert yes("patience_10", [2, 1, *[1.0] * 10])
    assert not yes("patience_10", [2, 1, *[1.0] * 9])


def test_mann_kendall_looks_at_the_second_half():
    assert yes("mann_kendall", RISEN)
    assert not yes("mann_kendall", RISEN[::-1])


def test_the_label_rule_wants_the_minimum_before_the_tail():
    assert yes("label_rule", curve("rises", 40))
    assert not yes("label_rule", curve("level", 40))
    assert not yes("label_rule", curve("falls", 40))


@pytest.mark.parametrize("name", DETECTORS)
def test_a_run_without_held_out_loss_is_no_and_keeps_its_last_epoch(name):
    trained_only = Curves.of(epoch=[0, 1], train_loss=[2, 1])
    said = predict(replace(labelled([1, 2]), curves=trained_only), name)
    assert (said.answer, said.advised) == ("no", 1)


def test_patience_keeps_the_best_epoch_before_it_stopped():
    run = labelled([2, 1, *[1.5] * 12, 0.5])
    assert predict(run, "patience_10").advised == 1
    assert predict(run, "final_ratio").advised == 14
    assert {name: CHECKPOINTS[name](run) for name in ("lowest", "last")} == {
        "lowest": 14,
        "last": 14,
    }


def test_gaps_do_not_move_the_checkpoint():
    run = labelled([3, float("nan"), 1, 2])
    assert CHECKPOINTS["lowest"](run) == 2


@given(LOSSES, st.integers(1, 6))
def test_patience_counts_as_a_loop_would(losses, patience):
    best, since, stop = losses[0], 0, None
    for i, loss in enumerate(losses):
        since = 0 if i == 0 or loss < best else since + 1
        best = min(best, loss)
        if since >= patience:
            stop = i
            break
    array = np.array(losses)
    assert stopping_point(array, patience) == stop
    end = len(losses) if stop is None else stop + 1
    assert patient_best(array, patience) == losses[:end].index(min(losses[:end]))


def test_the_label_rule_for_disagreements_counts_in_rows_of_the_log():
    loss = [float("nan"), 1.0, 0.5, 0.5, 0.5, 0.6, 0.7, 0.8, 0.9]
    run = labelled(loss, val_accuracy=[0.9] * 9)
    assert disagreements(run) == Prediction("held", ((3, 8),))


def test_no_disagreement_is_told_without_accuracy():
    assert disagreements(labelled(RISEN)) == Prediction("none")
