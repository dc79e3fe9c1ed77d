"""A series in a row of numbers, and a run's length."""

import numpy as np

from experiments.curves import Curves, Series
from experiments.epoch_rows import MAX_STEP_ROWS
from experiments.summaries import epochs_trained, summarise


def test_a_summary_without_finite_points_has_no_values():
    summary = summarise(Series.of("loss", "loss", "train", [np.nan, np.inf]))
    assert (summary.count, summary.non_finite) == (2, 2)
    assert summary.last is summary.min is summary.max is None


def test_a_run_without_epochs_is_as_long_as_its_steps() -> None:
    steps = [Series.of("loss", "loss", "train", np.ones(MAX_STEP_ROWS * 3))]
    assert epochs_trained(steps, Curves.from_series(steps)) == MAX_STEP_ROWS * 3


def test_metrics_logged_more_often_than_losses_make_a_run_no_longer() -> None:
    losses = Series.of("loss", "loss", "train", [0.9, 0.5], step=[1, 2])
    gradients = Series.of("gradient", "gradient", "", np.ones(40), step=np.arange(100, 140))
    series = [gradients, losses]
    assert epochs_trained(series, Curves.from_series(series)) == 2
