"""Rows that W&B logged."""

import pytest

from experiments.curves import NO_TIME
from experiments.parsers import ParseError
from experiments.parsers.wandb_history import History


def test_rows_without_a_step_are_counted():
    history = History()
    history.add({"loss": 1.0})
    history.add({"loss": 2.0})
    history.add({"loss": 3.0, "_step": 9.0})
    assert history.logged()[0].step.tolist() == [0, 1, 9]


@pytest.mark.parametrize("step", [float("nan"), float("inf"), 1e300, "many", None])
def test_a_step_that_is_none_is_counted(step):
    history = History()
    history.add({"loss": 1.0, "_step": step})
    assert history.logged()[0].step.tolist() == [0]


@pytest.mark.parametrize("stamp", [float("nan"), -1.0, 1e300, "now", None])
def test_a_time_that_is_none_is_unknown(stamp):
    history = History()
    history.add({"loss": 1.0, "_timestamp": stamp})
    assert history.logged()[0].time.tolist() == [NO_TIME]


def test_more_names_than_a_log_has_are_refused():
    history = History()
    with pytest.raises(ParseError, match="different names"):
        history.add({f"m{n}": 1.0 for n in range(6000)})


@pytest.mark.parametrize("step", [2**63, 2**64 - 1])
def test_a_step_of_the_record_that_is_beyond_all_steps_is_counted(step):
    history = History()
    history.add({"loss": 1.0}, step)
    assert history.logged()[0].step.tolist() == [0]
