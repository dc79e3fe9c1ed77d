"""A file of predictions as named columns, read in batches of rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from experiments.parsers.errors import ParseError

HEAD = 1_000
"""Rows that are looked at to tell what a column is."""
BATCH_CELLS = 1 << 18
"""About so many numbers are held at once."""

MAX_ROWS = 20_000_000
"""Most samples of a file."""

MAX_CELLS = 200_000_000
"""Most scores of a file: 200 classes for a million samples."""

Chunk = np.ndarray | pa.Array
"""Some rows of a column: numbers (n, or n x width), or text."""
Batches = Iterator[tuple[Mapping[str, Chunk], float]]


@dataclass(frozen=True, eq=False)
class Source:
    """The columns of a file.

    - `head`: of each column the first rows, at most `HEAD`
    - `batches`: columns wanted to batches of their rows, from the first row on, each with the
      share of the file that is read; raises ParseError
    - `line_of`: the line of a row (from 0); None where the format has no lines
    - `arrays`: whether the columns are arrays, each a thing of its own
    - `classes`: names of the classes where the file lists them
    - `pickled`: arrays of objects, which were passed over
    """

    head: Mapping[str, Chunk]
    batches: Callable[[Sequence[str]], Batches]
    line_of: Callable[[int], int] | None = None
    arrays: bool = False
    classes: tuple[str, ...] = ()
    pickled: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def what(self) -> str:
        """What a column of this file is called."""
        return "array" if self.arrays else "column"

    def where(self, row: int) -> str:
        """A row (from 0) as a person finds it.

        >>> Source({}, lambda names: iter(())).where(0)
        'row 1'
        """
        return f"row {row + 1}" if self.line_of is None else f"line {self.line_of(row)}"

    def error(
        self, reason: str, *, advice: str = "", row: int | None = None, column: str | None = None
    ) -> ParseError:
        """A refusal at a row (from 0) and a named column; the place goes for ``{where}``.

        >>> print(Source({}, lambda names: iter(())).error("No label in {where}.", row=4))
        No label in row 5.
        """
        lines = self.line_of is not None
        names = list(self.head)
        return ParseError(
            reason if row is None else reason.replace("{where}", self.where(row)),
            advice=advice,
            line=self.line_of(row) if self.line_of is not None and row is not None else None,
            column=names.index(column) + 1 if lines and column in names else None,
        )


def too_large() -> ParseError:
    """Why a file of more rows or scores is refused.

    >>> print(too_large())
    The file has more than 20,000,000 rows or 200,000,000 scores. Upload fewer samples: a random \
part of them tells the same.
    """
    return ParseError(
        f"The file has more than {MAX_ROWS:,} rows or {MAX_CELLS:,} scores.",
        advice="Upload fewer samples: a random part of them tells the same.",
    )


def listed(names: Sequence[str], most: int = 8) -> str:
    """Names in quotation marks, the first ones of many.

    >>> listed(["a", "b"]), listed(["a", "b", "c"], most=2)
    ('“a”, “b”', '“a”, “b” and 1 more')
    """
    shown = ", ".join(f"“{name[:60]}”" for name in names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
