"""What Lightning's CSVLogger writes: metrics.csv, one row a log call, most cells empty."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from experiments.curves import KINDS, Series
from experiments.parsers import plain_table
from experiments.parsers.document import Document
from experiments.parsers.log import ParsedRun
from experiments.parsers.parser import Parser


def recognises(document: Document) -> bool:
    """Columns ``epoch`` and ``step``, parted by commas.

    >>> recognises(Document("epoch,step,train_loss,val_loss\\n0,49,0.6,\\n"))
    True
    """
    layout = document.layout
    return (
        layout is not None
        and layout.delimiter == ","
        and {"epoch", "step"} <= set(plain_table.header(document))
    )


def read(document: Document) -> tuple[ParsedRun, ...]:
    """The runs of metrics.csv; an evaluation after the training is no epoch of its own.

    Raises ParseError as `plain_table.read` does.

    >>> text = "epoch,step,train_loss,test_loss\\n0,9,0.9,\\n1,19,0.5,\\n2,20,,0.6\\n"
    >>> [run] = read(Document(text))
    >>> run.curves.epoch.tolist(), run.curves.values("test_loss").tolist()
    ([0.0, 1.0], [nan, 0.6])
    """
    return tuple(_without_later_epoch(run) for run in plain_table.read(document))


def _without_later_epoch(run: ParsedRun) -> ParsedRun:
    """`trainer.test` and `trainer.validate` after `fit` log under the epoch that never came."""
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


PARSER = Parser("lightning_csv", "Lightning metrics.csv", recognises, read)
