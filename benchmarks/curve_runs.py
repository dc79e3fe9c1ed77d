"""Runs with curves, as the services store them. Import `scratch` first."""

from dataclasses import dataclass

import numpy as np
from django.contrib.auth.models import User

from experiments.curves import Series
from experiments.models import Project, Run
from experiments.parsers.log import ParsedLog, ParsedRun
from experiments.services.runs import create_runs

METRICS = (
    ("loss", "loss", "train"),
    ("val_loss", "loss", "val"),
    ("accuracy", "accuracy", "train"),
    ("val_accuracy", "accuracy", "val"),
)


@dataclass(frozen=True)
class Shape:
    """How many runs, and how many points each of their four metrics has."""

    title: str
    runs: int
    points: int
    by_epoch: bool = True


SHORT = Shape("20 runs × 20 epochs × 4 metrics", 20, 20)
USUAL = Shape("20 runs × 200 epochs × 4 metrics", 20, 200)
LONG = Shape("4 runs × 100,000 steps × 4 metrics", 4, 100_000, by_epoch=False)


def stored(project: Project, user: User, shape: Shape) -> list[Run]:
    """The runs, each from a log of its own; they overfit from the middle on, with noise."""
    chance = np.random.default_rng(0)
    made = []
    for i in range(shape.runs):
        log = ParsedLog("plain_table", f"run {i} of {shape.points}", (_run(shape, chance),))
        made += create_runs(project, user, log)
    return made


def _run(shape: Shape, chance: np.random.Generator) -> ParsedRun:
    at = np.arange(shape.points)
    falling = np.exp(-at / (shape.points / 8))
    noise = np.abs(chance.normal(0, 0.02, (2, shape.points)))
    train = 0.05 + falling + noise[0]
    val = 0.1 + falling + noise[1] + np.clip(at / shape.points - 0.5, 0, None) / 5
    values = (train, val, 1 - train / 3, 1 - val / 3)
    epoch = at + 1.0 if shape.by_epoch else None
    times = 1_700_000_000_000 + 1000 * at
    series = (
        Series.of(*metric, value, step=at, epoch=epoch, time=times)
        for metric, value in zip(METRICS, values, strict=True)
    )
    return ParsedRun(tuple(series), parameters={"lr": f"{chance.random():.4f}"})
