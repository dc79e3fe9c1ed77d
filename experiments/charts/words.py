"""Numbers on charts, and charts in words."""

import math

import numpy as np

from experiments.curves import SPLITS, Curves

STRONG_LETTER = 7.1
SPLIT_NAMES = {"train": "Training", "val": "Validation", "test": "Test"}


def number_of(epoch: float) -> str:
    """An epoch, step or time as short as it is exact enough.

    >>> number_of(14.0), number_of(2.38), number_of(120000.0)
    ('14', '2.38', '120,000')
    """
    return f"{epoch:,.0f}" if epoch == round(epoch) else f"{epoch:.4g}"


def value_label(kind: str, value: float) -> str:
    """A value on a chart: four digits of a loss, an accuracy in percent with one digit.

    Any other metric has four significant digits.

    >>> value_label("loss", 0.21956), value_label("accuracy", 92.68), value_label("lr", 3e-5)
    ('0.2196', '92.7 %', '3e-05')
    """
    if kind == "accuracy":
        return f"{value:.1f} %"
    if kind != "loss":
        return f"{value:,.0f}" if 1e3 <= abs(value) < 1e7 else f"{value:.4g}"
    size = abs(value)
    if size and (size < 1e-4 or size >= 1e5):
        return f"{value:.3g}"
    return f"{value:,.1f}" if size >= 100 else f"{value:.4f}"


def end_label(kind: str, split: str, last: float) -> str:
    """What stands at the end of a line: its split and its last value.

    >>> end_label("accuracy", "val", 92.68)
    'val 92.7 %'
    """
    return f"{split} {value_label(kind, last)}".strip()


def described(kind: str, curves: Curves, splits: tuple[str, ...]) -> str:
    """One sentence a line: where it begins, its best value, where it ends.

    >>> described("loss", Curves.of(val_loss=[0.9, 0.5, 0.6]), ("val",))
    'Validation loss from 0.9000 at 1 to 0.6000 at 3, lowest 0.5000 at 2.'
    """
    best = {"loss": (np.nanargmin, "lowest"), "accuracy": (np.nanargmax, "highest")}
    factor = 100 if kind == "accuracy" else 1
    pick, word = best[kind]
    sentences = []
    for split in (s for s in SPLITS if s in splits):
        value = curves.values(f"{split}_{kind}") * factor
        known = np.flatnonzero(np.isfinite(value))
        if not len(known):
            continue
        places = (known[0], known[-1], int(pick(value)))
        first, last, top = (
            f"{value_label(kind, value[i])} at {number_of(curves.epoch[i])}" for i in places
        )
        means = " in means" if f"{split}_{kind}" in curves.means else ""
        sentences.append(
            f"{SPLIT_NAMES[split]} {kind}{means} from {first} to {last}, {word} {top}."
        )
    return " ".join(sentences)


def text_width(text: str, size: float = 11) -> float:
    """About how wide a text is drawn, in the unit of `size`.

    >>> text_width("0.2", size=10)
    17
    """
    return math.ceil(len(text) * size * 0.55)


def strong_width(text: str) -> float:
    """The most that a strong label of a line takes, in the widest of the system fonts.

    >>> round(strong_width("val 0.6"), 1)
    49.7
    """
    return STRONG_LETTER * len(text)
