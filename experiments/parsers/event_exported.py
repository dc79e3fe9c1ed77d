"""A run that was downloaded from here as an event file, which says what its metrics are."""

import numpy as np

from experiments.parsers.event_points import EventLog, Points
from experiments.parsers.exported import FORMAT, described_series, description, exported_run
from experiments.parsers.log import ParsedRun

_TAG = b"lossacc"
_EPOCHS = "epoch"


def run_exported(log: EventLog) -> ParsedRun | None:
    """The run as it was, None where the file was written by another. Raises ParseError.

    >>> run_exported(EventLog((), (), 0.0, complete=True)) is None
    True
    """
    told = next((v.text for v in log.others if v.tag == _TAG and v.text and FORMAT in v.text), None)
    if told is None:
        return None
    about = description(told)
    points = {one.tag: one for one in log.points}
    described = [one for one in about.get("series", ()) if isinstance(one, dict)]
    names = {str(one.get("name", "")) for one in described}
    epochs = None if _EPOCHS in names else points.get(_EPOCHS)
    series = []
    for one in described:
        found = points.get(str(one.get("name", "")))
        if found is not None:
            epoch = _epochs(found.step, epochs)
            series.append(described_series(one, found.step, found.value, epoch, found.time))
    return exported_run(about, series)


def _epochs(steps: np.ndarray, epochs: Points | None) -> np.ndarray:
    """The epoch of each step, NaN where none was written; theirs are in order."""
    if epochs is None:
        return np.full(len(steps), np.nan)
    place = np.minimum(np.searchsorted(epochs.step, steps), len(epochs.step) - 1)
    return np.where(epochs.step[place] == steps, epochs.value[place], np.nan)
