"""Predictions of two models on the same samples, with known truth."""

import numpy as np

from experiments.predictions.samples import Samples

NAMES = ("cat", "dog")


def samples(right: np.ndarray, p_true: np.ndarray | None = None, **columns: object) -> Samples:
    """Two classes; the first half of the labels cats. `right` says which are labelled right."""
    n = len(right)
    label = (np.arange(n) >= n // 2).astype(np.int32)
    p = np.where(right, 0.9, 0.2) if p_true is None else p_true
    given = {
        "class_names": NAMES,
        "temperature": 1.0,
        "row": np.arange(n),
        "ids": np.array([f"image-{i}" for i in range(n)], dtype=object),
        "label": label,
        "predicted": np.where(right, label, 1 - label),
        "p_true": p,
        "p_predicted": np.where(right, p, 1 - p),
        "loss": -np.log(p),
        "loss_after": -np.log(p),
    }
    return Samples(**given | columns)


def reordered(of: Samples, order: np.ndarray) -> Samples:
    names = ("row", "ids", "label", "predicted", "p_true", "p_predicted", "loss", "loss_after")
    columns = {name: getattr(of, name)[order] for name in names}
    return Samples(of.class_names, of.temperature, **columns)
