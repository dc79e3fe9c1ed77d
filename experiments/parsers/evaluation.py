"""Evaluations after the training: Lightning logs them under the epoch that never came."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from experiments.curves import KINDS, Series
from experiments.parsers.log import ParsedRun


def without_later_epoch(run: ParsedRun) -> ParsedRun:
    """The run without an epoch that holds nothing but an evaluation after the training.

    Its test values stand at the last epoch that was trained; its validation values become a
    metric of their own, ``val_loss after training``.

    >>> trained = Series.of("loss", "loss", "train", [0.9, 0.5], step=[9, 19], epoch=[0, 1])
    >>> tested = Series.of("test_loss", "loss", "test", [0.6], step=[20], epoch=[2])
    >>> run = without_later_epoch(ParsedRun((trained, tested)))
    >>> run.curves.epoch.tolist(), run.curves.values("test_loss").tolist()
    ([0.0, 1.0], [nan, 0.6])
    """
    trained = [s for s in run.series if s.split == "train" and not np.isnan(s.epoch).all()]
    if not trained:
        return run
    last = max(float(np.nanmax(s.epoch)) for s in trained)
    later = [s for s in run.series if (s.epoch > last).any()]
    if not later or not _is_evaluation(run.series, later, last):
        return run
    note = (
        f"The values under epoch {last + 1:g} are of an evaluation after the training: no step was "
        f"trained in between. They stand at epoch {last:g}, the last that was trained"
    )
    apart = "; those of the validation are kept apart from its curve"
    note += apart if any(s.split == "val" for s in later) else ""
    series = tuple(part for s in run.series for part in _parted(s, last))
    return replace(run, series=series, notes=(*run.notes, f"{note}."))


def _is_evaluation(series: Sequence[Series], later: Sequence[Series], last: float) -> bool:
    """Whether what follows epoch `last` is one evaluation, without a step trained in between.

    Where an epoch is one step, an epoch that logged no training loss looks the same.
    """
    if any((s.epoch > last + 1).any() or s.split not in ("val", "test") for s in later):
        return False
    if all(s.split == "test" for s in later):
        return True
    before = max(int(s.step[s.epoch <= last].max(initial=0)) for s in series)
    steps = {int(step) for s in later for step in s.step[s.epoch > last]}
    return steps == {before + 1} and before >= 2 * last + 1


def _parted(series: Series, last: float) -> tuple[Series, ...]:
    """The series up to epoch `last`, and what an evaluation logged later as a series of its own."""
    later = series.epoch > last
    if not later.any():
        return (series,)
    moved = replace(series, epoch=np.where(later, last, series.epoch))
    if series.split == "test":
        return (moved,)
    kind = f"other_{series.kind}" if series.kind in KINDS else series.kind
    final = replace(_cut(moved, later), name=f"{series.name} after training", kind=kind)
    return (_cut(moved, ~later), final) if not later.all() else (final,)


def _cut(series: Series, rows: np.ndarray) -> Series:
    cut = {name: getattr(series, name)[rows] for name in ("step", "value", "epoch", "time")}
    return replace(series, **cut)
