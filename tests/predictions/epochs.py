"""Predictions of two epochs of one run, as their Parquet files would hold them."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from experiments.predictions.measure import measure
from experiments.predictions.samples import Samples, read_samples
from experiments.predictions.scores import Scores


def learned(n: int = 400, classes: int = 4, seed: int = 1) -> Scores:
    """Calibrated scores of a model that knows something."""
    chance = np.random.default_rng(seed)
    logits = chance.normal(0, 1.5, (n, classes))
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    labels = np.array([chance.choice(classes, p=row) for row in shares])
    return Scores(labels, logits, "logits", tuple("abcdefghij"[:classes]))


def scaled(scores: Scores, factor: float) -> Scores:
    """The same knowledge, surer by the factor."""
    return Scores(scores.labels, scores.values * factor, scores.kind, scores.classes, scores.ids)


def forgotten(scores: Scores, share: float, seed: int = 2) -> Scores:
    """A share of the samples gets the scores of other samples."""
    chance = np.random.default_rng(seed)
    rows = np.arange(len(scores))
    lost = chance.choice(rows, int(share * len(rows)), replace=False)
    rows[np.sort(lost)] = lost
    return Scores(scores.labels, scores.values[rows], scores.kind, scores.classes, scores.ids)


def samples(scores: Scores) -> Samples:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "samples.parquet"
        measure(scores, samples=path)
        return read_samples(path)
