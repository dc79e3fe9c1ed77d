"""Small files of predictions, as they come through the browser."""

import io

import numpy as np
from django.core.files.base import ContentFile

CLASSES = ("bird", "cat", "dog")


def scores(n: int = 60, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Labels of three classes and probabilities that are right more often than not."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, 3, n)
    logits = random.normal(size=(n, 3)) + 1.5 * np.eye(3)[labels]
    values = np.exp(logits)
    return labels, values / values.sum(axis=1, keepdims=True)


def csv_file(n: int = 60, seed: int = 0, name: str = "val.csv") -> ContentFile:
    labels, values = scores(n, seed)
    rows = ["label," + ",".join(f"prob_{c}" for c in CLASSES)]
    for label, row in zip(labels, values, strict=True):
        rows.append(f"{CLASSES[label]}," + ",".join(f"{p:.9f}" for p in row))
    return ContentFile(("\n".join(rows) + "\n").encode(), name=name)


def npz_file(name: str = "val.npz", **arrays: np.ndarray) -> ContentFile:
    made = io.BytesIO()
    np.savez(made, **arrays)
    return ContentFile(made.getvalue(), name=name)


def npy_file(array: np.ndarray, name: str) -> ContentFile:
    made = io.BytesIO()
    np.save(made, array)
    return ContentFile(made.getvalue(), name=name)


def two_candidates() -> ContentFile:
    """An NPZ file of which nobody can tell which probabilities are meant."""
    labels, values = scores()
    return npz_file(labels=labels, probs_first=values, probs_second=values[:, ::-1])
