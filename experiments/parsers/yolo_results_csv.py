"""results.csv of Ultralytics and YOLOv5: losses in parts, and metrics of the detections."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

import numpy as np

from experiments.parsers.delimited import read_table
from experiments.parsers.document import Document
from experiments.parsers.layout import Layout
from experiments.parsers.log import ParsedRun
from experiments.parsers.parser import Parser
from experiments.parsers.plain_table import header
from experiments.parsers.runs import runs_of
from experiments.parsers.table import Column, Table

_METRIC = re.compile(r"metrics/(mAP|precision|recall|accuracy_top)")
_PART = re.compile(r"(train|val)/\w+_loss")


def recognises(document: Document) -> bool:
    """Columns such as ``train/box_loss`` (``train/loss`` of classifiers) and ``metrics/mAP50(B)``.

    >>> recognises(Document("epoch,train/box_loss,metrics/mAP50(B),val/box_loss\\n1,2,0.1,2\\n"))
    True
    """
    names = header(document)
    losses = any(_PART.fullmatch(name) or name == "train/loss" for name in names)
    return "epoch" in names and losses and any(map(_METRIC.match, names))


def read(document: Document) -> tuple[ParsedRun, ...]:
    """The runs of results.csv; the parts of a loss are kept, and their sum is the loss.

    loss(epoch) = box + cls + dfl, or whatever parts there are: they carry their weights already
    (https://docs.ultralytics.com/modes/train/). An epoch that lacks a part has no sum. Raises
    ParseError as `plain_table.read` does.

    >>> text = "epoch,train/box_loss,train/cls_loss,metrics/mAP50(B)\\n1,1.5,2,0.1\\n2,1,1,0.2\\n"
    >>> read(Document(text))[0].curves.values("train_loss").tolist()
    [3.5, 2.0]
    """
    layout = document.layout or Layout(",", 0, ())
    table = read_table(document.lines, layout, document.notes)
    for split in ("train", "val"):
        table = _with_sum(table, split)
    return runs_of(table)


def _with_sum(table: Table, split: str) -> Table:
    """The table with a column for the loss of a split, where only its parts were logged."""
    whole = f"{split}/loss"
    parts = [c for c in table.columns if _PART.fullmatch(c.name) and c.name.startswith(split)]
    if not parts or any(c.name == whole for c in table.columns):
        return table
    total = _sum(whole, parts)
    note = f"“{whole}” is the sum of what the file holds in parts: {_listed(parts)}."
    if not len(total.row):
        return table
    return replace(table, columns=(*table.columns, total), notes=(*table.notes, note))


def _sum(name: str, parts: Sequence[Column]) -> Column:
    row = reduce(np.intersect1d, [part.row for part in parts])
    with np.errstate(over="ignore", invalid="ignore"):
        value = sum(part.value[np.isin(part.row, row)] for part in parts)
    return Column(name, row, np.asarray(value, dtype=np.float64))


def _listed(parts: Sequence[Column]) -> str:
    return " + ".join(part.name for part in parts)


PARSER = Parser("yolo_results_csv", "YOLO results.csv", recognises, read)
