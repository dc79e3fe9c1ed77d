"""Probabilities, percent or logits: told by the values, and by names where there are any."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from experiments.parsers.errors import ParseError
from experiments.predictions.readers.columns import Roles
from experiments.predictions.readers.source import BATCH_CELLS, Source

EXACT = 1e-5
"""Rows that sum to 1 within this are left as they are."""
ROUNDED = 0.01
"""Rows further off are scaled up to this, or as far as the printed decimals explain."""
FURTHEST = 0.1
LARGEST = 1e9
"""No model puts out larger logits."""
_LARGE_LOGIT = 20.0
_DECIMALS = 6
_TINY = 1e-9


def blocks(values: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """A matrix in blocks of rows of about `BATCH_CELLS` cells, as float64, with their start.

    >>> [(start, block.shape) for start, block in blocks(np.zeros((3, 2)))]
    [(0, (3, 2))]
    """
    step = max(1, BATCH_CELLS // values.shape[1])
    for start in range(0, len(values), step):
        yield start, np.asarray(values[start : start + step], dtype=np.float64)


@dataclass(frozen=True)
class Kind:
    """What the numbers are: `kind` as in Scores, the number to divide by, whether rows are scaled.

    `per_row` says that rows are to be divided by their sums.
    """

    kind: str
    unit: float = 1.0
    per_row: bool = False
    notes: tuple[str, ...] = ()


@dataclass(eq=False)
class Range:
    """Lowest and highest score, the first outside of 0 to 1 (row, column, value), and sums of rows.

    - `from_one`, `from_100`: the largest distance of a row's sum from 1, and from 100
    - `decimals`: with which all numbers are written, `_DECIMALS` + 1 where with more
    """

    low: float = np.inf
    high: float = -np.inf
    outside: tuple[int, int, float] | None = None
    from_one: float = 0.0
    from_100: float = 0.0
    decimals: int = 0


def tell(source: Source, roles: Roles, values: np.ndarray) -> Kind:
    """The kind of all scores, n x columns. Raises ParseError for what is none, with its row.

    >>> source, roles = Source({}, lambda names: iter(())), Roles("y", ("a", "b"))
    >>> tell(source, roles, np.array([[0.2, 0.8], [0.9, 0.1]])).kind
    'probabilities'
    >>> tell(source, roles, np.array([[-2.0, 3.0], [0.9, 0.1]])).kind
    'logits'
    """
    refuse_not_finite(source, roles, values)
    seen = ranged(values)
    if values.shape[1] == 1:
        return _single(source, roles, seen)
    return _several(source, roles, seen, values)


def refuse_not_finite(source: Source, roles: Roles, values: np.ndarray) -> None:
    """Raises ParseError for NaN, infinities and huge scores: how many, and where the first is.

    >>> refuse_not_finite(Source({}, lambda names: iter(())), Roles("y", ("p",)), np.ones((2, 1)))
    """
    count, first, value = 0, (0, 0), 0.0
    for start, block in blocks(values):
        rows, columns = np.nonzero(~(np.abs(block) <= LARGEST))
        if len(rows) and not count:
            first, value = (start + int(rows[0]), int(columns[0])), block[rows[0], columns[0]]
        count += len(rows)
    if not count:
        return
    what = "missing (NaN)" if np.isnan(value) else f"{value:g}"
    many = "1 score is" if count == 1 else f"{count:,} scores are"
    name = column_name(roles, first[1], values.shape[1])
    raise source.error(
        f"{many} missing, infinite or beyond {LARGEST:,.0f}; the first, in {{where}}, {name}, is "
        f"{what}.",
        advice="Save finite scores; where the model itself puts out NaN or infinity, leave the "
        "sample out or look for the cause in the training.",
        row=first[0],
        column=roles.scores[first[1]] if len(roles.scores) > 1 else roles.scores[0],
    )


def column_name(roles: Roles, position: int, width: int) -> str:
    """A column of scores as a person finds it, of so many.

    >>> column_name(Roles("y", ("a", "b")), 1, 2), column_name(Roles("y", ("probs",)), 1, 3)
    ('“b”', 'column 2 of “probs”')
    """
    if len(roles.scores) == width:
        return f"“{roles.scores[position]}”"
    return f"column {position + 1} of “{roles.scores[0]}”"


def ranged(values: np.ndarray) -> Range:
    """Range and row sums of a matrix, in one pass.

    >>> seen = ranged(np.array([[0.2, 0.8], [0.5, 0.6]]))
    >>> seen.high, round(seen.from_one, 6), seen.decimals
    (0.8, 0.1, 1)
    """
    seen = Range()
    for start, block in blocks(values):
        seen.low = min(seen.low, float(block.min()))
        seen.high = max(seen.high, float(block.max()))
        if seen.outside is None and (block.min() < 0 or block.max() > 1):
            row, column = np.argwhere((block < 0) | (block > 1))[0]
            seen.outside = start + int(row), int(column), float(block[row, column])
        total = block.sum(axis=1)
        seen.from_one = max(seen.from_one, float(np.abs(total - 1).max()))
        seen.from_100 = max(seen.from_100, float(np.abs(total - 100).max()))
        if seen.decimals <= _DECIMALS:
            seen.decimals = _decimals(block, seen.decimals)
    return seen


def _decimals(block: np.ndarray, least: int) -> int:
    """Decimals with which all numbers are written, `_DECIMALS` + 1 where with more."""
    for decimals in range(least, _DECIMALS + 1):
        scaled = block * 10.0**decimals
        if (np.abs(scaled - np.round(scaled)) < 1e-6).all():
            return decimals
    return _DECIMALS + 1


def _allowed(seen: Range, columns: int, unit: float = 1.0) -> float:
    printed = 10.0**-seen.decimals / unit if seen.decimals <= _DECIMALS else 0.0
    rounding = 0.5 * columns * printed
    return min(FURTHEST, max(ROUNDED, rounding)) + _TINY


def _single(source: Source, roles: Roles, seen: Range) -> Kind:
    """One score a row: a probability within 0 to 1, percent if named so, else a logit."""
    if seen.outside is None:
        return Kind("probabilities") if roles.kind != "logits" else Kind("logits")
    if roles.kind == "logits":
        return Kind("logits")
    percent = seen.low >= 0 and seen.high <= 100
    if roles.kind == "probabilities":
        if percent and seen.high > 1.5:
            return Kind("probabilities", 100.0, notes=(_percent(seen.high),))
        raise _outside(source, roles, seen, 1)
    if percent and seen.high > _LARGE_LOGIT:
        raise source.error(
            f"The scores in {column_name(roles, 0, 1)} go from {seen.low:g} to {seen.high:g}: "
            "they may be percent or logits.",
            advice=f"Name the {source.what} prob if they are percent, or logit if they are logits.",
        )
    note = f"Scores go from {seen.low:g} to {seen.high:g}: read as the logit of the second class."
    return Kind("logits", notes=(note,))


def _several(source: Source, roles: Roles, seen: Range, values: np.ndarray) -> Kind:
    allowed = _allowed(seen, values.shape[1])
    if seen.low >= 0 and seen.high <= 1 + EXACT and seen.from_one <= allowed:
        if roles.kind == "logits" and seen.from_one <= EXACT:
            return _called_logits(source, roles)
        if roles.kind != "logits":
            return _scaled(1.0, seen.from_one)
    if roles.kind == "logits":
        return Kind("logits")
    if seen.low >= 0 and seen.from_100 / 100 <= _allowed(seen, values.shape[1], 100.0):
        return _scaled(100.0, seen.from_100, (_percent(seen.high),))
    if seen.outside is None:
        raise _no_sum(source, values, allowed)
    if roles.kind == "probabilities":
        raise _outside(source, roles, seen, values.shape[1])
    note = f"Scores go from {seen.low:g} to {seen.high:g}, outside of 0 to 1: read as logits."
    return Kind("logits", notes=(note,))


def _called_logits(source: Source, roles: Roles) -> Kind:
    if roles.sure:
        raise source.error(
            "The scores were named logits, but in every row they lie between 0 and 1 and sum to "
            "1: they are probabilities.",
            advice="Name them as the probabilities.",
        )
    note = f"“{roles.scores[0]}” sums to 1 in every row: read as probabilities, despite its name."
    return Kind("probabilities", notes=(note,))


def _scaled(unit: float, distance: float, notes: tuple[str, ...] = ()) -> Kind:
    distance /= unit
    if distance <= EXACT:
        return Kind("probabilities", unit, notes=notes)
    note = (
        f"Rows sum to 1 only within {distance:.2g}, as rounded numbers do: each row was divided by "
        "its sum."
    )
    return Kind("probabilities", unit, True, (*notes, note))


def _percent(high: float) -> str:
    return f"Scores go up to {high:g} and are read as percent."


def _no_sum(source: Source, values: np.ndarray, allowed: float) -> ParseError:
    count, first, total = 0, 0, 0.0
    for start, block in blocks(values):
        sums = block.sum(axis=1)
        off = np.flatnonzero(np.abs(sums - 1) > allowed)
        if len(off) and not count:
            first, total = start + int(off[0]), float(sums[off[0]])
        count += len(off)
    return source.error(
        f"The probabilities of {count:,} of {len(values):,} rows do not sum to 1, the first in "
        f"{{where}}: they sum to {total:.6g}.",
        advice="If they are logits, name them logits. If each class has a sigmoid of its own, this "
        "is multi-label data, which has no single true class. Else look for a class that is "
        "missing.",
        row=first,
    )


def _outside(source: Source, roles: Roles, seen: Range, width: int) -> ParseError:
    row, column, value = seen.outside or (0, 0, 0.0)
    return source.error(
        f"{value:g} in {{where}}, {column_name(roles, column, width)}, is no probability: it lies "
        "outside of 0 to 1.",
        advice=f"If the scores are logits, name the {source.what} logits.",
        row=row,
        column=roles.scores[column] if len(roles.scores) > 1 else roles.scores[0],
    )
