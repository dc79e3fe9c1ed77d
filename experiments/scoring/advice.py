"""How good the live advice is: runs replayed epoch by epoch, beside patience."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.analysis.advice import logged
from experiments.analysis.outlook import BETTER, LIMITS, STOP_BELOW, Limits, Outlook, outlook
from experiments.analysis.tracks import held_out
from experiments.curves import Curves
from experiments.scoring.baselines import stopping_point
from experiments.scoring.bootstrap import Statistic, mean, quantile, ratio
from experiments.scoring.corpus import Labelled, position
from experiments.scoring.overfitting import MOST_REGRET, regret

LARGEST_PATIENCE = 200


@dataclass(frozen=True, eq=False)
class Replay:
    """What the advice saw at each epoch with a loss; `rows` are positions in the log."""

    rows: np.ndarray
    seen: Outlook

    def stop(self, epochs: int, below: float = STOP_BELOW) -> "Stop":
        """Where the advice first was to stop; the last epoch of the run where it never was.

        >>> loss = [1.0, 0.6, 0.5] + [0.5 + 0.02 * i for i in range(1, 28)]
        >>> stop = replay(Curves.of(val_loss=loss)).stop(epochs=30)
        >>> stop.stopped < 29, stop.advised
        (True, 2)
        """
        told = np.flatnonzero(self.seen.judged & (self.seen.risk < below))
        last = int(told[0]) if len(told) else len(self.rows) - 1
        stopped = int(self.rows[last]) if len(told) else epochs - 1
        return Stop(stopped, int(self.rows[self.seen.best[last]]))


@dataclass(frozen=True)
class Stop:
    """The position at which a run is stopped, and that of the lowest loss logged until then."""

    stopped: int
    advised: int


def replay(curves: Curves, limits: Limits = LIMITS) -> Replay | None:
    """The advice at every epoch; None for a run without a held-out loss.

    Entry k of an `Outlook` depends on no later epoch, so that one call replays a run.

    >>> replay(Curves.of(val_loss=[0.9, 0.7, 0.6])).rows.tolist()
    [0, 1, 2]
    >>> replay(Curves.of(train_loss=[0.9, 0.7])) is None
    True
    """
    losses = logged(curves)
    if losses is None:
        return None
    rows = np.array([position(curves, epoch) for epoch in losses.epoch])
    return Replay(rows, outlook(losses.value, limits))


def patient_stop(run: Labelled, patience: int) -> Stop:
    """Where patience stops a run; the last epoch where it never does.

    >>> run = Labelled.of("a", Curves.of(val_loss=[0.9, 0.5, 0.6, 0.7, 0.4]), {"labels": {}})
    >>> patient_stop(run, 2), patient_stop(run, 3)
    (Stop(stopped=3, advised=1), Stop(stopped=4, advised=4))
    """
    losses = held_out(run.curves)
    if losses is None:
        return Stop(run.epochs - 1, run.epochs - 1)
    last = stopping_point(losses.value, patience)
    so_far = losses.value if last is None else losses.value[: last + 1]
    stopped = run.epochs - 1 if last is None else position(run.curves, losses.epoch[last])
    return Stop(stopped, position(run.curves, losses.epoch[int(np.argmin(so_far))]))


def is_scored(run: Labelled) -> bool:
    """The population loss is there and finite at every epoch, and a held-out loss was logged.

    >>> truth = {"labels": {}, "population": {"loss": [0.9, None]}}
    >>> is_scored(Labelled.of("a", Curves.of(val_loss=[0.9, 0.7]), truth))
    False
    """
    told = "population" in run.truth and held_out(run.curves) is not None
    return told and bool(np.isfinite(run.population_loss()).all())


def statistics(runs: Sequence[Labelled], stops: Sequence[Stop]) -> dict[str, Statistic]:
    """Hit rate, epochs saved and regret of stops.

    - `hit`: share of runs whose lowest population loss was reached by then
    - `saved`: share of the epochs that came after the stop, in per cent
    - `regret`, `regret_p90`: population loss at the best logged epoch until then above the minimum
      of the whole run, in per cent, at most 200 a run: mean and 90th percentile

    >>> from experiments.scoring.bootstrap import point
    >>> truth = {"labels": {}, "population": {"loss": [0.9, 0.5, 0.4, 0.6]}}
    >>> run = Labelled.of("a", Curves.of(val_loss=[0.9, 0.5, 0.4, 0.6]), truth)
    >>> found = statistics([run], [Stop(stopped=1, advised=1)])
    >>> {name: round(point(one, 1), 1) for name, one in found.items()}
    {'hit': 0.0, 'saved': 50.0, 'regret': 25.0, 'regret_p90': 25.0}
    """
    both = list(zip(runs, stops, strict=True))
    hit = np.array([int(np.argmin(r.population_loss())) <= s.stopped for r, s in both], dtype=float)
    lost = np.array([min(regret(r, s.advised), MOST_REGRET) for r, s in both], dtype=float)
    return {
        "hit": mean(hit),
        "saved": mean(saved(runs, stops)),
        "regret": mean(lost),
        "regret_p90": quantile(lost, 0.9),
    }


def saved(runs: Sequence[Labelled], stops: Sequence[Stop]) -> np.ndarray:
    """Epochs after the stop, in per cent of the run.

    >>> run = Labelled.of("a", Curves.of(val_loss=[0.9, 0.5, 0.6, 0.7]), {"labels": {}})
    >>> saved([run, run], [Stop(stopped=0, advised=0), Stop(stopped=3, advised=1)]).tolist()
    [75.0, 0.0]
    """
    both = zip(runs, stops, strict=True)
    return np.array([100 * (1 - (s.stopped + 1) / r.epochs) for r, s in both], dtype=float)


def equal_patience(runs: Sequence[Labelled], stops: Sequence[Stop]) -> int:
    """The smallest patience that saves no more epochs than these stops, on the average.

    It is the one to compare with: a patience that saves as much or a little less.

    >>> run = Labelled.of("a", Curves.of(val_loss=[0.9, 0.5, 0.6, 0.7, 0.8, 0.9]), {"labels": {}})
    >>> equal_patience([run], [Stop(stopped=3, advised=1)])
    2
    """
    ours = saved(runs, stops).mean()
    for patience in range(1, LARGEST_PATIENCE):
        if saved(runs, [patient_stop(run, patience) for run in runs]).mean() <= ours:
            return patience
    return LARGEST_PATIENCE


@dataclass(frozen=True, eq=False)
class Forecasts:
    """What was forecast at each judged epoch of one run, and what came; arrays of equal length.

    - `risk`: probability that a later epoch is better by at least `BETTER`; `came`: whether it was
    - `cost`: expected reduction of the loss that is given away; `gain`: the one that came
    - `weight`: each run weighs 1 in all, however long it is
    """

    risk: np.ndarray
    came: np.ndarray
    cost: np.ndarray
    gain: np.ndarray
    weight: np.ndarray


def forecasts(run: Labelled, replayed: Replay) -> Forecasts:
    """Forecasts held against the population: the best logged epoch so far, and all later ones.

    >>> loss = [1.0, 0.6, 0.5] + [0.5 + 0.02 * i for i in range(1, 28)]
    >>> curves = Curves.of(val_loss=loss)
    >>> run = Labelled.of("a", curves, {"labels": {}, "population": {"loss": loss}})
    >>> found = forecasts(run, replay(curves))
    >>> bool(found.came.any()), len(found.risk) == len(found.gain)
    (False, True)
    """
    seen, population = replayed.seen, run.population_loss()
    until = np.minimum.accumulate(population[::-1])[::-1]
    later = np.append(until[1:], np.inf)[replayed.rows]
    now = population[replayed.rows[seen.best]]
    gain = 1 - np.minimum(later, now) / np.where(now > 0, now, 1.0)
    judged = seen.judged
    return Forecasts(
        risk=seen.risk[judged],
        came=gain[judged] > BETTER,
        cost=(seen.risk * seen.missed)[judged],
        gain=gain[judged],
        weight=np.full(int(judged.sum()), 1 / len(seen)),
    )


def calibration(found: Sequence[Forecasts], low: float, high: float) -> dict[str, Statistic]:
    """Means over the epochs at which the risk lay in [low, high): forecast, and what came.

    >>> from experiments.scoring.bootstrap import point
    >>> numbers = np.array([[0.75, 0.78], [1, 0], [0.03, 0.02], [0.05, 0.0], [0.5, 0.5]])
    >>> found = calibration([Forecasts(*numbers)], 0.7, 0.8)
    >>> {name: round(point(found[name], 1), 3) for name in found}
    {'risk': 0.765, 'came': 0.5, 'cost': 0.025, 'gain': 0.025}
    """

    def total(name: str) -> np.ndarray:
        sums = []
        for one in found:
            inside = (one.risk >= low) & (one.risk < high)
            sums.append(float((getattr(one, name) * one.weight)[inside].sum()))
        return np.array(sums)

    weight = [float(one.weight[(one.risk >= low) & (one.risk < high)].sum()) for one in found]
    return {name: ratio(total(name), np.array(weight)) for name in ("risk", "came", "cost", "gain")}


def likelihood(found: Sequence[Forecasts]) -> float:
    """Mean ln of the probability given to what came; 0 is perfect, ln 2 below it a coin.

    >>> one = Forecasts(*np.array([[0.8, 0.2], [1, 0], [0, 0], [0, 0], [0.5, 0.5]]))
    >>> round(likelihood([one]), 4)
    -0.2231
    """
    risk, came, weight = (
        np.concatenate([getattr(one, name) for one in found]) for name in ("risk", "came", "weight")
    )
    return float(np.average(np.log(np.where(came, risk, 1 - risk)), weights=weight))
