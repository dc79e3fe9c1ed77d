"""What is read instead of every logged point is said."""

import numpy as np

from experiments.analysis.loss_spike import RULE
from experiments.analysis.row_words import mean_of, read_as
from experiments.curves import Curves, Series
from experiments.facts import Facts


def by_step(points: int) -> Curves:
    loss = 1 + np.random.default_rng(0).random(points) / 100
    loss[points // 2 : points // 2 + 30] = 50
    return Curves.from_series([Series.of("loss", "loss", "train", loss)])


def test_a_log_that_is_read_point_by_point_needs_no_words():
    assert read_as(by_step(2_000)) == ""
    assert mean_of(by_step(2_000), "train_loss") == ""


def test_a_long_log_by_step_says_that_it_is_read_in_stretches():
    assert "means of stretches of steps" in read_as(by_step(20_000))
    assert mean_of(by_step(20_000), "train_loss") == "mean of a stretch"


def test_evaluations_between_epochs_are_called_so():
    curves = Curves.from_series(
        [
            Series.of("loss", "loss", "train", np.ones(8), epoch=np.arange(1, 9) / 8),
            Series.of("val_loss", "loss", "val", [1, 1], epoch=[0.5, 1.0]),
        ]
    )
    assert read_as(curves).endswith("each evaluation.")


def test_a_spike_of_means_is_not_told_as_a_logged_value():
    [long] = RULE.check(by_step(20_000), Facts())
    [short] = RULE.check(by_step(2_000), Facts())
    assert "mean of a stretch" in long.sentence
    assert "mean" not in short.sentence
    assert long.evidence.keys() == {"spikes", "highest_mean", "mean_before"}
    assert short.evidence.keys() == {"spikes", "highest_loss", "loss_before"}
