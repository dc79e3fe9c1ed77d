"""Runs as charts get them, of our own making."""

import numpy as np

from experiments.curves import Series

HOUR = 3_600_000


def overfitting(epochs: int = 60, start: int = 1) -> list[Series]:
    """Validation loss is lowest at the 14th epoch, accuracy grows to the end."""
    epoch = np.arange(start, start + epochs, dtype=float)
    late = np.maximum(0, np.arange(epochs) - 13)
    falling = np.exp(-np.arange(epochs) / 4)
    columns = {
        "loss": ("loss", "train", 0.02 + 0.6 * falling),
        "acc": ("accuracy", "train", 0.994 - 0.3 * falling),
        "val_loss": ("loss", "val", 0.2 + 0.45 * falling + 0.01 * late),
        "val_acc": ("accuracy", "val", 0.91 - 0.18 * falling + 0.0002 * np.arange(epochs)),
    }
    return [Series.of(name, *meaning, epoch=epoch) for name, meaning in columns.items()]


def by_steps() -> list[Series]:
    """Training every 10 steps, validation once an epoch of 100 steps, with times."""
    step = np.arange(10, 501, 10)
    closing = np.arange(100, 501, 100)
    return [
        Series.of(
            "loss", "loss", "train", 5 / step, step=step, epoch=step / 100, time=step * HOUR // 100
        ),
        Series.of(
            "val_loss",
            "loss",
            "val",
            [0.5, 0.4, 0.3, 0.35, 0.4],
            step=closing,
            epoch=closing / 100,
            time=closing * HOUR // 100,
        ),
    ]
