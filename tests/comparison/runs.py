"""Runs to compare, as short as they can be told."""

from experiments.comparison.entry import Entry, Measured, entry
from experiments.curves import Curves
from experiments.facts import Facts

PLAIN = "mean_cross_entropy"


def run(
    name: str,
    losses: list[float],
    accuracies: list[float] | None = None,
    measured: tuple[Measured, ...] = (),
    split: str = "val",
    **facts: object,
) -> Entry:
    columns = {f"{split}_loss": losses}
    if accuracies is not None:
        columns[f"{split}_accuracy"] = accuracies
    known = Facts(**{"loss_kind": PLAIN} | facts)
    return entry(f"key of {name}", name, Curves.of(**columns), known, measured)


def predictions(
    key: str, log_loss: float, accuracy: float, epoch: float | None = 1.0, **values: object
) -> Measured:
    given = {
        "split": "val",
        "n": 1000,
        "classes": 10,
        "ece": 0.05,
        "temperature": 1.5,
        "log_loss_after": log_loss * 0.9,
        "ece_after": 0.01,
        "log_loss_interval": (log_loss * 0.9, log_loss * 1.1),
    }
    return Measured(key=key, epoch=epoch, log_loss=log_loss, accuracy=accuracy, **given | values)


def three_models(**facts: object) -> list[Entry]:
    pairs = {"first": (0.1882, 0.981), "second": (0.0997, 0.985), "third": (0.2544, 0.991)}
    return [run(name, [loss], [accuracy], **facts) for name, (loss, accuracy) in pairs.items()]
