"""Stands in for the readers and the measures until they are there."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from experiments.predictions.report import Report
from experiments.predictions.scores import Scores


@dataclass(frozen=True)
class Arrays:
    labels: str = ""
    probabilities: str = ""
    logits: str = ""
    ids: str = ""


@dataclass(frozen=True)
class ReadPredictions:
    scores: Scores
    format: str
    title: str


def read_predictions(
    name: str,
    path: Path,
    scratch: Path,
    arrays: Arrays | None = None,
    progress: Callable[[float], None] = print,
) -> ReadPredictions:
    raise NotImplementedError


def read_arrays(
    labels: tuple[str, Path],
    scores: tuple[str, Path],
    scratch: Path,
    progress: Callable[[float], None] = print,
) -> ReadPredictions:
    raise NotImplementedError


def measure(scores: Scores, *, progress: Callable[[float], None], samples: Path) -> Report:
    raise NotImplementedError
