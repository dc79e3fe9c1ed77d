"""Columns of classes as codes, and vectors of zeros and ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from experiments.parsers.errors import ParseError
from experiments.parsers.names import words
from experiments.predictions.readers.source import Chunk, Source
from experiments.predictions.readers.values import as_text


@dataclass(eq=False)
class Codes:
    """A column of classes: for each row the position of its value, -1 where there is none."""

    values: list[str] = field(default_factory=list)
    chunks: list[np.ndarray] = field(default_factory=list)
    _known: dict[str, int] = field(default_factory=dict)

    def add(self, chunk: Chunk) -> None:
        """More rows of the column.

        >>> codes = Codes()
        >>> codes.add(np.array(["b", "a", None], dtype=object))
        >>> codes.add(np.array([2, 2]))
        >>> codes.rows.tolist(), codes.values
        ([0, 1, -1, 2, 2], ['b', 'a', '2'])
        """
        if isinstance(chunk, np.ndarray) and chunk.dtype.kind in "fiub":
            plain = np.float64 if chunk.dtype.kind == "f" else chunk.dtype.newbyteorder("=")
            positions, uniques = pd.factorize(chunk.reshape(-1).astype(plain, copy=False))
            texts = as_text(np.asarray(uniques)).to_pylist()
        else:
            encoded = pc.dictionary_encode(as_text(chunk))
            positions = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
            texts = encoded.dictionary.to_pylist()
        own = [self._code(text) for text in texts] + [-1]
        self.chunks.append(np.array(own, dtype=np.int32)[positions])

    @property
    def rows(self) -> np.ndarray:
        return np.concatenate(self.chunks) if self.chunks else np.empty(0, dtype=np.int32)

    def _code(self, text: str) -> int:
        if text.lower() in ("", "nan", "null"):
            return -1
        if text not in self._known:
            self._known[text] = len(self.values)
            self.values.append(text)
        return self._known[text]


def multi_label(source: Source, name: str, row: int, ones: int) -> ParseError:
    """Why label vectors are refused that do not name exactly one class.

    >>> print(multi_label(Source({}, lambda names: iter(())), "y", 0, 2))
    The labels “y” are vectors, and the one in row 1 names 2 classes: this is multi-label data, \
which has no single true class. Upload predictions in which each sample has exactly one class.
    """
    return source.error(
        f"The labels “{name}” are vectors, and the one in {{where}} names {ones} classes: this is "
        "multi-label data, which has no single true class.",
        advice="Upload predictions in which each sample has exactly one class.",
        row=row,
        column=name,
    )


def one_of(source: Source, name: str, vectors: np.ndarray, start: int) -> np.ndarray:
    """The position of the single one in each row of zeros, n x width; rows begin at `start`.

    Raises ParseError for a row with none or several.

    >>> one_of(Source({}, lambda names: iter(())), "y", np.array([[0, 1], [1, 0]]), 0).tolist()
    [1, 0]
    """
    ones = (vectors == 1).sum(axis=1)
    wrong = np.flatnonzero((ones != 1) | ((vectors != 0).sum(axis=1) != 1))
    if len(wrong):
        raise multi_label(source, name, start + int(wrong[0]), int(ones[wrong[0]]))
    return vectors.argmax(axis=1)


def refuse_spread(source: Source, columns: Mapping[str, np.ndarray]) -> None:
    """Raises ParseError for labels in several columns of zeros and ones, named alike but the end.

    >>> columns = {"label_cat": np.array([1.0, 0.0]), "label_dog": np.array([0.0, 1.0])}
    >>> refuse_spread(Source({}, lambda names: iter(())), columns)
    Traceback (most recent call last):
    experiments.parsers.errors.ParseError: The true class is spread over 2 columns of zeros and \
ones, from “label_cat” to “label_dog”. Write it into one column named label: in pandas, \
table[columns].idxmax(axis=1).
    """
    stems = {tuple(words(name)[:-1]) for name in columns}
    if len(stems) > 1 or () in stems or any(c.dtype == object for c in columns.values()):
        return
    vectors = np.column_stack([column.reshape(len(column), -1) for column in columns.values()])
    if not np.isin(vectors, (0.0, 1.0)).all():
        return
    named = list(columns)
    one_of(source, f"{named[0]}” to “{named[-1]}", vectors, 0)
    raise source.error(
        f"The true class is spread over {len(columns)} {source.what}s of zeros and ones, from "
        f"“{named[0]}” to “{named[-1]}”.",
        advice=f"Write it into one {source.what} named label: in pandas, "
        "table[columns].idxmax(axis=1).",
    )
