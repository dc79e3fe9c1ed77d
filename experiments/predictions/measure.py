"""All that one file of predictions says: from scores to a report."""

from collections.abc import Callable
from pathlib import Path

import numpy as np

from experiments.predictions.assembly import assemble
from experiments.predictions.outcomes import outcomes
from experiments.predictions.reliability import calibration
from experiments.predictions.report import Report
from experiments.predictions.samples import write_samples
from experiments.predictions.scores import Scores
from experiments.predictions.temperature import cross_fitted, fit

FITTED, CROSS_FITTED, SEEN_AFTER, SEEN, ASSEMBLED = 0.18, 0.5, 0.55, 0.6, 0.8
"""How far along the report is after each part, as a share of its time."""


def measure(
    scores: Scores,
    *,
    progress: Callable[[float], None] = lambda share: None,
    samples: Path | None = None,
) -> Report:
    """Every quantity of the report, in passes over blocks of rows.

    Memory grows with n by some ten numbers a sample, never by n x K. `progress` is told shares in
    [0, 1]. `samples` is where the per-sample Parquet goes (see `samples.write_samples`).

    Raises ValueError without samples, with fewer than 2 classes or labels out of range, and OSError
    where `samples` cannot be written.

    >>> values = np.array([[0.99, 0.01]] * 95 + [[0.99, 0.01]] * 5)
    >>> scores = Scores(np.array([0] * 95 + [1] * 5), values, "probabilities", ("cat", "dog"))
    >>> report = measure(scores)
    >>> round(report.log_loss, 4), round(report.loss_share_wrong, 2), report.confidence
    (0.2398, 0.96, 'over')
    """
    check(scores)
    temperature = fit(scores)
    progress(FITTED)
    crossed = cross_fitted(scores)
    progress(CROSS_FITTED)
    after = calibration(outcomes(scores, np.asarray(crossed.temperatures)[crossed.fold]))
    progress(SEEN_AFTER)
    seen = outcomes(scores)
    progress(SEEN)
    report = assemble(scores, seen, after, temperature)
    progress(ASSEMBLED)
    if samples is not None:
        write_samples(samples, scores, seen, temperature.advised)
    progress(1.0)
    return report


def check(scores: Scores) -> None:
    """Raise ValueError for what no reader lets through: nothing to measure, impossible labels.

    >>> check(Scores(np.array([2]), np.array([[0.4, 0.6]]), "probabilities", ("cat", "dog")))
    Traceback (most recent call last):
    ValueError: labels must lie in 0 to 1, not 2 to 2
    """
    if len(scores) == 0:
        raise ValueError("predictions must have at least one sample")
    if len(scores.classes) < 2:
        raise ValueError("predictions must have at least two classes")
    low, high = int(scores.labels.min()), int(scores.labels.max())
    if low < 0 or high >= len(scores.classes):
        raise ValueError(f"labels must lie in 0 to {len(scores.classes) - 1}, not {low} to {high}")
