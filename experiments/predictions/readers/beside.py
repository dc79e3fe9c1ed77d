"""True classes in a file of their own, beside scores in any format."""

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from experiments.parsers.cells import is_number, numbers
from experiments.parsers.errors import ParseError
from experiments.predictions.readers import npy
from experiments.predictions.readers.names import truth_rank
from experiments.predictions.readers.refusals import first_bytes, refuse_foreign
from experiments.predictions.readers.source import HEAD, MAX_ROWS, Batches, Source
from experiments.predictions.readers.text import as_utf8, is_text

_LONGEST_LINE = 1 << 16
_DELIMITERS = ",\t;|"
_ONE_A_LINE = "Save one label a line, with no other column, or as a .npy file."


def read_labels(name: str, path: Path, scratch: Path) -> np.ndarray:
    r"""The labels of a .npy file, or of a text with one label a line, n or n x K.

    A first line that is a name of labels, or the only one that is no number, is a header.
    Raises ParseError for a file of another kind and for lines with more than one cell.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "y.csv"
    ...     _ = path.write_text("label\ncat\ndog\n")
    ...     read_labels("y.csv", path, Path(folder)).tolist()
    ['cat', 'dog']
    """
    head = first_bytes(path)
    if npy.recognises(head):
        return npy.opened(name, path)
    if not is_text(head):
        refuse_foreign(head, name)
        raise ParseError(f"{name} holds no list of labels.", advice=_ONE_A_LINE)
    labels = _lines(name, as_utf8(name, path, scratch)[0])
    if labels and _is_header(labels[0], labels[1:HEAD]):
        del labels[0]
    if not labels:
        raise ParseError(f"{name} holds no labels.", advice=_ONE_A_LINE)
    return _whole(labels) if any("." in label for label in labels) else np.array(labels, object)


def joined(scores: Source, labels: np.ndarray, name: str) -> Source:
    """Columns of scores with the labels as one more, called `name`, row beside row.

    Raises ParseError, when its batches are read, where there are not as many.

    >>> scores = npy.source_of({"p": np.array([[0.9, 0.1], [0.2, 0.8]])})
    >>> both = joined(scores, np.array([0, 1]), "y.csv")
    >>> [batch["y.csv"].tolist() for batch, share in both.batches(("p", "y.csv"))]
    [[0, 1]]
    """

    def batches(names: Sequence[str]) -> Batches:
        row = 0
        for batch, share in scores.batches([n for n in names if n != name]):
            end = row + len(next(iter(batch.values())))
            if end <= len(labels):
                yield {**batch, name: labels[row:end]}, share
            row = end
        if row != len(labels):
            raise ParseError(
                f"There are {len(labels):,} labels in {name} and {row:,} rows of scores.",
                advice="Save labels and scores of the same samples, in the same order; a line "
                "above the labels is passed over where it is called label.",
            )

    return replace(scores, head={**scores.head, name: labels[:HEAD]}, batches=batches, line_of=None)


def _lines(name: str, path: Path) -> list[str]:
    """The labels without the empty lines at the end."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, delimiter=_delimiter(path))
        try:
            cells = [_only(name, rows.line_num, row) for row in rows if _counted(rows.line_num)]
        except csv.Error as error:
            raise ParseError(
                f"{name} cannot be read: {error}.", advice=_ONE_A_LINE, line=rows.line_num
            ) from error
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _whole(labels: list[str]) -> np.ndarray:
    """Whole numbers written as fractions, as ``numpy.savetxt`` does, are numbers."""
    found = numbers(labels)
    if found.bad or (found.value != np.round(found.value)).any():
        return np.array(labels, dtype=object)
    spread = np.full(len(labels), np.nan)
    spread[found.row] = found.value
    return spread


def _delimiter(path: Path) -> str:
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = file.readline(_LONGEST_LINE)
    return max(_DELIMITERS, key=first.count)


def _only(name: str, line: int, row: list[str]) -> str:
    if len(row) > 1:
        raise ParseError(
            f"{name} has {len(row)} columns in line {line}; one label a line is read.",
            advice=_ONE_A_LINE,
            line=line,
            column=2,
        )
    return row[0].strip() if row else ""


def _counted(line: int) -> bool:
    if line > MAX_ROWS:
        raise ParseError(
            f"The labels have more than {MAX_ROWS:,} lines, more than can be read.",
            advice="Upload fewer samples: a random part of them tells the same.",
        )
    return True


def _is_header(first: str, rest: Sequence[str]) -> bool:
    if is_number(first):
        return False
    named = truth_rank(first) is not None and first not in rest
    return named or (bool(rest) and all(is_number(cell) for cell in rest if cell))
