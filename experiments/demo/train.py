"""The trainings behind the demo project: small networks on data that ships with scikit-learn.

Run by hand, with the development requirements: ``python -m experiments.demo.train``.
It writes the logs and parameters beside this file, and predictions of two epochs where a training
keeps them; each seed is fixed, so a second run on the same version of scikit-learn writes the same.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits
from sklearn.metrics import accuracy_score, log_loss
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.preprocessing import StandardScaler

LOGS = Path(__file__).parent / "logs"
PREDICTIONS = Path(__file__).parent / "predictions"


@dataclass(frozen=True)
class Data:
    """Features of shape (n, d) and labels of shape (n,), for training and validation."""

    train: tuple[np.ndarray, np.ndarray]
    val: tuple[np.ndarray, np.ndarray]

    @classmethod
    def split(cls, x: np.ndarray, y: np.ndarray, *, train: int, seed: int = 0) -> "Data":
        x_train, x_val, y_train, y_val = train_test_split(
            x, y, train_size=train, stratify=y, random_state=seed
        )
        scaler = StandardScaler().fit(x_train)
        return cls((scaler.transform(x_train), y_train), (scaler.transform(x_val), y_val))


def digits(train: int, noise: float = 0.0) -> Data:
    """Ten classes; `noise` is the share of training labels drawn anew at random."""
    x, y = load_digits(return_X_y=True)
    data = Data.split(x, y, train=train)
    random = np.random.default_rng(1)
    labels = data.train[1].copy()
    wrong = random.random(len(labels)) < noise
    labels[wrong] = random.integers(0, 10, wrong.sum())
    return Data((data.train[0], labels), data.val)


def one_digit(train: int, digit: int) -> Data:
    """Is it this digit or not: one sample in ten is."""
    x, y = load_digits(return_X_y=True)
    return Data.split(x, (y == digit).astype(int), train=train)


@dataclass(frozen=True)
class Training:
    name: str
    about: str
    dataset: str
    data: Data
    epochs: int
    settings: dict = field(default_factory=dict)
    keeps_predictions: bool = False

    def parameters(self) -> dict[str, object]:
        labels = self.data.val[1]
        counts = np.bincount(labels)
        return {
            "dataset": self.dataset,
            **self.settings,
            "epochs": self.epochs,
            "n_train": len(self.data.train[1]),
            "n_val": len(labels),
            "classes": len(counts),
            "majority_share": round(float(counts.max() / len(labels)), 4),
            "loss_kind": "mean_cross_entropy",
        }


def _settings(
    *,
    layers: tuple[int, ...],
    rate: float,
    batch: int,
    solver: str = "adam",
    alpha: float = 0.0,
    momentum: float = 0.9,
) -> dict[str, object]:
    """Settings of the network; alpha is the weight decay, which the logged loss leaves out."""
    return {
        "hidden_layer_sizes": layers,
        "solver": solver,
        "learning_rate_init": rate,
        "batch_size": batch,
        "alpha": alpha,
        "momentum": momentum,
    }


@dataclass(frozen=True)
class Epoch:
    """A row with the columns that Keras' CSVLogger writes, and the validation probabilities."""

    row: dict[str, float]
    probabilities: np.ndarray


def epochs(training: Training) -> Iterator[Epoch]:
    network = MLPClassifier(random_state=0, **training.settings)
    (x, y), classes = training.data.train, np.unique(training.data.train[1])
    for epoch in range(training.epochs):
        network.partial_fit(x, y, classes=classes)
        row = {"epoch": epoch}
        for prefix, (features, labels) in (("", training.data.train), ("val_", training.data.val)):
            probabilities = network.predict_proba(features)
            row[f"{prefix}accuracy"] = accuracy_score(labels, probabilities.argmax(axis=1))
            row[f"{prefix}loss"] = log_loss(labels, probabilities, labels=classes)
        yield Epoch(row, probabilities)


TRAININGS = (
    Training(
        name="healthy",
        about="Enough samples, a small network, some weight decay: both curves settle together.",
        dataset="digits",
        data=digits(train=1200),
        epochs=25,
        settings=_settings(layers=(32,), rate=0.003, alpha=0.3, batch=32),
    ),
    Training(
        name="overfitting",
        about="Three labels in ten are drawn anew at random, and 400 samples are few enough "
        "to be learnt by heart.",
        dataset="digits, 30 % label noise",
        data=digits(train=400, noise=0.3),
        epochs=80,
        settings=_settings(layers=(128,), rate=0.002, batch=32),
    ),
    Training(
        name="over-confident",
        about="A large network on 200 samples, trained on long after they are all right.",
        dataset="digits",
        data=digits(train=200),
        epochs=300,
        settings=_settings(layers=(128, 128), rate=0.003, batch=32),
        keeps_predictions=True,
    ),
    Training(
        name="rate-too-high",
        about="Batches of eight, momentum, and a learning rate of 0.1: each step jumps over the "
        "valley.",
        dataset="digits",
        data=digits(train=1200),
        epochs=40,
        settings=_settings(layers=(32,), solver="sgd", rate=0.1, batch=8),
    ),
    Training(
        name="imbalanced",
        about="Is it an eight? Nine samples in ten are not, and saying so always is 90 % right.",
        dataset="digits, eight or not",
        data=one_digit(train=1200, digit=8),
        epochs=40,
        settings=_settings(layers=(32,), solver="sgd", momentum=0.0, rate=0.001, batch=32),
    ),
    Training(
        name="never-learning",
        about="The training labels were drawn at random: there is nothing to learn.",
        dataset="digits, random labels",
        data=digits(train=1200, noise=1.0),
        epochs=30,
        settings=_settings(layers=(8,), solver="sgd", rate=0.003, alpha=1.0, batch=64),
    ),
)


def write(training: Training, logs: Path = LOGS, predictions: Path = PREDICTIONS) -> None:
    seen = list(epochs(training))
    rows = [epoch.row for epoch in seen]
    with (logs / f"{training.name}.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, sorted(rows[0], key=lambda c: (c != "epoch", c)))
        writer.writeheader()
        writer.writerows({k: round(v, 6) for k, v in row.items()} for row in rows)
    about = {"notes": training.about, "parameters": training.parameters()}
    (logs / f"{training.name}.json").write_text(json.dumps(about, indent=2) + "\n")
    if training.keeps_predictions:
        best = min(seen, key=lambda epoch: epoch.row["val_loss"])
        for epoch in (best, seen[-1]):
            write_predictions(training, epoch, predictions)


def write_predictions(training: Training, epoch: Epoch, folder: Path) -> None:
    labels = training.data.val[1]
    np.savez_compressed(
        folder / f"{training.name}.epoch-{epoch.row['epoch']}.npz",
        labels=labels.astype(np.uint8),
        probabilities=epoch.probabilities.astype(np.float32),
        ids=np.array([f"digit-{row:04d}" for row in range(len(labels))]),
    )


def main() -> None:
    for folder in (LOGS, PREDICTIONS):
        folder.mkdir(exist_ok=True)
    for training in TRAININGS:
        write(training)


if __name__ == "__main__":
    main()
