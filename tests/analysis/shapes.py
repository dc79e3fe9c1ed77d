"""Curves with a known shape, and shorthands to ask one rule about them."""

import numpy as np

from experiments.analysis.finding import Finding, Rule
from experiments.curves import Curves
from experiments.facts import Facts


def falling(epochs: int, start: float = 2.0, end: float = 0.5, speed: float = 6.0) -> np.ndarray:
    """A loss that falls exponentially towards `end`."""
    return end + (start - end) * np.exp(-speed * np.arange(epochs) / epochs)


def turning(epochs: int, turn: int, low: float = 0.4, end: float = 0.8) -> np.ndarray:
    """A loss that falls from 1.5 to `low` at position `turn` and then rises to `end`."""
    t = np.arange(epochs)
    fall = low + (1.5 - low) * (1 - t / turn) ** 2
    rise = low + (end - low) * (t - turn) / (epochs - 1 - turn)
    return np.where(t <= turn, fall, rise)


def climbing(epochs: int, start: float = 0.5, end: float = 0.9, speed: float = 6.0) -> np.ndarray:
    """An accuracy that climbs towards `end`."""
    return end - (end - start) * np.exp(-speed * np.arange(epochs) / epochs)


def jitter(epochs: int, size: float, seed: int = 0) -> np.ndarray:
    return size * np.random.default_rng(seed).standard_normal(epochs)


def ask(rule: Rule, curves: Curves, facts: Facts | None = None) -> list[Finding]:
    return rule.check(curves, facts or Facts())


def only(rule: Rule, curves: Curves, facts: Facts | None = None, split: str = "val") -> Finding:
    """The one finding of a rule on a split."""
    [finding] = [f for f in ask(rule, curves, facts) if f.split in (split, "")]
    return finding


def yes(
    rule: Rule, curves: Curves, facts: Facts | None = None, split: str = "val"
) -> list[Finding]:
    found = ask(rule, curves, facts)
    return [f for f in found if f.verdict == "yes" and f.split in (split, "")]
