"""Text cells to numbers, exactly as written."""

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

NOT_LOGGED = frozenset(("", "none", "null", "na", "n/a", "#na#", "#n/a", "-", "--"))
_SPELLINGS = {"1.#inf": np.inf, "-1.#inf": -np.inf, "1.#qnan": np.nan, "-1.#ind": np.nan}
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?|[+-]?(nan|inf|infinity)", re.ASCII)
_COMMA = re.compile(r"([+-]?\d*),(\d+(?:[eE][+-]?\d+)?)")
_COUNTED = re.compile(r"(?:epoch)?\s*\[?(\d+)(?:\s*/\s*\d+)?\]?", re.ASCII)
_BLOCK_CELLS = 50_000
_DURATION = re.compile(r"(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)", re.ASCII)


@dataclass(frozen=True, eq=False)
class Numbers:
    """The numbers among some cells.

    - `row`: int64, positions of the cells that hold a number
    - `value`: float64, the numbers, NaN and infinities among them
    - `bad`: positions of the cells that hold something else; empty cells are neither
    - `percent`: whether the numbers carried a percent sign
    """

    row: np.ndarray
    value: np.ndarray
    bad: tuple[int, ...] = ()
    percent: bool = False


def numbers(cells: Sequence[str]) -> Numbers:
    """The numbers of a column, each the float nearest to what is written.

    An empty cell, ``None``, ``NA`` and ``-`` were not logged; ``nan`` and ``inf`` were. A decimal
    comma, a percent sign and counts such as ``3/20`` and ``Epoch 3`` are understood.

    >>> numbers(["0.1", "", "nan", "-inf"]).value.tolist(), numbers(["0,5", "x"]).bad
    ([0.1, nan, -inf], (1,))
    """
    logged = np.fromiter(map(bool, cells), dtype=bool, count=len(cells))
    filled = (cell for cell in cells if cell)
    values = [np.empty(0)]
    while block := list(islice(filled, _BLOCK_CELLS)):
        if (value := _plain_numbers(block)) is None:
            return _one_by_one(cells)
        values.append(value)
    return Numbers(np.flatnonzero(logged), np.concatenate(values))


def durations(cells: Sequence[str]) -> Numbers | None:
    """Seconds of cells such as ``04:39`` or ``1:00:01``; None where one is something else.

    >>> durations(["04:39", ""]).value.tolist()
    [279.0]
    """
    row, seconds = array("q"), array("d")
    for position, cell in enumerate(cells):
        if not cell:
            continue
        if (m := _DURATION.fullmatch(cell.strip())) is None:
            return None
        row.append(position)
        seconds.append(float(m[1] or 0) * 3600 + float(m[2]) * 60 + float(m[3]))
    return Numbers(np.array(row), np.array(seconds)) if row else None


def is_number(cell: str) -> bool:
    """Whether a cell is a number as `numbers` reads it, NaN and infinities among them.

    >>> is_number(" 1,5 "), is_number("61 %"), is_number("nan"), is_number("")
    (True, True, True, False)
    """
    return _number(cell.strip()) is not None


def _plain_numbers(cells: list[str]) -> np.ndarray | None:
    # float() also takes "1_000", which no log means as a number.
    if any("_" in cell for cell in cells):
        return None
    try:
        return np.array(cells, dtype=object).astype(np.float64)
    except ValueError:
        pass
    # Decimal commas: at most one in a cell, and no point beside it.
    if not all(cell.count(",") <= 1 and "." not in cell for cell in cells):
        return None
    try:
        return np.array([c.replace(",", ".") for c in cells], dtype=object).astype(np.float64)
    except ValueError:
        return None


def _one_by_one(cells: Sequence[str]) -> Numbers:
    row, value, bad, percent = array("q"), array("d"), [], False
    for position, cell in enumerate(cells):
        text = cell.strip()
        if text.lower() in NOT_LOGGED:
            continue
        number = _number(text)
        if number is None:
            bad.append(position)
            continue
        percent = percent or text.endswith("%")
        row.append(position)
        value.append(number)
    return Numbers(
        np.array(row, dtype=np.int64), np.array(value, dtype=np.float64), tuple(bad), percent
    )


def _number(text: str) -> float | None:
    plain = text.removesuffix("%").rstrip().lower()
    if _PLAIN.fullmatch(plain):
        return float(plain)
    if comma := _COMMA.fullmatch(plain):
        return float(f"{comma[1]}.{comma[2]}")
    if counted := _COUNTED.fullmatch(plain):
        return float(counted[1])
    if plain in ("nan(ind)", "-nan(ind)", "nan(snan)"):
        return np.nan
    return _SPELLINGS.get(plain)
