"""Runs of one setting, taken together over their seeds."""

import numpy as np
import pytest
from scipy import stats

from experiments.comparison.groups import grouped, mean, mean_curve
from tests.comparison.runs import run

RUNS = [
    run("a", [0.5, 0.4], [0.80, 0.85]),
    run("b", [0.5, 0.2], [0.80, 0.95]),
    run("c", [0.9, 0.8, 0.85], [0.5, 0.6, 0.7]),
]
PARAMETERS = [{"lr": "0.1", "seed": 1}, {"lr": 1e-1, "seed": 2}, {"lr": 1, "seed": 1}]


def test_runs_of_equal_values_form_a_group():
    groups = grouped(RUNS, PARAMETERS, "lr")
    assert [(g.title, [r.name for r in g.entries]) for g in groups] == [
        ("0.1", ["a", "b"]),
        ("1", ["c"]),
    ]
    assert groups[0].best_loss.value == pytest.approx(0.3)
    assert groups[0].best_accuracy.value == pytest.approx(0.9)
    assert groups[1].last_loss.value == pytest.approx(0.85)


def test_one_seed_has_no_interval():
    one_run = grouped(RUNS, PARAMETERS, "lr")[1]
    assert (one_run.best_loss.interval, one_run.best_loss.n) == (None, 1)
    assert np.isnan(one_run.loss.low).all()


def test_seeds_do_not_count_as_a_further_difference():
    [group, _] = grouped(RUNS, PARAMETERS, "lr")
    assert group.also_differ == ()
    changed = [{**p, "width": i} for i, p in enumerate(PARAMETERS)]
    assert grouped(RUNS, changed, "lr")[0].also_differ == ("width",)


def test_groups_are_in_the_order_of_their_values_and_runs_without_one_come_last():
    groups = grouped(RUNS, [{}, {"lr": 10}, {"lr": "9"}], "lr")
    assert [(g.title, g.missing) for g in groups] == [("9", False), ("10", False), ("", True)]


def test_the_interval_is_students():
    values = [0.31, 0.29, 0.35, 0.30]
    low, high = mean(values).interval
    expected = stats.ttest_1samp(values, 0).confidence_interval(0.95)
    assert (low, high) == pytest.approx((expected.low, expected.high))


def test_three_seeds_cover_their_mean_as_stated():
    drawn = np.random.default_rng(3).normal(1.0, 0.2, (800, 3))
    inside = [low <= 1.0 <= high for low, high in (mean(row.tolist()).interval for row in drawn)]
    assert 0.93 <= np.mean(inside) <= 0.97


def test_a_mean_curve_rests_on_the_seeds_that_reach_the_epoch():
    epochs, nan = np.arange(1, 4), float("nan")
    curve = mean_curve([(epochs, np.array([3.0, 2.0, 1.0])), (epochs, np.array([5.0, nan, nan]))])
    assert curve.n.tolist() == [2, 1, 1]
    assert curve.mean.tolist() == [4.0, 2.0, 1.0]
    expected = stats.ttest_1samp([3.0, 5.0], 0).confidence_interval(0.95)
    assert (curve.low[0], curve.high[0]) == pytest.approx((expected.low, expected.high))


def test_runs_without_curves_make_an_empty_mean():
    [group] = grouped([run("a", [0.5], split="train")], [{}], "lr")
    assert group.best_loss is None
    assert len(group.loss.epoch) == 0


@pytest.mark.parametrize(("accuracies", "end"), [((0.99, 0.9), 1), ((0.01, 0.1), 0)])
def test_no_interval_of_an_accuracy_leaves_0_to_1(accuracies, end):
    runs = [run(name, [0.1], [a]) for name, a in zip("ab", accuracies, strict=True)]
    [group] = grouped(runs, [{}, {}], "lr")
    assert group.best_accuracy.interval[end] == end
    assert [group.accuracy.low[0], group.accuracy.high[0]][end] == end
