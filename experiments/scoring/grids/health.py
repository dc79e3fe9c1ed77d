"""Health rules: few limits each, chosen among a few values."""

from collections.abc import Callable, Sequence
from itertools import product
from typing import TypeVar

import numpy as np

from experiments.analysis import (
    accuracy_dip,
    double_descent,
    guessing,
    oscillation,
    progress,
    under_trained,
    val_better_than_train,
)
from experiments.analysis.accuracy_error import sample_count
from experiments.analysis.tracks import Track, bounded, held_out, held_out_pair, judged
from experiments.curves import Curves
from experiments.facts import Facts
from experiments.scoring.health import figures_of, score_of
from experiments.scoring.tuning import Tunable, shipped_first

L = TypeVar("L")


def _tunable(
    rule: str,
    limits: type[L],
    predict: Callable[[Curves, L], bool],
    *values: Sequence[float],
) -> Tunable[L, bool]:
    return Tunable(
        name=rule,
        candidates=shipped_first(limits(), (limits(*chosen) for chosen in product(*values))),
        predict=predict,
        score=score_of(rule),
        figures=figures_of(rule),
    )


def _on_losses(
    holds: Callable[[np.ndarray, L], bool],
    choose: Callable[[Curves], Track | None],
    needed: int,
) -> Callable[[Curves, L], bool]:
    def predict(curves: Curves, limits: L) -> bool:
        losses = choose(curves)
        return losses is not None and len(losses) >= needed and holds(losses.value, limits)

    return predict


def _never_learns(curves: Curves, limits: guessing.Limits) -> bool:
    losses = judged(curves)
    if losses is None or len(losses) < progress.MIN_EPOCHS:
        return False
    moved = progress.progress_of(curves, losses)
    return guessing.no_better_than(moved, Facts(), limits) is not None


def _dips(curves: Curves, limits: accuracy_dip.Limits) -> bool:
    both = held_out_pair(curves)
    if both is None or len(both) < accuracy_dip.MIN_EPOCHS:
        return False
    if _never_learns(curves, guessing.LIMITS):
        return False
    n = sample_count(both.accuracy, least=accuracy_dip.FEW_VALUES)
    return bool(accuracy_dip.dips(both.loss, both.accuracy, n, limits))


def _descends_again(values: np.ndarray, limits: double_descent.Limits) -> bool:
    return double_descent.second_descent(values, limits) is not None


def _val_better(curves: Curves, limits: val_better_than_train.Limits) -> bool:
    held, training = bounded(curves, "val_loss"), bounded(curves, "train_loss")
    there = np.isfinite(held) & np.isfinite(training)
    if there.sum() < val_better_than_train.MIN_EPOCHS:
        return False
    return val_better_than_train.is_better(training[there], held[there], limits)


TUNABLES = (
    _tunable(
        "never_learns",
        guessing.Limits,
        _never_learns,
        (0.04, 0.06, 0.08),
        (1.2, 1.3, 1.5),
        (1.1, 1.15, 1.2),
        (1.2, 1.3),
    ),
    _tunable(
        "under_trained",
        under_trained.Limits,
        _on_losses(under_trained.still_falling, judged, under_trained.MIN_EPOCHS),
        (0.01, 0.0125, 0.015, 0.0175, 0.02),
        (0.0, 1.0, 2.0),
    ),
    _tunable(
        "oscillation",
        oscillation.Limits,
        _on_losses(oscillation.oscillates, judged, oscillation.MIN_EPOCHS),
        (0.03, 0.035, 0.04, 0.05, 0.06),
        (0.4, 0.5),
    ),
    _tunable(
        "accuracy_dip",
        accuracy_dip.Limits,
        _dips,
        (0.0, 0.02),
        (1.0, 1.5, 2.0),
        (3.0, 4.0, 5.0),
        (0.7, 0.75, 0.8),
    ),
    _tunable(
        "double_descent",
        double_descent.Limits,
        _on_losses(_descends_again, held_out, double_descent.MIN_EPOCHS),
        (0.03, 0.05, 0.07),
        (1.0, 2.0, 3.0, 4.0),
    ),
    _tunable(
        "val_better_than_train",
        val_better_than_train.Limits,
        _val_better,
        (0.02, 0.03, 0.04, 0.05, 0.06),
        (1.0, 2.0),
    ),
)
"""Divergence has limits that no corpus of this kind can tell apart, and is not tuned."""
