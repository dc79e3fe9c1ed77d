"""What must not fool the overfitting rule: noise, one spike, a blip that is overcome."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from experiments.analysis import analyse
from experiments.curves import Curves
from experiments.facts import Facts
from tests.analysis.families import (
    DEMO_LOGS,
    decay,
    demo_run,
    healthy_runs,
    jittered,
    overfits,
    turned_runs,
)

SAME_EVERY_TIME = settings(max_examples=60, derandomize=True)
SEEDS = 400
MOST_FALSE = 0.05


def spiked(loss, at, factor):
    return np.where(np.arange(len(loss)) == at, loss * factor, loss)


@settings(max_examples=120, derandomize=True)
@given(healthy_runs(), st.data(), st.floats(2, 100))
def test_one_spike_makes_no_healthy_run_overfit(run, data, factor):
    assume(overfits(run.curves()).verdict != "yes")
    at = data.draw(st.integers(0, len(run) - 1))
    high = replace(run, loss=spiked(run.loss, at, factor))
    assert overfits(high.curves()).verdict != "yes"


@SAME_EVERY_TIME
@given(healthy_runs(), st.integers(1, 5), st.floats(2, 100))
def test_a_spike_in_the_last_epochs_makes_no_healthy_run_overfit(run, back, factor):
    assume(overfits(run.curves()).verdict != "yes")
    high = replace(run, loss=spiked(run.loss, len(run) - back, factor))
    assert overfits(high.curves()).verdict != "yes"


@pytest.mark.parametrize("name", ["healthy", "imbalanced", "never-learning", "rate-too-high"])
def test_one_spike_anywhere_makes_no_healthy_run_of_the_demo_overfit(name):
    [log] = [log for log in DEMO_LOGS if log.stem == name]
    run = demo_run(log)
    fooled = [
        (at, factor)
        for at in range(len(run))
        for factor in (2, 10, 100)
        if overfits(replace(run, loss=spiked(run.loss, at, factor)).curves()).verdict == "yes"
    ]
    assert fooled == []


@pytest.mark.parametrize("jitter", [0.01, 0.03, 0.1])
@pytest.mark.parametrize("epochs", [8, 12, 20, 50, 400])
@pytest.mark.parametrize("speed", [0, 6, 30])
def test_noise_alone_overfits_in_few_seeds(speed, epochs, jitter):
    """A constant level, a decay that goes on to the end, one that comes to rest early."""
    level = decay(epochs, 2.0 if speed else 0.5, 0.5, speed)
    found = [
        overfits(Curves.of(val_loss=jittered(level, jitter, seed))).verdict for seed in range(SEEDS)
    ]
    assert found.count("yes") <= MOST_FALSE * SEEDS


@pytest.mark.parametrize("epochs", [8, 20, 30, 60, 150])
@pytest.mark.parametrize("fall", [0.0, 2.0])
def test_noise_alone_overfits_in_few_seeds_below_zero_as_well(fall, epochs):
    """A constant log-density and one that falls by 2, with noise of 0.05 and of a tenth of that."""
    level = decay(epochs, fall - 1, -1, 6) if fall else np.full(epochs, -1.0)
    noise = [np.random.default_rng(s).normal(0, 0.1 * fall or 0.05, epochs) for s in range(SEEDS)]
    found = [overfits(Curves.of(val_loss=level + n)).verdict for n in noise]
    assert found.count("yes") <= MOST_FALSE * SEEDS


@SAME_EVERY_TIME
@given(turned_runs(least=12), st.floats(0.3, 0.8))
def test_a_rise_that_a_new_minimum_overcomes_is_taken_back(run, low):
    until = overfits(run.curves())
    assume(until.verdict == "yes")
    later = decay(len(run), float(run.loss[-1]), low * float(run.loss.min()), 8)
    whole = np.concatenate([run.loss, later])
    assert overfits(Curves.of(val_loss=whole)).verdict == "no"


@SAME_EVERY_TIME
@given(healthy_runs(least=12), st.integers(5, 30))
def test_a_healthy_run_that_turns_later_is_told_so(run, more):
    assume(overfits(run.curves()).verdict != "yes")
    later = np.linspace(float(run.loss[-1]), 3 * float(run.loss[-1]), max(more, len(run)))
    report = analyse(Curves.of(val_loss=np.concatenate([run.loss, later])), Facts())
    assert report.verdict.label == "overfits"


@SAME_EVERY_TIME
@given(healthy_runs(least=20), st.floats(1.2, 5), st.floats(0.05, 0.2))
def test_a_warm_up_blip_makes_no_healthy_run_overfit(run, height, width):
    assume(overfits(run.curves()).verdict != "yes")
    place = np.linspace(0, 1, len(run))
    blip = 1 + (height - 1) * np.sin(np.pi * np.minimum(place / width, 1))
    assert overfits(Curves.of(val_loss=run.loss * blip)).verdict != "yes"


@SAME_EVERY_TIME
@given(healthy_runs(least=20), st.floats(0.3, 0.8), st.floats(0.2, 0.8))
def test_a_learning_rate_step_makes_no_healthy_run_overfit(run, when, drop):
    assume(overfits(run.curves()).verdict != "yes")
    stepped = np.where(np.linspace(0, 1, len(run)) < when, run.loss, drop * run.loss)
    assert overfits(Curves.of(val_loss=stepped)).verdict != "yes"


@SAME_EVERY_TIME
@given(healthy_runs(), st.floats(1.05, 3))
def test_a_training_loss_above_the_validation_loss_makes_no_healthy_run_overfit(run, above):
    assume(overfits(run.curves()).verdict != "yes")
    dropout = replace(run, training=above * run.loss)
    assert overfits(dropout.curves()).verdict != "yes"
