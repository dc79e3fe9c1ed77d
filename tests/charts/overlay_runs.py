"""Runs to be drawn over each other."""

from collections.abc import Sequence

from experiments.charts.overlay import OverlayRun
from experiments.curves import Series

NAN = float("nan")


def run(
    letter: str,
    losses: Sequence[float],
    colour: int = 1,
    name: str = "run",
    *,
    accuracies: Sequence[float] = (),
    train: Sequence[float] = (),
    ranked: bool = True,
    seconds: int = 0,
) -> OverlayRun:
    """One point an epoch from 1 on; its best epoch by either kind is the second."""
    told = (("loss", "val", losses), ("accuracy", "val", accuracies), ("loss", "train", train))
    series = [
        Series.of(
            f"{split}_{kind}",
            kind,
            split,
            values,
            epoch=range(1, len(values) + 1),
            time=[1000 * seconds * i for i in range(len(values))] if seconds else None,
        )
        for kind, split, values in told
        if len(values)
    ]
    best = {"loss": 2.0, "accuracy": 2.0}
    return OverlayRun(letter, colour, name, series, "val", best, ranked)
