"""Small logs of our own making, as bytes and as parsed ones."""

from collections.abc import Sequence

from experiments.curves import Series
from experiments.parsers.log import ParsedLog, ParsedRun

METRICS = {
    "loss": ("loss", "train"),
    "accuracy": ("accuracy", "train"),
    "val_loss": ("loss", "val"),
    "val_accuracy": ("accuracy", "val"),
}


def keras_csv(epochs: int = 6, *, start: float = 1.0) -> bytes:
    """A Keras CSVLogger file whose losses fall and whose accuracies rise."""
    rows = ["epoch,accuracy,loss,val_accuracy,val_loss"]
    for epoch in range(epochs):
        loss = start / (epoch + 1)
        rows.append(f"{epoch},{1 - loss / 2:.6f},{loss:.6f},{1 - loss / 2.2:.6f},{loss + 0.05:.6f}")
    return ("\n".join(rows) + "\n").encode()


def parsed_run(name: str = "", **columns: Sequence[float]) -> ParsedRun:
    """A run with these metrics, epochs counted from 1."""
    series = (
        Series.of(metric, *METRICS.get(metric, (metric, "")), values, epoch=_epochs(values))
        for metric, values in columns.items()
    )
    return ParsedRun(tuple(series), name=name)


def parsed_log(*runs: ParsedRun) -> ParsedLog:
    return ParsedLog("plain_table", "Table", runs)


def _epochs(values: Sequence[float]) -> list[float]:
    return [float(epoch) for epoch in range(1, len(values) + 1)]
