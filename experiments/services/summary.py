"""A run's own columns, made from its points: what run tables sort and filter by."""

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from experiments.curves import EPOCH_COLUMNS, NO_TIME, Curves, Series
from experiments.summaries import epochs_trained


def run_summary(series: Sequence[Series], curves: Curves) -> dict[str, object]:
    table = dict(zip(EPOCH_COLUMNS, curves.epochs.to_numpy().T, strict=True))
    epoch, loss, accuracy = table["epoch"], table["val_loss"], table["val_accuracy"]
    best_loss, best_accuracy = _best(loss, np.nanargmin), _best(accuracy, np.nanargmax)
    started, finished = _time_span(series)
    return {
        "counted_by": curves.counted_by,
        "epoch_count": epochs_trained(series, curves),
        "started_at": started,
        "finished_at": finished,
        "best_val_loss": _at(loss, best_loss),
        "best_val_loss_epoch": _at(epoch, best_loss),
        "last_val_loss": _last(series, "val_loss"),
        "best_val_accuracy": _at(accuracy, best_accuracy),
        "best_val_accuracy_epoch": _at(epoch, best_accuracy),
        "last_val_accuracy": _last(series, "val_accuracy"),
        "final_gap": _final_gap(loss, table["train_loss"]),
    }


def _best(values: np.ndarray, choose: object) -> int | None:
    return int(choose(values)) if np.isfinite(values).any() else None


def _at(values: np.ndarray, row: int | None) -> float | None:
    return None if row is None else float(values[row])


def _last(series: Sequence[Series], column: str) -> float | None:
    """The last value logged; None where it is not finite, as for a run that broke down."""
    value = next((s.value[-1] for s in series if s.column == column and len(s.value)), np.nan)
    return float(value) if np.isfinite(value) else None


def _final_gap(val_loss: np.ndarray, train_loss: np.ndarray) -> float | None:
    """Validation loss above training loss at the last epoch that has both."""
    with np.errstate(over="ignore", invalid="ignore"):  # What is no float is no gap.
        gap = val_loss - train_loss
    both = np.flatnonzero(np.isfinite(gap))
    return float(gap[both[-1]]) if len(both) else None


def _time_span(series: Sequence[Series]) -> tuple[datetime | None, datetime | None]:
    stamps = [s.time[s.time != NO_TIME] for s in series]
    stamps = [t for t in stamps if len(t)]
    if not stamps:
        return None, None
    return _moment(min(t.min() for t in stamps)), _moment(max(t.max() for t in stamps))


def _moment(milliseconds: int) -> datetime | None:
    """None for a stamp outside of the calendar, which is no time of a training."""
    try:
        return datetime.fromtimestamp(int(milliseconds) / 1000, tz=UTC)
    except (OverflowError, ValueError, OSError):
        return None
