"""Predictions sample by sample, as a Parquet file for people and for comparing runs."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.predictions.blocks import blocks
from experiments.predictions.outcomes import Outcomes
from experiments.predictions.scores import Scores

SCHEMA = pa.schema(
    [
        ("row", pa.int64()),
        ("id", pa.string()),
        ("label", pa.int32()),
        ("predicted", pa.int32()),
        ("p_true", pa.float64()),
        ("p_predicted", pa.float64()),
        ("loss", pa.float64()),
        ("loss_after", pa.float64()),
    ]
)
NAMES, TEMPERATURE = b"lossacc.class_names", b"lossacc.temperature"


@dataclass(frozen=True, eq=False)
class Samples:
    """Columns of n samples in the order of their file.

    - `class_names`: K names; `label` and `predicted` are positions in them
    - `temperature`: the advised one, at which `loss_after` is taken
    - `row`: from 0; `ids`: texts, the number of the row from 1 where the file names none
    - `p_true`, `p_predicted`: in [0, 1]; `loss`, `loss_after`: in nats
    """

    class_names: tuple[str, ...]
    temperature: float
    row: np.ndarray
    ids: np.ndarray
    label: np.ndarray
    predicted: np.ndarray
    p_true: np.ndarray
    p_predicted: np.ndarray
    loss: np.ndarray
    loss_after: np.ndarray

    def __len__(self) -> int:
        return len(self.label)


def write_samples(path: Path, scores: Scores, seen: Outcomes, temperature: float) -> None:
    """Write the columns of `Samples`, a block of rows at a time; an older file is replaced.

    Raises OSError where the file cannot be written.

    >>> import tempfile
    >>> from experiments.predictions.outcomes import outcomes
    >>> scores = Scores(np.array([1]), np.array([[0.75, 0.25]]), "probabilities", ("cat", "dog"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_samples(Path(folder) / "samples", scores, outcomes(scores), 2.0)
    ...     back = read_samples(Path(folder) / "samples")
    >>> back.ids.tolist(), back.label.tolist(), back.p_true.tolist(), back.temperature
    (['1'], [1], [0.25], 2.0)
    """
    metadata = {NAMES: json.dumps(scores.classes), TEMPERATURE: repr(float(temperature))}
    with pq.ParquetWriter(path, SCHEMA.with_metadata(metadata)) as writer:
        for batch in _batches(scores, seen, temperature):
            writer.write_batch(batch)


def _batches(scores: Scores, seen: Outcomes, temperature: float) -> Iterator[pa.RecordBatch]:
    for block in blocks(scores, temperature):
        columns = (
            np.arange(block.rows.start, block.rows.stop),
            _ids(scores, block.rows),
            *(column[block.rows] for column in _columns(seen)),
            0.0 - block.log_true,
        )
        arrays = [pa.array(c).cast(f.type) for c, f in zip(columns, SCHEMA, strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, schema=SCHEMA)


def _ids(scores: Scores, rows: slice) -> np.ndarray:
    """As `Scores.name_of` has them, many at once."""
    return np.arange(rows.start + 1, rows.stop + 1) if scores.ids is None else scores.ids[rows]


def _columns(seen: Outcomes) -> tuple[np.ndarray, ...]:
    return seen.labels, seen.predicted, seen.p_true, seen.confidence, seen.loss


def read_samples(path: Path | BinaryIO) -> Samples:
    """The columns that `write_samples` wrote, from a path or an open file.

    Raises OSError where there is no file, pyarrow.ArrowInvalid where it is no Parquet, KeyError
    where its metadata are not ours. See `write_samples` for an example.

    >>> read_samples(Path("nowhere"))
    Traceback (most recent call last):
    FileNotFoundError: nowhere
    """
    table = pq.read_table(path)
    metadata = table.schema.metadata or {}
    names = ("row", "label", "predicted", "p_true", "p_predicted", "loss", "loss_after")
    return Samples(
        class_names=tuple(json.loads(metadata[NAMES])),
        temperature=float(metadata[TEMPERATURE]),
        ids=table["id"].to_numpy(),
        **{name: table[name].to_numpy() for name in names},
    )
