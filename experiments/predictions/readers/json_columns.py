"""Values of JSON records as columns."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from experiments.parsers.errors import ParseError
from experiments.predictions.readers.source import Chunk

_DEEPEST = 4
SAFE = 1 << 53
"""Whole numbers up to this are floats as well."""


def flat(record: Mapping[str, object]) -> dict[str, object]:
    """Objects within an object as names such as ``probs/cat``.

    >>> flat({"label": 1, "probs": {"cat": 0.1, "dog": 0.9}})
    {'label': 1, 'probs/cat': 0.1, 'probs/dog': 0.9}
    """
    return {"/".join(keys): value for keys, value in places(record)}


def places(
    record: Mapping[str, object], outer: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], object]]:
    """The keys that lead to each value of an object, four objects deep at most, and the value.

    >>> list(places({"probs": {"cat": 0.1}}))
    [(('probs', 'cat'), 0.1)]
    """
    for key, value in record.items():
        if isinstance(value, dict) and len(outer) < _DEEPEST:
            yield from places(value, (*outer, key))
        else:
            yield (*outer, key), value


def column(name: str, values: Sequence[object], place: Sequence[str]) -> Chunk:
    """Numbers as floats, n or n x width for lists of them; all else as text, None where missing.

    - `place`: where each value stands, as messages say it

    Raises ParseError for lists of different lengths and lists of lists.

    >>> column("p", [0.5, None], ["line 1", "line 2"]).tolist()
    [0.5, nan]
    >>> column("p", [[0.1, 0.9], [1, 0]], ["line 1", "line 2"]).tolist()
    [[0.1, 0.9], [1.0, 0.0]]
    """
    if any(isinstance(value, list) for value in values):
        return _matrix(name, values, place)
    if all(map(_is_number, values)):
        return np.array([np.nan if v is None else v for v in values], dtype=np.float64)
    return np.array([v if v is None else str(v) for v in values], dtype=object)


def _is_number(value: object) -> bool:
    """Also nothing at all, but no whole number that a float would change."""
    large = isinstance(value, int) and abs(value) > SAFE
    return not large and (value is None or isinstance(value, int | float))


def _matrix(name: str, values: Sequence[object], place: Sequence[str]) -> np.ndarray:
    width = next(len(value) for value in values if isinstance(value, list))
    for value, where in zip(values, place, strict=True):
        if not isinstance(value, list) or len(value) != width:
            held = f"a list of {len(value)}" if isinstance(value, list) else "no list"
            raise ParseError(
                f"“{name[:60]}” holds {held} in {where}; other rows hold {width} numbers.",
                advice="Save one score for every class in every row.",
            )
        if not all(v is None or isinstance(v, int | float) for v in value):
            raise ParseError(
                f"The list in “{name[:60]}” in {where} holds something that is no number.",
                advice="Save one score for every class in every row.",
            )
    try:
        return np.array(values, dtype=np.float64).reshape(len(values), width)
    except OverflowError:
        raise ParseError(
            f"“{name[:60]}” holds a number too large to be a score.", advice="Correct it."
        ) from None
