"""What W&B logs: rows of names and values, among them the row's step and time."""

import math
from array import array
from collections.abc import Iterable, Mapping

from experiments.curves import NO_TIME
from experiments.parsers import names
from experiments.parsers.logged import Logged
from experiments.parsers.table import refuse_too_large

OWN = "_"
"""W&B's own names begin so: _step, _runtime, _timestamp, _wandb."""

_SPELLED = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
_EPOCHS = ("train/epoch", "trainer/epoch", "train.epoch")
_LATEST = 2e10
_LARGEST_STEP = 2**53
_DEEPEST = 20


class History:
    """The rows of one run, gathered by metric.

    `left_out` holds the names of values that are no numbers, such as images and texts.

    >>> history = History()
    >>> history.add({"_step": 3.0, "_timestamp": 1735732830.5, "train": {"loss": 0.5}, "a": "b"})
    >>> [one] = history.logged()
    >>> one.name, one.step.tolist(), one.time.tolist(), history.left_out
    ('train.loss', [3], [1735732830500], {'a': None})
    """

    def __init__(self) -> None:
        self.left_out: dict[str, None] = {}
        self._points: dict[str, tuple[array, array, array]] = {}
        self._rows = 0

    def __contains__(self, name: str) -> bool:
        return name in self._points

    def add(self, row: Mapping[str, object], step: int | None = None) -> None:
        """A row; its step is its ``_step``, else the one that is given, else its number.

        Raises ParseError for more names than a log has.

        >>> history = History()
        >>> history.add({"loss": "NaN"})
        >>> history.logged()[0].value.tolist()
        [nan]
        """
        at = _whole(row.get("_step"), _whole(step, self._rows))
        when = _stamp(row.get("_timestamp"))
        self._rows += 1
        for name, value in flat(row):
            number = as_number(value)
            if number is None:
                self.left_out[name] = None
            else:
                self._append(name, at, number, when)

    def logged(self) -> list[Logged]:
        """All metrics, in the order in which they came up; ``train/epoch`` counts as the epoch.

        >>> History().logged()
        []
        """
        counted = any(names.axis(name) == "epoch" for name in self._points)
        epoch = next((name for name in _EPOCHS if name in self._points), None)
        return [
            Logged.of("epoch" if name == epoch and not counted else name, step, value, time=time)
            for name, (step, value, time) in self._points.items()
        ]

    def notes(self) -> tuple[str, ...]:
        """What was left out, in a sentence.

        >>> History().notes()
        ()
        """
        left = [name for name in self.left_out if name not in self._points]
        if not left:
            return ()
        more = f" and {len(left) - 5} more" if len(left) > 5 else ""
        listed = ", ".join(f"“{name[:60]}”" for name in left[:5])
        return (f"Values that are no numbers were left out: {listed}{more}.",)

    def _append(self, name: str, step: int, value: float, time: int) -> None:
        if name not in self._points:
            refuse_too_large(len(self._points) + 1, 1)
            self._points[name] = (array("q"), array("d"), array("q"))
        for column, one in zip(self._points[name], (step, value, time), strict=True):
            column.append(one)


def flat(row: Mapping[str, object], prefix: str = "") -> Iterable[tuple[str, object]]:
    """Names and values of a row but W&B's own; media, which tell their ``_type``, as one value.

    >>> list(flat({"_step": 1, "a": {"b": 2}, "image": {"_type": "image-file", "width": 9}}))
    [('a.b', 2), ('image', None)]
    """
    for name, value in row.items():
        if name.startswith(OWN):
            continue
        if isinstance(value, dict) and "_type" in value:
            yield prefix + name, None
        elif isinstance(value, dict) and prefix.count(".") < _DEEPEST:
            yield from flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def as_number(value: object) -> float | None:
    """A logged value as a number, None where it is none.

    >>> as_number(1), as_number("-Infinity"), as_number("high"), as_number(True)
    (1.0, -inf, None, None)
    """
    if isinstance(value, str):
        return _SPELLED.get(value)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number else None


def _whole(value: object, otherwise: int) -> int:
    number = as_number(value)
    return int(number) if number is not None and abs(number) < _LARGEST_STEP else otherwise


def _stamp(value: object) -> int:
    """Milliseconds of a time in seconds."""
    seconds = as_number(value)
    known = seconds is not None and 0 < seconds < _LATEST
    return round(seconds * 1000) if known else NO_TIME
