"""Numbers of a figure as JSON has them, as short as they may be."""

import math

import numpy as np

PLACES, VALUES = 12, 7
"""Significant digits on the x axis, which tells neighbouring points apart at any zoom, and of what
is drawn there, which is more than a screen shows."""
_WHOLE = 2.0**53
_POWERS = np.array([10.0**i for i in range(23)])


def json_numbers(values: np.ndarray, digits: int = VALUES) -> list[float | None]:
    """Values rounded to significant digits; whole numbers have no fraction, NaN and infinities are
    null.

    >>> json_numbers(np.array([1.0, 2.0])), json_numbers(np.array([1 / 3, np.nan]))
    ([1, 2], [0.3333333, None])
    """
    if (values == np.rint(values)).all() and (np.abs(values) < _WHOLE).all():
        return values.astype(np.int64).tolist()
    listed = _rounded(values, digits).tolist()
    return [value if math.isfinite(value) else None for value in listed]


def _rounded(values: np.ndarray, digits: int) -> np.ndarray:
    size = np.abs(values)
    known = np.isfinite(values) & (size > 0)
    decimals = digits - 1 - np.floor(np.log10(size, where=known, out=np.zeros(len(values))))
    # Powers beyond are no exact numbers, and what is large has no fraction to be shortened.
    power = _POWERS[np.clip(decimals, 0, len(_POWERS) - 1).astype(int)]
    usual = known & (decimals >= 0) & (decimals < len(_POWERS))
    return np.where(usual, np.rint(np.where(usual, values, 0.0) * power) / power, values)
