"""A scalar downloaded from TensorBoard as CSV: the run and the tag stand in the file's name."""

import re
from dataclasses import replace
from pathlib import PurePath

import numpy as np

from experiments.parsers import names
from experiments.parsers.axes import find_axes
from experiments.parsers.delimited import read_table
from experiments.parsers.document import Document
from experiments.parsers.errors import ParseError
from experiments.parsers.layout import Layout, split_line
from experiments.parsers.log import ParsedRun
from experiments.parsers.logged import Logged, run_of_logged
from experiments.parsers.parser import Parser
from experiments.parsers.table import LONGEST_NAME, Table

_HEADER = ("Wall time", "Step", "Value")
_NAME = re.compile(r"run[-_](?P<run>.*?)-tag-(?P<tag>.+)")
_EPOCHS = "epoch_"
"""What Keras puts before the metrics whose step is the epoch."""


def recognises(document: Document) -> bool:
    """The header ``Wall time,Step,Value``.

    >>> recognises(Document("Wall time,Step,Value\\n1735732830.5,0,0.9\\n"))
    True
    """
    return tuple(split_line(document.text.split("\n", 1)[0], ",")) == _HEADER


def read(document: Document) -> tuple[ParsedRun, ...]:
    """One metric with steps and times, called as the file is: ``run-train-tag-loss.csv``.

    Raises ParseError, with the line, for a cell that is no number.

    >>> text = "Wall time,Step,Value\\n1735732830.5,0,0.9\\n1735732860.5,1,0.5\\n"
    >>> [run] = read(Document(text, name="run-train-tag-epoch_loss.csv"))
    >>> [(s.name, s.column, s.epoch.tolist()) for s in run.series]
    [('train/epoch_loss', 'train_loss', [0.0, 1.0])]
    """
    table = read_table(document.lines, Layout(",", 0, _HEADER), document.notes)
    value = next((c for c in table.columns if c.name == _HEADER[2]), None)
    if value is None or not len(value.row):
        raise ParseError(
            "The column “Value” holds no number.",
            advice="Download the scalar again when its first value is logged.",
        )
    axes = find_axes(_axes_only(table))
    name, tag, note = _called(document.name)
    step = axes.step[value.row]
    logged = Logged(
        name=name,
        step=step,
        value=value.value,
        time=axes.time[value.row],
        epoch=step.astype(np.float64) if tag.startswith(_EPOCHS) else np.full(len(step), np.nan),
    )
    return (run_of_logged([logged], notes=(*table.notes, note)),)


def _axes_only(table: Table) -> Table:
    """The table's times and steps, named as the axes that they are."""
    columns = [c for c in table.columns if c.name != _HEADER[2]]
    named = [replace(c, name="time" if c.name == _HEADER[0] else "step") for c in columns]
    return replace(table, columns=tuple(named), text={})


def _called(file: str) -> tuple[str, str, str]:
    """The name of the metric, its tag, and what to tell."""
    stem = PurePath(file).stem
    if found := _NAME.fullmatch(stem):
        run, tag = found["run"], found["tag"]
        split = names.metric(f"{run.rpartition('_')[2]} loss").split
        own = names.metric(tag).split
        name = f"{run.rpartition('_')[2]}/{tag}" if split and not own else tag
        return name[:LONGEST_NAME], tag, f"Scalar “{tag}” of “{run}”, named as the file is."
    name = stem if names.is_metric(stem) else "value"
    note = "The file's name does not tell the tag (run-train-tag-loss.csv does)"
    return name[:LONGEST_NAME], "", f"{note}: the metric is called “{name[:60]}”."


PARSER = Parser("tensorboard_csv", "TensorBoard scalar as CSV", recognises, read)
