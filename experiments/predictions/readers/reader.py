"""What a reader of predictions takes and gives."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from experiments.predictions.readers.source import Source
from experiments.predictions.scores import Scores

Progress = Callable[[float], None]
"""Called with the share that is done, 0 to 1."""


@dataclass(frozen=True)
class Arrays:
    """Which array or column is what; "" leaves it to the reader.

    `probabilities` and `logits` also take several columns, ``cat,dog``, or all that begin
    alike, ``prob_*``.
    """

    labels: str = ""
    probabilities: str = ""
    logits: str = ""
    ids: str = ""


@dataclass(frozen=True, eq=False)
class ReadPredictions:
    """What was read, and the slug and title of the format it was read as."""

    scores: Scores
    format: str
    title: str


@dataclass(frozen=True, eq=False)
class Reader:
    """One format.

    - `recognises`: whether the first bytes of a file are of this format
    - `open`: name, path and scratch folder to the columns; raises ParseError
    """

    slug: str
    title: str
    recognises: Callable[[bytes], bool]
    open: Callable[[str, Path, Path], Source]
