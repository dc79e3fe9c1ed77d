"""Accuracies given in percent."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

_ABOVE_ONE = 1.001
_ABOVE_HUNDRED = 100.001
SCALE = 0.01


@dataclass(frozen=True)
class Reading:
    """Which series are in percent, which are no shares at all, and what to tell."""

    percent: frozenset[str] = frozenset()
    no_share: frozenset[str] = frozenset()
    notes: tuple[str, ...] = field(default=())


def read_percent(values: Mapping[str, np.ndarray], marked: frozenset[str]) -> Reading:
    """How the accuracies of one run are written: name to values in, `Reading` out.

    They are read together: where one exceeds 1, or is marked with a percent sign, all are in
    percent, so that an epoch of 0.8 % stays one. A series that never exceeds 1 is left a
    fraction if that brings it nearer to the others. Below 0 or above 100 is no accuracy.

    >>> read_percent({"acc": np.array([40.0, 98.1])}, frozenset()).percent
    frozenset({'acc'})
    >>> read_percent({"acc": np.array([0.4, 1.0])}, frozenset()).percent
    frozenset()
    """
    highest = {name: _highest(v) for name, v in values.items()}
    no_share = {n for n, v in values.items() if highest[n] > _ABOVE_HUNDRED or _lowest(v) < 0}
    above = {n: top for n, top in highest.items() if n not in no_share and top > _ABOVE_ONE}
    percent = set(above) | (marked - no_share)
    if percent:
        level = max(highest[n] for n in percent) * SCALE
        low = set(values) - no_share - percent
        percent |= {n for n in low if not _nearer_as_fraction(highest[n], level)}
    return Reading(frozenset(percent), frozenset(no_share), _notes(values, percent, no_share))


def _nearer_as_fraction(highest: float, level: float) -> bool:
    """Whether `highest` is nearer to `level` than a hundredth of it is, as ratios go."""
    if highest <= 0 or level <= 0:
        return False
    ratio = np.log(highest) - np.log(level)  # The quotient itself may be too small for a float.
    return bool(abs(ratio) < abs(ratio + np.log(SCALE)))


def _highest(values: np.ndarray) -> float:
    finite = values[np.isfinite(values)]
    return float(finite.max()) if len(finite) else 0.0


def _lowest(values: np.ndarray) -> float:
    finite = values[np.isfinite(values)]
    return float(finite.min()) if len(finite) else 0.0


def _notes(
    values: Mapping[str, np.ndarray], percent: set[str], no_share: set[str]
) -> tuple[str, ...]:
    in_order = [n for n in values if n in percent]
    notes = []
    if in_order:
        listed = ", ".join(in_order)
        notes.append(f"Accuracy was logged in percent and is stored as a fraction: {listed}.")
    if in_order and len(in_order) + len(no_share) < len(values):
        rest = ", ".join(n for n in values if n not in percent | no_share)
        notes.append(f"These never exceed 1 and were read as fractions: {rest}.")
    notes += [
        f"“{n}” goes below 0 or above 100, so it is no accuracy; it is kept under its own name."
        for n in values
        if n in no_share
    ]
    return tuple(notes)
