import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.analysis.advice import advise, logged
from experiments.analysis.outlook import LEAST_GAIN, MIN_EPOCHS, outlook
from experiments.curves import Curves
from tests.analysis.shapes import climbing, falling, jitter, turning

logged_losses = st.floats(-3, 10, width=32) | st.sampled_from([np.nan, np.inf, -np.inf])


def said(values: object, **columns: object) -> str:
    return advise(Curves.of(val_loss=values, **columns)).action


def same(one: np.ndarray, other: np.ndarray) -> None:
    np.testing.assert_array_equal(one, other)


@settings(deadline=None)
@given(
    past=st.lists(logged_losses, min_size=1, max_size=60),
    future=st.lists(logged_losses, max_size=60),
    other=st.lists(logged_losses, max_size=60),
)
def test_no_future_changes_what_was_said_before_it(past, future, other):
    if logged(Curves.of(val_loss=past)) is None:
        return
    so_far, one, two = (
        outlook(logged(Curves.of(val_loss=values)).value)
        for values in (past, past + future, past + other)
    )
    n = len(so_far)
    for name in ("best", "risk", "missed", "learnt", "judged", "actions"):
        same(getattr(so_far, name), getattr(one, name)[:n])
        same(getattr(so_far, name), getattr(two, name)[:n])


@settings(deadline=None, max_examples=50)
@given(st.lists(logged_losses, min_size=1, max_size=40))
def test_the_advice_of_each_day_is_the_replay_of_the_whole_run(losses):
    whole = logged(Curves.of(val_loss=losses))
    if whole is None:
        assert said(losses) == "cannot_tell"
        return
    seen = outlook(whole.value)
    for k, epoch in enumerate(whole.epoch):
        so_far = advise(Curves.of(val_loss=losses[: int(epoch)]))
        assert so_far.action == seen.actions[k]
        assert so_far.best_epoch == whole.epoch[seen.best[k]]
        if so_far.risk is not None:
            assert so_far.risk == seen.risk[k]


@settings(deadline=None)
@given(st.lists(st.floats(width=64), max_size=40))
def test_any_numbers_get_an_advice_that_json_can_hold(losses):
    advice = advise(Curves.of(val_loss=losses))
    assert json.loads(json.dumps(advice.as_json(), allow_nan=False)) == advice.as_json()
    assert advice.risk is None or 0 < advice.risk < 1


def test_a_falling_loss_goes_on():
    advice = advise(Curves.of(val_loss=falling(40)[:20]))
    assert advice.action == "keep_going"
    assert advice.risk > 0.8
    assert advice.epochs_since_best == 0


def test_a_loss_that_rose_for_long_stops():
    advice = advise(Curves.of(val_loss=turning(60, 20)))
    assert advice.action == "stop"
    assert advice.best_epoch == 21
    assert advice.best_loss == pytest.approx(0.4)
    assert advice.epochs_since_best == 39
    assert advice.risk < 0.05


def test_a_spike_stops_nothing():
    losses = falling(40, speed=4.0)[:25]
    losses[-1] *= 5
    assert said(losses) == "keep_going"
    losses[-1] = np.nan
    assert said(losses) == "keep_going"


def test_a_learning_rate_restart_while_the_loss_falls_stops_nothing():
    first = falling(12, 2.0, 0.6, speed=3.0)
    restart = first[-1] * np.array([1.25, 1.2, 1.12])
    assert said(np.concatenate([first, restart])) == "keep_going"


def test_a_second_descent_is_a_risk_that_is_told_and_taken_back():
    first = turning(30, 10, 0.5, 0.75)
    second = np.linspace(0.75, 0.3, 30)
    before = advise(Curves.of(val_loss=first))
    after = advise(Curves.of(val_loss=np.concatenate([first, second])))
    assert (before.action, after.action) == ("stop", "keep_going")
    assert 0 < before.risk < 0.2
    assert "The chance that an epoch at least 1 % better is still to come" in before.sentence


def test_a_loss_that_has_not_moved_yet_is_not_stopped():
    flat = 0.69 + jitter(60, 0.003)
    advice = advise(Curves.of(val_loss=flat))
    assert (advice.action, advice.risk) == ("cannot_tell", None)
    assert "does not show whether learning is yet to start" in advice.sentence


def test_a_loss_that_only_ever_rose_is_stopped_once_it_is_far_up():
    assert said(np.linspace(0.3, 0.33, 12)) == "cannot_tell"
    assert said(np.linspace(0.3, 0.6, 12)) == "stop"


def test_a_loss_that_is_no_number_any_more_stops():
    assert said([*falling(10), *[np.nan] * 20]) == "stop"


@pytest.mark.parametrize("epochs", range(1, MIN_EPOCHS))
def test_few_epochs_cannot_tell(epochs):
    advice = advise(Curves.of(val_loss=falling(40)[:epochs]))
    assert (advice.action, advice.risk, advice.cost_pct) == ("cannot_tell", None, None)
    assert "too few" in advice.sentence


def test_without_a_held_out_loss_nothing_can_be_told():
    advice = advise(Curves.of(train_loss=falling(40)))
    assert (advice.action, advice.best_epoch) == ("cannot_tell", None)
    assert advice.sentence == "No validation loss was logged."


def test_the_training_curve_changes_nothing():
    losses = turning(60, 20)
    both = advise(Curves.of(val_loss=losses, train_loss=falling(60)))
    assert both == advise(Curves.of(val_loss=losses))


@given(st.floats(1e-3, 1e3))
def test_a_positive_factor_changes_no_advice(factor):
    losses = turning(40, 15) + jitter(40, 0.01)
    one, other = outlook(losses), outlook(factor * losses)
    same(one.actions, other.actions)
    np.testing.assert_allclose(one.risk, other.risk, rtol=1e-6)


@given(st.floats(-5, -2))
def test_a_constant_changes_no_advice_where_losses_reach_below_zero(constant):
    # Above zero the formula is the relative one, so all epochs must lie below.
    losses = turning(40, 15) + jitter(40, 0.01)
    one, other = outlook(losses - 2), outlook(losses + constant)
    same(one.actions, other.actions)
    np.testing.assert_allclose(one.risk, other.risk, rtol=1e-6)


def test_the_cost_is_the_chance_times_what_is_typically_missed():
    advice = advise(Curves.of(val_loss=turning(60, 20)))
    assert advice.missed_pct == pytest.approx(100 * LEAST_GAIN)
    assert advice.cost_pct == pytest.approx(advice.risk * advice.missed_pct)


def test_the_sentence_holds_the_numbers_of_the_run():
    advice = advise(Curves.of(epoch=range(12), val_loss=turning(12, 5)))
    assert advice.sentence.startswith(
        "The validation loss was lowest, 0.4000, at epoch 5, 6 epochs ago. The chance"
    )


def test_accuracy_that_still_climbs_is_told_where_the_loss_says_stop():
    losses, climbs = turning(60, 20), climbing(60, speed=2.0)
    advice = advise(Curves.of(val_loss=losses, val_accuracy=climbs))
    gained = f"{100 * (climbs[-1] - climbs[20]):.1f}"
    assert advice.sentence.endswith(
        f"Accuracy still gained {gained} points since then: go on if only labels count."
    )


@pytest.mark.parametrize("accuracy", [np.full(60, 0.8), climbing(60)[::-1]])
def test_accuracy_that_gains_no_more_is_not_told(accuracy):
    advice = advise(Curves.of(val_loss=turning(60, 20), val_accuracy=accuracy))
    assert advice.action == "stop"
    assert "Accuracy" not in advice.sentence


def test_one_epoch_is_told_in_the_singular():
    losses = [*falling(40, speed=4.0)[:20], 0.9]
    assert "1 epoch ago" in advise(Curves.of(val_loss=losses)).sentence
