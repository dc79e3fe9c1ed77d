"""Small corpora of known truth: curves that were written down, not trained."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from experiments.analysis import analyse
from experiments.analysis.finding import Finding, Keep, Report
from experiments.curves import Curves
from experiments.facts import Facts
from experiments.scoring.corpus import Labelled

FAMILIES = ("wide", "narrow")
REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "curves"


def labelled(
    loss: Sequence[float] = (),
    *,
    labels: Mapping[str, object] | None = None,
    family: str = "",
    n_val: int | None = None,
    edge: bool = False,
    population: Sequence[float] | None = None,
    **columns: Sequence[float],
) -> Labelled:
    """A run with this validation loss, and the same population loss unless told."""
    curves = Curves.of(epoch=range(len(loss)), val_loss=loss, **columns)
    truth = {"labels": labels or {}, "population": {"loss": list(population or loss)}}
    return Labelled("run", family, curves, truth, len(curves), n_val, edge)


def report(*findings: Finding, keep: float | None = None) -> Report:
    """A report of these findings alone."""
    return replace(analyse(Curves.of(val_loss=[1.0]), Facts()), findings=findings, keep=Keep(keep))


def write_corpus(folder: Path) -> Path:
    """Eight runs of two families: rising, level, still falling, and with a gentle rise."""
    shapes = {"rises": "yes", "level": "no", "falls": "no", "gentle": "borderline"}
    for i, family in enumerate(FAMILIES):
        for j, (shape, label) in enumerate(shapes.items()):
            loss = curve(shape, length=(16, 30, 60, 24)[j])
            write_run(folder, f"{family}-{shape}", loss, label, family, n_val=(100, 2000)[i])
    return folder


def curve(shape: str, length: int) -> np.ndarray:
    epochs = np.arange(length)
    loss = 0.5 + np.exp(-epochs / 3)
    slope = {"rises": 0.04, "level": 0.0, "falls": -0.005, "gentle": 0.0012}[shape]
    return loss + slope * np.maximum(0, epochs - 6)


def write_run(
    folder: Path, name: str, loss: np.ndarray, label: str, family: str, n_val: int
) -> None:
    for part in ("logs", "truth"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    left = np.exp(-np.arange(len(loss)) / 3)
    columns = 0.95 - 0.6 * left, 0.4 + 0.9 * left, 0.9 - 0.5 * left, loss
    rows = [
        f"{epoch}," + ",".join(f"{value:.6f}" for value in row)
        for epoch, row in enumerate(zip(*columns, strict=True))
    ]
    head = "epoch,accuracy,loss,val_accuracy,val_loss"
    (folder / "logs" / f"{name}.csv").write_text("\n".join([head, *rows]) + "\n")
    truth = {
        "config": {"family": family, "recipe": "edge one" if label == "borderline" else "plain"},
        "n_val": n_val,
        "population": {"loss": loss.tolist()},
        "labels": {
            "overfits_loss": label,
            "onset_epoch": int(np.argmin(loss)),
            "disagreement": "held" if label == "yes" else "none",
            "disagreement_scored": True,
            "disagreement_intervals": [{"start": 6, "end": 15}] if label == "yes" else [],
            "regimes": ["undertrained"] if label == "no" and loss[-1] < loss[-5] else [],
        },
    }
    (folder / "truth" / f"{name}.json").write_text(json.dumps(truth))
