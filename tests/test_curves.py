"""The epoch table that all parts share."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.curves import Curves, Series
from experiments.epoch_rows import MAX_STEP_ROWS


def rows(curves: Curves, column: str) -> list[tuple[float, float]]:
    return list(zip(curves.epoch.tolist(), curves.values(column).tolist(), strict=True))


def test_one_point_an_epoch_keeps_its_own_bits():
    curves = Curves.of(epoch=[0, 1], train_loss=[0.1, 1 / 3])
    assert rows(curves, "train_loss") == [(0, 0.1), (1, 1 / 3)]


def test_training_points_within_an_epoch_are_averaged_and_validation_takes_the_last():
    curves = Curves.from_series(
        [
            Series.of("loss", "loss", "train", [4, 2, 1, 1], epoch=[1, 1, 2, 2]),
            Series.of("val_loss", "loss", "val", [3, 2, 1], epoch=[1, 1, 2]),
        ]
    )
    assert rows(curves, "train_loss") == [(1, 3), (2, 1)]
    assert rows(curves, "val_loss") == [(1, 2), (2, 1)]


def test_points_without_an_epoch_take_that_of_the_row_that_closes_it():
    train = Series.of("train_loss", "loss", "train", [4, 2, 1], step=[9, 19, 29])
    val = Series.of("val_loss", "loss", "val", [3, 2], step=[19, 39], epoch=[0, 1])
    curves = Curves.from_series([train, val])
    assert rows(curves, "train_loss") == [(0, 3), (1, 1)]


def test_fractional_training_points_join_the_evaluation_that_follows():
    train = Series.of("loss", "loss", "train", [4, 2, 1], epoch=[0.5, 1.0, 1.5])
    val = Series.of("eval_loss", "loss", "val", [3, 2], epoch=[1.0, 2.0])
    curves = Curves.from_series([train, val])
    assert rows(curves, "train_loss") == [(1, 3), (2, 1)]
    assert rows(curves, "val_loss") == [(1, 3), (2, 2)]


def test_training_after_the_last_evaluation_keeps_a_row_of_its_own():
    train = Series.of("loss", "loss", "train", [4, 1], epoch=[0.5, 1.5])
    val = Series.of("eval_loss", "loss", "val", [3], epoch=[1.0])
    assert Curves.from_series([train, val]).epoch.tolist() == [1.0, 1.5]


def test_epochs_without_an_evaluation_keep_a_row_at_their_end():
    train = Series.of("loss", "loss", "train", [4, 3, 2, 1], epoch=[0.5, 1.0, 1.5, 2.4])
    val = Series.of("eval_loss", "loss", "val", [3], epoch=[3.0])
    curves = Curves.from_series([train, val])
    assert rows(curves, "train_loss") == [(1.0, 3.5), (1.5, 2), (3.0, 1)]
    assert curves.epoch_count == 3


def test_parts_of_an_epoch_count_as_that_epoch():
    train = Series.of("loss", "loss", "train", [4, 3, 2], epoch=[0.3, 0.6, 0.9])
    assert Curves.from_series([train]).epoch_count == 1


def test_a_resumed_run_holds_the_last_pass_and_says_so():
    curves = Curves.of(epoch=[1, 2, 3, 2, 3, 4], train_loss=[9, 8, 7, 5, 4, 3])
    assert rows(curves, "train_loss") == [(1, 9), (2, 5), (3, 4), (4, 3)]
    assert curves.went_back == (2,)
    assert curves.repeated == (2, 3)


def test_the_same_step_logged_twice_is_a_repeat():
    twice = Series.of("loss", "loss", "train", [1, 1], step=[5, 5], epoch=[1, 1])
    assert Curves.from_series([twice]).repeated == (1,)


def test_a_logged_nan_is_told_from_a_missing_value():
    val = Series.of("val_loss", "loss", "val", [np.nan], epoch=[2])
    train = Series.of("loss", "loss", "train", [1.0, np.inf], epoch=[1, 2])
    curves = Curves.from_series([train, val])
    assert curves.non_finite == {"train_loss": (2,), "val_loss": (2,)}
    assert curves.has("val_loss")
    assert not curves.has("test_loss")


def test_a_log_without_epochs_counts_steps_and_long_ones_in_blocks():
    n = MAX_STEP_ROWS * 3
    curves = Curves.from_series([Series.of("loss", "loss", "train", np.ones(n))])
    assert curves.counted_by == "step"
    assert len(curves) == MAX_STEP_ROWS
    assert curves.epoch[-1] == n - 1


def test_a_long_log_without_epochs_keeps_every_evaluation_as_it_was_logged():
    steps = np.arange(30_000)
    at = steps[::100]
    val = np.random.default_rng(0).random(len(at))
    curves = Curves.from_series(
        [
            Series.of("loss", "loss", "train", np.ones(len(steps)), step=steps),
            Series.of("val_loss", "loss", "val", val, step=at),
        ]
    )
    assert curves.in_stretches
    assert curves.means == {"train_loss"}
    logged = {step: value for step, value in rows(curves, "val_loss") if np.isfinite(value)}
    assert logged == dict(zip(at.tolist(), val.tolist(), strict=True))


def test_of_very_many_evaluations_the_lowest_and_the_highest_keep_their_rows():
    loss = 1 + np.random.default_rng(0).random(30_000)
    loss[[777, 20_001]] = 0.5, 9.0
    curves = Curves.from_series([Series.of("val_loss", "loss", "val", loss)])
    assert {(777, 0.5), (20_001, 9.0)} <= set(rows(curves, "val_loss"))
    assert not curves.means


def test_rows_that_are_means_are_known():
    logged = [Series.of("loss", "loss", "train", [4, 2, 1], epoch=[1, 1, 2])]
    assert Curves.from_series(logged).means == {"train_loss"}
    assert not Curves.of(train_loss=[4, 2]).means


def test_metrics_of_other_kinds_do_not_enter_the_table():
    curves = Curves.from_series([Series.of("lr", "lr", "", [0.1], epoch=[1])])
    assert len(curves) == 0


def test_series_of_unequal_lengths_are_refused():
    with pytest.raises(ValueError, match=r"'loss': arrays of unequal length \[1, 2\]"):
        Series.of("loss", "loss", "train", [1, 2], epoch=[1])


epochs = st.lists(st.integers(0, 8), min_size=1, max_size=40)


@given(epochs, st.sampled_from(["train", "val"]))
def test_every_epoch_has_one_row_within_the_range_of_its_points(epoch, split):
    value = np.random.default_rng(0).normal(size=len(epoch))
    curves = Curves.from_series([Series.of("x", "loss", split, value, epoch=epoch)])
    assert curves.epoch.tolist() == sorted(set(epoch))
    for e, v in rows(curves, f"{split}_loss"):
        points = value[np.asarray(epoch) == e]
        assert points.min() - 1e-12 <= v <= points.max() + 1e-12
