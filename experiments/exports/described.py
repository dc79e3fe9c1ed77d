"""What a run is besides its points, and numbers that JSON has no words for."""

import numpy as np

from experiments.curves import NO_TIME
from experiments.exports.export import Exported

FORMAT = "lossacc run"
VERSION = 1


def described(run: Exported) -> dict[str, object]:
    """Name, parameters, closing values and notes of a run, under the name of this format.

    >>> described(Exported("baseline", []))["format"]
    'lossacc run'
    """
    return {
        "format": FORMAT,
        "version": VERSION,
        "name": run.name,
        "parameters": dict(run.parameters),
        "summary": dict(run.summary),
        "notes": list(run.notes),
    }


def numbers(values: np.ndarray, unknown: str | None = "NaN") -> list[float | str | None]:
    """Floats for JSON, which knows no infinities: they are text, and NaN is `unknown`.

    >>> numbers(np.array([0.5, np.inf, np.nan]))
    [0.5, 'Infinity', 'NaN']
    """
    if np.isfinite(values).all():
        return values.tolist()
    words = {"inf": "Infinity", "-inf": "-Infinity", "nan": unknown}
    return [words.get(repr(value), value) for value in values.tolist()]


def times(values: np.ndarray) -> list[int | None]:
    """Milliseconds since 1970, None where a time is unknown.

    >>> times(np.array([1_735_732_830_000, NO_TIME]))
    [1735732830000, None]
    """
    return [None if time == NO_TIME else time for time in values.tolist()]
