"""A run that was downloaded from here as JSON."""

import re

import numpy as np

from experiments.curves import NO_TIME, Series
from experiments.parsers.document import Document
from experiments.parsers.exported import (
    damaged,
    described_series,
    description,
    exported_run,
    floats,
    integers,
)
from experiments.parsers.log import ParsedRun
from experiments.parsers.parser import Parser

_START = re.compile(rb'(\xef\xbb\xbf)?\s*\{\s*"format"\s*:\s*"lossacc run"')


def recognises(document: Document) -> bool:
    """Whether the file begins with the name of the format.

    >>> recognises(Document(data=b'{"format": "lossacc run"')), recognises(Document(data=b"{}"))
    (True, False)
    """
    return _START.match(document.data) is not None


def read(document: Document) -> tuple[ParsedRun, ...]:
    """The run as it was: names, kinds, splits, points, parameters, notes. Raises ParseError.

    >>> text = b'''{"format": "lossacc run", "version": 1, "series": [
    ... {"name": "acc", "kind": "accuracy", "split": "val", "step": [7], "value": [0.5]}]}'''
    >>> [series] = read(Document(data=text))[0].series
    >>> series.column, series.step.tolist(), series.value.tolist()
    ('val_accuracy', [7], [0.5])
    """
    about = description(document.data.removeprefix(b"\xef\xbb\xbf"))
    series = about.get("series")
    if not isinstance(series, list):
        raise damaged("This downloaded run has no list of series.")
    return (exported_run(about, [_series(told) for told in series]),)


def _series(told: object) -> Series:
    if not isinstance(told, dict):
        raise damaged("A metric of this downloaded run is no object.")
    step, value = integers(told.get("step")), floats(told.get("value"))
    count = len(value)
    return described_series(told, step, value, np.full(count, np.nan), np.full(count, NO_TIME))


PARSER = Parser("lossacc_json", "lossacc JSON", recognises, read, binary=True)
