"""Predictions against the population: temperature, over- or under-confidence, intervals."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from experiments.parsers import ParseError
from experiments.predictions.measure import measure
from experiments.predictions.readers import Arrays, read_predictions
from experiments.predictions.report import Report
from experiments.predictions.scores import Scores
from experiments.scoring.bootstrap import Statistic, ratio
from experiments.scoring.corpus import CorpusError, Labelled

ARRAYS = {"end_facts": "probs_last", "prediction_best_facts": "probs_best"}
"""Where the truth of each array of a file stands among the labels."""
LABELS_ARRAY = "y_true"
FACTS = ("epoch", "accuracy", "mean_confidence", "nll", "optimal_T")
LARGEST = 3.0
"""No temperature is meaningful where |ln T| of the population is larger."""

Values = Sequence[float]
"""One value for each epoch of a run whose predictions are there; NaN where it is not scored."""


@dataclass(frozen=True)
class Truth:
    """The population at one epoch.

    - `accuracy` in [0, 1], `log_loss` in nats, `gap`: mean confidence minus accuracy
    - `log_t`: ln of the temperature that minimises the log loss
    """

    accuracy: float
    log_loss: float
    gap: float
    log_t: float


def truths(run: Labelled) -> dict[str, Truth]:
    """The truth of each array of the run's file; none without a file.

    Where both epochs are the same one it counts once. Raises CorpusError where a number is missing.

    >>> from experiments.curves import Curves
    >>> facts = {"epoch": 9, "accuracy": 0.8, "mean_confidence": 0.9, "nll": 0.7, "optimal_T": 1.0}
    >>> truth = {"labels": {"end_facts": facts, "prediction_best_facts": facts}}
    >>> run = Labelled.of("a", Curves.of(val_loss=[0.9]), truth, Path("predictions/a.npz"))
    >>> truths(run)["probs_last"].log_loss, len(truths(run))
    (0.7, 1)
    """
    if run.predictions is None:
        return {}
    found, epochs = {}, set()
    for label, array in ARRAYS.items():
        facts = _facts(run, label)
        if facts["epoch"] not in epochs:
            epochs.add(facts["epoch"])
            gap = facts["mean_confidence"] - facts["accuracy"]
            log_t = math.log(facts["optimal_T"])
            found[array] = Truth(facts["accuracy"], facts["nll"], gap, log_t)
    return found


def _facts(run: Labelled, label: str) -> Mapping[str, float]:
    facts = run.labels.get(label)
    for name in FACTS:
        value = facts.get(name) if isinstance(facts, dict) else None
        if not isinstance(value, int | float):
            raise CorpusError(
                f"truth of {run.name}: labels.{label}.{name} must be a number, not {value!r}, "
                "since the run has predictions."
            )
    return facts


def scores(run: Labelled) -> dict[str, Scores]:
    """Labels and probabilities of each array, as the product's own reader gives them, in memory.

    Raises CorpusError for a file that cannot be read.

    >>> from experiments.curves import Curves
    >>> scores(Labelled.of("a", Curves.of(val_loss=[0.9]), {"labels": {}}))
    {}
    """
    return {array: _read(run, array) for array in truths(run)}


def _read(run: Labelled, array: str) -> Scores:
    path = run.predictions
    wanted = Arrays(labels=LABELS_ARRAY, probabilities=array)
    with TemporaryDirectory() as scratch:
        try:
            found = read_predictions(path.name, path, Path(scratch), wanted).scores
        except ParseError as error:
            raise CorpusError(f"{path}: {error}") from error
        return replace(found, labels=np.array(found.labels), values=np.array(found.values))


@dataclass(frozen=True)
class Measured:
    """What lossacc says of one epoch's predictions, beside what is true."""

    truth: Truth
    report: Report

    def temperature_errors(self) -> dict[str, float]:
        """|ln T - ln T of the population| of the advised one and of maximum likelihood.

        NaN where |ln T| of the population is above 3; estimates beyond 3 count as 3.

        >>> p = np.array([[0.9, 0.1]] * 10)
        >>> report = measure(Scores(np.array([0, 1] * 5), p, "probabilities", ("cat", "dog")))
        >>> found = Measured(Truth(0.5, 1.2, 0.4, 2.0), report).temperature_errors()
        >>> {name: round(error, 1) for name, error in found.items()}
        {'lossacc': 1.0, 'likelihood': 1.0}
        """
        found = self.report.temperature
        return {
            "lossacc": temperature_error(found.advised, self.truth),
            "likelihood": temperature_error(found.ml, self.truth),
        }

    def signs_right(self, least: float) -> dict[str, float]:
        """1 where the word, or the sign of the gap, is that of the population, else 0.

        “calibrated” is wrong. NaN where the population's gap is smaller than `least`.

        >>> p = np.array([[0.9, 0.1]] * 10)
        >>> report = measure(Scores(np.array([0, 1] * 5), p, "probabilities", ("cat", "dog")))
        >>> Measured(Truth(0.5, 1.2, 0.4, 2.0), report).signs_right(0.02)
        {'lossacc': 1.0, 'gap': 1.0}
        """
        if abs(self.truth.gap) < least:
            return dict.fromkeys(("lossacc", "gap"), math.nan)
        true = np.sign(self.truth.gap)
        return {
            "lossacc": float(sign(self.report.confidence) == true),
            "gap": float(np.sign(self.report.confidence_gap) == true),
        }

    def held(self) -> dict[str, float]:
        """1 where an interval holds the population's value, else 0; NaN where it has none.

        >>> p = np.array([[0.9, 0.1]] * 10)
        >>> report = measure(Scores(np.array([0, 1] * 5), p, "probabilities", ("cat", "dog")))
        >>> held = Measured(Truth(0.5, 1.2, 0.9, 3.5), report).held()
        >>> held["accuracy"], held["log_loss"], held["gap"], held["temperature"]
        (1.0, 1.0, 0.0, nan)
        """
        report, truth = self.report, self.truth
        low, high = map(math.log, report.temperature.interval)
        scored = abs(truth.log_t) <= LARGEST
        return {
            "accuracy": _inside(truth.accuracy, report.accuracy_interval),
            "log_loss": _inside(truth.log_loss, report.log_loss_interval),
            "gap": _inside(truth.gap, report.confidence_gap_interval),
            "temperature": _inside(truth.log_t, (low, high)) if scored else math.nan,
        }


def measured(run: Labelled) -> list[Measured]:
    """Each epoch's predictions, read and measured as the product does it.

    >>> from experiments.curves import Curves
    >>> measured(Labelled.of("a", Curves.of(val_loss=[0.9]), {"labels": {}}))
    []
    """
    true = truths(run)
    return [Measured(true[array], measure(found)) for array, found in scores(run).items()]


def temperature_error(temperature: float, truth: Truth) -> float:
    """|ln T - ln T of the population|; NaN where the latter is beyond 3, where an estimate ends.

    >>> round(temperature_error(2.0, Truth(0.8, 0.5, 0.1, 0.5)), 3)
    0.193
    """
    if abs(truth.log_t) > LARGEST:
        return math.nan
    return abs(min(max(math.log(temperature), -LARGEST), LARGEST) - truth.log_t)


def sign(confidence: str) -> int:
    """The sign of the gap that a word stands for.

    >>> [sign(word) for word in ("over", "under", "calibrated")]
    [1, -1, 0]
    """
    return {"over": 1, "under": -1}.get(confidence, 0)


def _inside(value: float, interval: tuple[float, float]) -> float:
    return float(interval[0] <= value <= interval[1])


def pooled_mean(values: Sequence[Values]) -> Statistic:
    """The mean over all epochs of all runs; whole runs are resampled.

    >>> from experiments.scoring.bootstrap import point
    >>> point(pooled_mean([(1.0, 0.0), (1.0, float("nan"))]), 2)
    0.6666666666666666
    """
    counted = [[v for v in run if not math.isnan(v)] for run in values]
    return ratio(np.array([sum(run) for run in counted]), np.array([len(run) for run in counted]))


def pooled_quantile(values: Sequence[Values], q: float) -> Statistic:
    """A quantile over all epochs of all runs, each of which has at least one value.

    >>> from experiments.scoring.bootstrap import point
    >>> point(pooled_quantile([(1.0, 3.0), (2.0,)], 0.5), 2)
    2.0
    """
    table = np.full((len(values), max(map(len, values), default=0)), np.nan)
    for row, run in zip(table, values, strict=True):
        row[: len(run)] = run
    return lambda rows: np.nanquantile(table[rows].reshape(*rows.shape[:-1], -1), q, axis=-1)


def errors(values: Sequence[Values]) -> dict[str, Statistic]:
    """Mean, median and 90th percentile.

    >>> from experiments.scoring.bootstrap import point
    >>> {name: point(one, 2) for name, one in errors([(0.0, 0.5), (1.0,)]).items()}
    {'mean': 0.5, 'median': 0.5, 'p90': 0.9}
    """
    return {
        "mean": pooled_mean(values),
        "median": pooled_quantile(values, 0.5),
        "p90": pooled_quantile(values, 0.9),
    }
