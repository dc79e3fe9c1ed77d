import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.analysis.outlook import Limits, Outlook
from experiments.curves import Curves
from experiments.scoring.advice import (
    Forecasts,
    Replay,
    Stop,
    calibration,
    equal_patience,
    forecasts,
    is_scored,
    likelihood,
    patient_stop,
    replay,
    statistics,
)
from experiments.scoring.bootstrap import point
from experiments.scoring.corpus import Labelled
from experiments.scoring.grids.advice import TUNABLE
from experiments.scoring.readings import Reading
from experiments.scoring.sections.advice import section
from experiments.scoring.tuning import cross_validate
from tests.analysis.shapes import falling, turning


def labelled(losses, population=None, family="a", name="run") -> Labelled:
    curves = Curves.of(epoch=range(len(losses)), val_loss=losses)
    truth = {
        "labels": {"overfits_loss": "yes"},
        "population": {"loss": list(losses if population is None else population)},
    }
    return Labelled(name, family, curves, truth, len(curves), 500, False)


def value(statistic, runs: int) -> float:
    return point(statistic, runs)


def test_a_run_ends_at_the_first_advice_to_stop_with_the_best_epoch_until_then():
    run = labelled(turning(60, 20))
    stop = replay(run.curves).stop(run.epochs)
    assert 20 < stop.stopped < 40
    assert stop.advised == 20


def test_a_run_that_is_never_stopped_counts_with_its_last_epoch():
    run = labelled(falling(30, speed=3.0))
    assert replay(run.curves).stop(run.epochs) == Stop(29, 29)
    assert patient_stop(run, 5) == Stop(29, 29)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.floats(0.01, 5), min_size=1, max_size=40))
def test_what_comes_after_a_stop_does_not_move_it(future):
    past = turning(60, 20)[:45]
    before = replay(labelled(past).curves).stop(len(past))
    after = replay(labelled([*past, *future]).curves).stop(len(past) + len(future))
    assert before.stopped < 44
    assert before == after


def test_a_lower_chance_stops_no_earlier():
    run = labelled(turning(60, 20))
    stops = [replay(run.curves).stop(60, below).stopped for below in (0.3, 0.2, 0.1, 0.05)]
    assert stops == sorted(stops)
    assert stops[0] < stops[-1]


def test_patience_stops_after_as_many_epochs_without_a_better_one():
    run = labelled(turning(60, 20))
    assert patient_stop(run, 5) == Stop(25, 20)
    assert patient_stop(run, 10) == Stop(30, 20)


def test_stops_are_scored_by_hit_epochs_saved_and_regret():
    losses = [4.0, 2.0, 3.0, 1.0]
    runs = [labelled(losses), labelled(losses)]
    found = statistics(runs, [Stop(2, 1), Stop(3, 3)])
    assert value(found["hit"], 2) == 0.5
    assert value(found["saved"], 2) == pytest.approx(12.5)
    assert value(found["regret"], 2) == pytest.approx(50.0)


def test_the_regret_of_one_run_is_at_most_200_per_cent():
    run = labelled([9.0, 8.0, 7.0, 1.0])
    assert value(statistics([run], [Stop(0, 0)])["regret"], 1) == 200.0


def test_the_patience_to_compare_with_saves_no_more_and_the_next_smaller_one_more():
    runs = [labelled(turning(60, 20)), labelled(turning(40, 10)), labelled(falling(30))]
    ours = [Stop(35, 20), Stop(25, 10), Stop(29, 29)]
    equal = equal_patience(runs, ours)

    def saved(stops: list[Stop]) -> float:
        return value(statistics(runs, stops)["saved"], len(runs))

    assert saved([patient_stop(run, equal) for run in runs]) <= saved(ours)
    assert saved([patient_stop(run, equal - 1) for run in runs]) > saved(ours)


def test_runs_whose_population_diverges_are_left_out():
    assert is_scored(labelled([1.0, 0.5, 0.4]))
    assert not is_scored(labelled([1.0, 0.5, 0.4], population=[1.0, 0.5, np.nan]))


def test_a_forecast_is_held_against_the_best_epoch_that_came_later():
    losses = np.array([2.0, 1.0, 0.8, 0.9, 0.9, 0.9, 0.6, 0.7])
    run = labelled(losses)
    found = forecasts(run, replay(run.curves))
    # Judged from the fifth epoch on: 0.6 is a quarter below 0.8, and nothing is below 0.6.
    assert found.came.tolist() == [True, True, False, False]
    assert found.gain == pytest.approx([0.25, 0.25, 0.0, 0.0])
    assert found.weight.sum() == pytest.approx(4 / 8)


def test_a_better_epoch_by_less_than_one_per_cent_did_not_come():
    run = labelled([2.0, 1.5, 1.0, 1.1, 1.1, 0.995])
    assert forecasts(run, replay(run.curves)).came.tolist() == [False, False]


def forecast(risk: list[float], came: list[bool]) -> Forecasts:
    n = len(risk)
    zeros = np.zeros(n)
    return Forecasts(np.array(risk), np.array(came), zeros, zeros, np.full(n, 1 / n))


def test_calibration_compares_the_mean_chance_with_how_often_it_came():
    found = [forecast([0.12, 0.18, 0.9], [True, False, True]), forecast([0.14], [False])]
    cells = calibration(found, 0.1, 0.2)
    assert value(cells["risk"], 2) == pytest.approx((0.3 / 3 + 0.14) / (2 / 3 + 1))
    assert value(cells["came"], 2) == pytest.approx((1 / 3) / (2 / 3 + 1))


def test_the_likelihood_prefers_the_better_forecast():
    came = [True, False]
    assert likelihood([forecast([0.9, 0.1], came)]) > likelihood([forecast([0.6, 0.4], came)])
    assert likelihood([forecast([0.5, 0.5], came)]) == pytest.approx(np.log(0.5))


def corpus() -> list[Labelled]:
    return [
        labelled(turning(40 + 5 * i, 8 + 2 * i), family="ab"[i % 2], name=f"r{i}") for i in range(6)
    ]


def test_coefficients_are_cross_validated_over_families():
    tuned = cross_validate(TUNABLE, corpus())
    assert set(tuned.chosen) == {"a", "b"}
    assert tuned.cross_validated <= tuned.best
    assert tuned.shipped == TUNABLE.score(corpus(), [replay(r.curves) for r in corpus()])
    assert TUNABLE.candidates[0] == Limits()


def test_the_section_has_the_advice_beside_each_patience_with_intervals():
    found = section([Reading(run, None) for run in corpus()], 50)
    [stops, *_] = found.tables
    assert [r.key for r in stops.rows] == [
        "lossacc", "patience_5", "patience_10", "patience_20", "patience_40", "patience_80",
    ]  # fmt: skip
    ours = stops.rows[0].cells["saved"]
    assert ours.low <= ours.value <= ours.high
    assert {c.measure for c in found.comparisons} == {
        "best epoch reached", "epochs saved", "mean regret",
    }  # fmt: skip


def test_a_corpus_without_a_run_to_replay_has_no_rows():
    run = labelled([1.0, 0.5], population=[1.0, np.nan])
    assert not any(table.rows for table in section([Reading(run, None)], 10).tables)


def test_a_replay_without_a_stop_keeps_the_best_epoch_of_all():
    seen = Outlook(np.array([0, 1]), np.array([0.9, 0.9]), np.zeros(2), np.array([True, True]))
    assert Replay(np.array([0, 1]), seen).stop(2) == Stop(1, 1)
