"""Numbers, plurals and epochs in sentences."""

import numpy as np

from experiments.analysis.tracks import SPLIT_NAMES
from experiments.curves import Curves

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: float) -> str:
    """A loss: four digits behind the point up to 10, four significant ones elsewhere.

    >>> [number(x) for x in (0.21958, 28.2667, 1534.2, 0.0000123, 0)]
    ['0.2196', '28.27', '1,534', '1.23e-05', '0']
    """
    size = abs(value)
    if size == 0:
        return "0"
    if size >= 1e7 or size < 0.001:
        return f"{value:.3g}"
    if size >= 1000:
        return f"{value:,.0f}"
    return f"{value:.4f}" if size < 10 else f"{value:.4g}"


def power_of_ten(value: float) -> str:
    """A very large or very small number.

    >>> power_of_ten(6.27e9), power_of_ten(5.3e-13)
    ('6 · 10⁹', '5 · 10⁻¹³')
    """
    digit, exponent = f"{value:.0e}".split("e")
    return f"{digit} · 10{str(int(exponent)).translate(SUPERSCRIPTS)}"


def percent(fraction: float) -> str:
    """An accuracy in percent: one digit behind the point, two from 99 % on.

    >>> [percent(x) for x in (0.9268, 0.9907, 0.5, 1.0)]
    ['92.7 %', '99.07 %', '50 %', '100 %']
    """
    digits = 2 if fraction >= 0.99 else 1
    return f"{_plain(100 * fraction, digits)} %"


def from_to(first: float, last: float) -> str:
    """Two accuracies with equally many digits.

    >>> from_to(0.754, 0.75), from_to(0.98, 0.97), from_to(0.985, 0.9931)
    ('75.4 % to 75.0 %', '98 % to 97 %', '98.50 % to 99.31 %')
    """
    digits = 2 if max(first, last) >= 0.99 else 1
    texts = [f"{100 * value:.{digits}f}" for value in (first, last)]
    if all(float(text).is_integer() for text in texts):
        texts = [f"{float(text):.0f}" for text in texts]
    return f"{texts[0]} % to {texts[1]} %"


def points(difference: float) -> str:
    """A difference of accuracies, as a size without sign.

    >>> [points(x) for x in (0.0123, -0.01, 0.0004)]
    ['1.2 points', '1 point', '0.04 points']
    """
    size = abs(100 * difference)
    digits = 1 if size >= 0.1 else 2
    text = _plain(size, digits)
    return f"{text} {'point' if text == '1' else 'points'}"


def relative(ratio: float) -> str:
    """A relative change, as a size without sign.

    >>> [relative(x) for x in (0.384, -0.0421, 0.0004, 12.4, -0.9975)]
    ['38 %', '4.2 %', '0.04 %', '1,240 %', '99.75 %']
    """
    size = abs(100 * ratio)
    if 99 <= size < 100:
        return f"{size:.4g} %"
    if size >= 10:
        return f"{size:,.0f} %" if size < 1e6 else f"{size:.1g} %"
    return f"{_plain(size, 1 if size >= 0.1 else 2)} %"


def _plain(value: float, digits: int) -> str:
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def count(amount: int, noun: str) -> str:
    """An amount with its noun.

    >>> count(1, "epoch"), count(1200, "step")
    ('1 epoch', '1,200 steps')
    """
    return f"{amount:,} {noun}{'' if amount == 1 else 's'}"


def row_noun(curves: Curves, epochs: np.ndarray) -> str:
    """What the rows of a curve are: epochs or steps where each has one, else evaluations.

    >>> row_noun(Curves.of(val_loss=[1]), np.array([0.5, 1.0, 1.5]))
    'evaluation'
    """
    every = len(epochs) < 2 or float(np.median(np.diff(epochs))) == 1
    return curves.counted_by if every else "evaluation"


def mark(epoch: float) -> str:
    """An epoch as the log counts it.

    >>> mark(14.0), mark(0.5), mark(120000.0)
    ('14', '0.5', '120,000')
    """
    return f"{epoch:,.0f}" if float(epoch).is_integer() else f"{epoch:.4g}"


def at(curves: Curves, epoch: float) -> str:
    """``epoch 14``, or ``step 14`` where the log counts steps.

    >>> at(Curves.of(val_loss=[0.9, 0.5]), 2)
    'epoch 2'
    """
    return f"{curves.counted_by} {mark(epoch)}"


def span(curves: Curves, first: float, last: float) -> str:
    """``epochs 14 to 60``, or ``epoch 14`` where both are the same.

    >>> span(Curves.of(val_loss=[0.9, 0.5]), 1, 2)
    'epochs 1 to 2'
    """
    if first == last:
        return at(curves, first)
    return f"{curves.counted_by}s {mark(first)} to {mark(last)}"


def listing(items: list[str]) -> str:
    """Items in a sentence.

    >>> listing(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))


def split_name(split: str) -> str:
    """A split in a sentence.

    >>> split_name("val")
    'validation'
    """
    return SPLIT_NAMES[split]
