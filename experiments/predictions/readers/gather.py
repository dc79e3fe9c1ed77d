"""The rows of a file into arrays: scores to disk, labels and ids to compact columns."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np

from experiments.predictions.readers.codes import Codes, one_of
from experiments.predictions.readers.columns import Roles
from experiments.predictions.readers.ids import Ids
from experiments.predictions.readers.source import MAX_CELLS, MAX_ROWS, Chunk, Source, too_large
from experiments.predictions.readers.values import BadCellError, as_numbers

MAX_LABELS = 20_000
"""Most different labels of a file."""


@dataclass(frozen=True, eq=False)
class Gathered:
    """All rows in use: `scores` n x columns on disk, the rest in memory."""

    scores: np.ndarray
    labels: Codes
    predicted: Codes | None
    ids: Ids | None


def gather(
    source: Source, roles: Roles, scratch: Path, progress: Callable[[float], None]
) -> Gathered:
    """Reads the columns in use, batch by batch.

    Raises ParseError with row and column for a score that is no number, for a file without rows,
    with more than `MAX_CELLS` scores or `MAX_LABELS` different labels.

    >>> import tempfile
    >>> data = {"y": np.array([0, 1]), "p": np.array([0.2, 0.9])}
    >>> source = Source(data, lambda names: iter([(data, 1.0)]))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     gather(source, Roles("y", ("p",)), Path(folder), print).scores.tolist()
    1.0
    [[0.2], [0.9]]
    """
    labels = Codes()
    predicted = Codes() if roles.predicted else None
    ids = Ids(roles.ids) if roles.ids else None
    path = scratch / "read.dat"
    with path.open("wb") as file:
        matrix = _Matrix(file, source, roles)
        for batch, share in source.batches(roles.columns):
            labels.add(_true(batch[roles.label], source, roles, matrix.rows))
            if predicted is not None:
                predicted.add(batch[roles.predicted])
            if ids is not None:
                ids.add(batch[roles.ids])
            matrix.add([batch[name] for name in roles.scores])
            _refuse_many_labels(source, roles, labels)
            progress(share)
    if not matrix.rows:
        raise source.error("The file has no rows.", advice="Save the predictions of a whole split.")
    return Gathered(matrix.opened(path), labels, predicted, ids)


class _Matrix:
    """Scores written row after row; float32 if the first ones are."""

    def __init__(self, file: BinaryIO, source: Source, roles: Roles) -> None:
        self.file, self.source, self.roles = file, source, roles
        self.rows = self.width = 0
        self.dtype = np.dtype(np.float64)

    def add(self, chunks: list[Chunk]) -> None:
        parts = [
            self._numbers(chunk, n) for chunk, n in zip(chunks, self.roles.scores, strict=True)
        ]
        wide = [part.reshape(len(part), -1) for part in parts]
        block = wide[0] if len(wide) == 1 else np.column_stack(wide)
        if not len(block):
            return
        if not self.rows:
            self.width, self.dtype = block.shape[1], block.dtype
        self._check(block)
        block.astype(self.dtype, copy=False).tofile(self.file)
        self.rows += len(block)

    def opened(self, path: Path) -> np.ndarray:
        return np.memmap(path, dtype=self.dtype, mode="r", shape=(self.rows, self.width))

    def _numbers(self, chunk: Chunk, name: str) -> np.ndarray:
        try:
            return as_numbers(chunk)
        except BadCellError as bad:
            raise self.source.error(
                f"“{' '.join(bad.text.split())[:60]}” in {{where}}, “{name}”, is no score.",
                advice=_cell_advice(bad.text),
                row=self.rows + bad.row,
                column=name,
            ) from None

    def _check(self, block: np.ndarray) -> None:
        if block.shape[1] != self.width:
            raise self.source.error(
                f"From {{where}} on there are {block.shape[1]} scores in a row, before "
                f"{self.width}.",
                advice="Save one score for every class in every row.",
                row=self.rows,
            )
        rows = self.rows + len(block)
        if rows > MAX_ROWS or rows * self.width > MAX_CELLS:
            raise too_large()


def _cell_advice(text: str) -> str:
    if "..." in text:
        return "The list was cut short when it was printed; save the numbers, not their print."
    if text.lstrip()[:1] in ("[", "("):
        return "Every row needs a list of as many numbers as the first one."
    return "Correct the cell; a score is a number."


def _true(chunk: Chunk, source: Source, roles: Roles, start: int) -> Chunk:
    wide = isinstance(chunk, np.ndarray) and chunk.ndim == 2 and chunk.shape[1] > 1
    return one_of(source, roles.label, chunk, start) if wide else chunk


def _refuse_many_labels(source: Source, roles: Roles, labels: Codes) -> None:
    if len(labels.values) > MAX_LABELS:
        raise source.error(
            f"“{roles.label}” has more than {MAX_LABELS:,} different values, too many for classes.",
            advice="Check which column holds the true classes, and name it.",
        )
