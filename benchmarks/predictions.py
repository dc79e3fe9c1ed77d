"""A full report of 1,000,000 x 10 predictions: time and peak memory, beside scikit-learn.

    python -m benchmarks.predictions [--rounds 5] [--samples 1000000] [--classes 10]

Each round is a process of its own, so that its peak memory is its own too. Figures are lowest /
middle / highest of the rounds. scikit-learn computes the same list where it has it: no intervals,
decomposition, hardest samples or file of samples.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.calibration import CalibratedClassifierCV, calibration_curve
from sklearn.frozen import FrozenEstimator
from sklearn.metrics import (
    accuracy_score,
    balanced_accuracy_score,
    brier_score_loss,
    confusion_matrix,
    f1_score,
    log_loss,
    precision_recall_fscore_support,
)
from sklearn.model_selection import StratifiedKFold

from experiments.predictions.measure import measure
from experiments.predictions.readers import read_predictions

MEGABYTE = 2**20
FOLDS = 5
UNIT = MEGABYTE if sys.platform == "darwin" else 1024
"""What `ru_maxrss` counts in: bytes on macOS, kilobytes on Linux."""


def make_files(folder: Path, samples: int, classes: int) -> None:
    """Over-confident probabilities, float32 in the NPZ, with six digits in CSV and JSON lines."""
    chance = np.random.default_rng(0)
    z = chance.normal(0, 2, (samples, classes))
    labels = (z + chance.gumbel(size=z.shape)).argmax(axis=1)
    p = np.exp(2.5 * (z - z.max(axis=1, keepdims=True)))
    p /= p.sum(axis=1, keepdims=True)
    np.savez(folder / "file.npz", y_true=labels, probabilities=p.astype(np.float32))
    columns = ",".join(["label", *(f"prob_{k}" for k in range(classes))])
    rows = np.column_stack([labels, p])
    form = ["%d", *["%.6f"] * classes]
    np.savetxt(folder / "file.csv", rows, fmt=form, delimiter=",", header=columns, comments="")
    line = '{"label": %d, "probs": [' + ", ".join(["%.6f"] * classes) + "]}"
    np.savetxt(folder / "file.jsonl", rows, fmt=line)


def ours(file: Path) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder) / "scratch"
        scratch.mkdir()
        start = time.perf_counter()
        scores = read_predictions(file.name, file, scratch).scores
        read = time.perf_counter()
        report = measure(scores, samples=Path(folder) / "samples.parquet")
        return {
            "read": read - start,
            "measure": time.perf_counter() - read,
            "log_loss": report.log_loss,
            "after": report.after.log_loss,
        }


class Stored(ClassifierMixin, BaseEstimator):
    """A model whose logits are known: what it is asked about are the logits."""

    def fit(self, z: np.ndarray, labels: np.ndarray) -> "Stored":
        self.classes_ = np.arange(z.shape[1])
        return self

    def decision_function(self, z: np.ndarray) -> np.ndarray:
        return z

    def predict(self, z: np.ndarray) -> np.ndarray:
        return z.argmax(axis=1)


def scikit_learn(file: Path) -> dict[str, float]:
    start = time.perf_counter()
    with np.load(file) as arrays:
        labels, p = arrays["y_true"], arrays["probabilities"].astype(np.float64)
    p /= p.sum(axis=1, keepdims=True)
    read = time.perf_counter()
    predicted = p.argmax(axis=1)
    accuracy_score(labels, predicted)
    balanced_accuracy_score(labels, predicted)
    f1_score(labels, predicted, average="macro")
    precision_recall_fscore_support(labels, predicted)
    confusion_matrix(labels, predicted)
    before = calibration(labels, p)
    after = calibration(labels, cross_fitted(labels, np.log(np.maximum(p, 2.2e-16))))
    took = {"read": read - start, "measure": time.perf_counter() - read}
    return took | {"log_loss": before, "after": after}


def calibration(labels: np.ndarray, p: np.ndarray) -> float:
    right, confidence = p.argmax(axis=1) == labels, p.max(axis=1)
    for strategy in ("uniform", "quantile"):
        calibration_curve(right, confidence, n_bins=15, strategy=strategy)
    brier_score_loss(labels, p)
    return log_loss(labels, p)


def cross_fitted(labels: np.ndarray, z: np.ndarray) -> np.ndarray:
    """One temperature of all samples, and one of each fold for the samples outside of it."""
    model = FrozenEstimator(Stored().fit(z, labels))
    CalibratedClassifierCV(model, method="temperature", ensemble=False).fit(z, labels)
    p = np.empty_like(z)
    for others, own in StratifiedKFold(FOLDS).split(z, labels):
        fitted = CalibratedClassifierCV(model, method="temperature", ensemble=False)
        p[own] = fitted.fit(z[others], labels[others]).predict_proba(z[own])
    return p


def nothing(_file: Path) -> dict[str, float]:
    """What a process takes that has only loaded the packages."""
    return {"read": 0.0, "measure": 0.0, "log_loss": 0.0, "after": 0.0}


WORK: dict[str, tuple[Callable[[Path], dict[str, float]], str]] = {
    "packages only": (nothing, "file.npz"),
    "lossacc, NPZ": (ours, "file.npz"),
    "lossacc, CSV": (ours, "file.csv"),
    "lossacc, JSON": (ours, "file.jsonl"),
    "scikit-learn, NPZ": (scikit_learn, "file.npz"),
}


def perform(name: str, folder: Path) -> dict[str, float]:
    work, file = WORK[name]
    found = work(folder / file)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return found | {"megabytes": peak * UNIT / MEGABYTE}


def in_a_process(*arguments: str) -> str:
    """What it printed. A process inherits its parent's peak, so this one stays small itself."""
    command = [sys.executable, "-m", "benchmarks.predictions", *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def row(name: str, rounds: list[dict[str, float]]) -> str:
    def spread(key: str, form: str) -> str:
        values = [r[key] for r in rounds]
        return " / ".join(f"{v:{form}}" for v in (min(values), median(values), max(values)))

    losses = f"loss {rounds[0]['log_loss']:.6f}, after T {rounds[0]['after']:.6f}"
    return (
        f"{name:>18}  read {spread('read', '.2f')} s, measure {spread('measure', '.2f')} s, "
        f"peak {spread('megabytes', ',.0f')} MB, {losses}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--samples", type=int, default=1_000_000)
    parser.add_argument("--classes", type=int, default=10)
    parser.add_argument("--make", nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--perform", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make:
        make_files(Path(options.make[0]), *map(int, options.make[1:]))
        return
    if options.perform:
        print(json.dumps(perform(options.perform[0], Path(options.perform[1]))))
        return
    with tempfile.TemporaryDirectory(prefix="lossacc-benchmark-") as made:
        in_a_process("--make", made, str(options.samples), str(options.classes))
        for name in WORK:
            printed = [in_a_process("--perform", name, made) for _ in range(options.rounds)]
            rounds = [json.loads(text) for text in printed]
            print(row(name, rounds), flush=True)


if __name__ == "__main__":
    main()
