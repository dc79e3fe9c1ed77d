"""What must not change an answer: units, counting, gaps, repeats, a missing training curve."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from experiments.analysis import analyse
from experiments.curves import Curves
from experiments.facts import Facts
from tests.analysis.families import (
    BY_SIZE,
    DEMO_LOGS,
    answer,
    answers,
    calm_runs,
    clear,
    demo_run,
    overfits,
    runs,
    turned_runs,
)

SAME_EVERY_TIME = settings(max_examples=60, derandomize=True)
demo = pytest.mark.parametrize("log", DEMO_LOGS, ids=lambda log: log.stem)


@SAME_EVERY_TIME
@given(runs(), st.floats(1e-6, 1e6))
def test_a_positive_factor_on_the_losses_changes_no_answer(run, factor):
    other = run.with_losses(factor)
    assert answers(run.curves(), BY_SIZE) == answers(other.curves(), BY_SIZE)


@demo
@pytest.mark.parametrize("factor", [0.001, 0.3, 1000])
def test_a_factor_on_the_losses_of_the_demo_changes_no_answer(log, factor):
    run = demo_run(log)
    other = run.with_losses(factor)
    assert answers(run.curves(), BY_SIZE) == answers(other.curves(), BY_SIZE)


@SAME_EVERY_TIME
@given(calm_runs(), st.floats(0, 1), st.floats(0, 20))
def test_a_constant_changes_no_answer_where_losses_touch_zero(run, part, shift):
    """A part of the curve lies below zero, then all of it."""
    crossing = run.with_losses(shift=-float(np.quantile(run.loss, part)))
    below = crossing.with_losses(shift=-shift)
    one, other = overfits(crossing.curves()), overfits(below.curves())
    assert answer(one) == answer(other)
    assert {one.evidence.get("relative_to"), other.evidence.get("relative_to")} == {"descent"}


@SAME_EVERY_TIME
@given(turned_runs(), turned_runs(), st.floats(0, 1), st.floats(0, 20))
def test_a_constant_changes_no_answer_where_the_training_loss_rises_too(run, other, part, shift):
    n = min(len(run), len(other))
    both = replace(run.rows(slice(n)), training=other.loss[:n])
    crossing = both.with_losses(shift=-float(np.quantile(both.loss, part)))
    below = crossing.with_losses(shift=-shift)
    assert answer(overfits(crossing.curves())) == answer(overfits(below.curves()))


@SAME_EVERY_TIME
@given(calm_runs(), st.floats(0, 1), st.floats(0, 20))
def test_a_constant_changes_no_disagreement_where_losses_touch_zero(run, part, shift):
    crossing = run.with_losses(shift=-float(np.quantile(run.loss, part)))
    below = crossing.with_losses(shift=-shift)
    found = [
        [a for a in answers(r.curves()) if a[:2] == ("disagreement", "val")]
        for r in (crossing, below)
    ]
    assert found[0] == found[1]


def told(findings, moved_by):
    return [
        (f.rule, f.split, f.verdict, f.severity, *epochs(f.first_epoch, f.last_epoch, moved_by))
        for f in findings
    ]


def epochs(first, last, moved_by):
    return [None if e is None else e + moved_by for e in (first, last)]


@SAME_EVERY_TIME
@given(runs(), st.just(1) | st.integers(2, 1000))
def test_counting_from_another_number_moves_every_epoch_and_no_more(run, first):
    zero, later = (analyse(run.curves(count), Facts()) for count in (0, first))
    assert told(zero.findings, first) == told(later.findings, 0)
    assert zero.verdict.label == later.verdict.label
    assert zero.keep.by_loss + first == later.keep.by_loss


@SAME_EVERY_TIME
@given(calm_runs())
def test_a_missing_training_curve_weakens_the_evidence_and_no_more(run):
    whole = overfits(run.curves())
    alone = overfits(Curves.of(val_loss=run.loss, val_accuracy=run.accuracy))
    assume("unstable" not in whole.evidence)
    assert answer(whole) == answer(alone)
    if alone.verdict == "yes":
        assert "weaker" in alone.sentence
        assert "weaker" not in whole.sentence


@SAME_EVERY_TIME
@given(calm_runs(least=12), st.data())
def test_a_single_gap_changes_no_clear_answer(run, data):
    whole = overfits(run.curves())
    assume(clear(whole))
    best = int(np.argmin(run.loss))
    hole = data.draw(st.integers(0, len(run) - 2).filter(lambda i: i != best))
    loss = run.loss.copy()
    loss[hole] = np.nan
    holed = overfits(replace(run, loss=loss).curves())
    assert (whole.verdict, whole.first_epoch) == (holed.verdict, holed.first_epoch)


@SAME_EVERY_TIME
@given(runs(), st.data())
def test_what_a_resumed_run_logs_again_counts_and_its_first_pass_does_not(run, data):
    stop = data.draw(st.integers(2, len(run)))
    back = data.draw(st.integers(0, stop - 2))
    order = np.r_[:stop, back : len(run)]
    resumed = run.rows(order)
    given_up = slice(back, stop)
    for values in (resumed.loss, resumed.training):
        values[given_up] *= 1.3
    found = answers(resumed.at(order + 1.0), ("irregular_log",))
    assert found == answers(run.curves(), ("irregular_log",))


@SAME_EVERY_TIME
@given(runs(), st.data())
def test_rows_written_twice_change_no_answer(run, data):
    times = data.draw(st.lists(st.integers(1, 3), min_size=len(run), max_size=len(run)))
    order = np.repeat(np.arange(len(run)), times)
    doubled = run.rows(order).at(order + 1.0)
    assert answers(run.curves(), ("irregular_log",)) == answers(doubled, ("irregular_log",))


@settings(SAME_EVERY_TIME, max_examples=150)
@given(calm_runs(least=32), st.integers(0, 1))
def test_every_second_epoch_tells_the_same_where_the_case_is_clear(run, first):
    whole = overfits(run.curves())
    assume(clear(whole, margin=4))
    kept = np.arange(first, len(run), 2)
    assert overfits(run.rows(kept).at(kept + 1.0)).verdict == whole.verdict


@demo
def test_every_second_epoch_of_the_demo_tells_the_same(log):
    run = demo_run(log)
    whole = overfits(run.curves())
    kept = np.arange(len(run) - 1, -1, -2)[::-1]
    assert overfits(run.rows(kept).at(kept + 1.0)).verdict == whole.verdict
