"""Scores of our own making."""

import numpy as np
from hypothesis import strategies as st

from experiments.predictions.scores import Scores


def names(classes: int) -> tuple[str, ...]:
    return tuple(f"class {k}" for k in range(classes))


def probabilities(values: object, labels: object) -> Scores:
    p = np.asarray(values, dtype=np.float64)
    return Scores(np.asarray(labels), p, "probabilities", names(p.shape[1]))


def logits(values: object, labels: object) -> Scores:
    z = np.asarray(values)
    return Scores(np.asarray(labels), z, "logits", names(z.shape[1]))


def binary(*groups: tuple[int, bool, float]) -> Scores:
    """Two classes: so many samples, whether they are right, and what they give to the truth.

    Half of each group is of either class, the first one gets the odd sample.
    """
    rows, labels = [], []
    for number, right, p_true in groups:
        assert right == (p_true > 0.5)
        for i in range(number):
            labels.append(i % 2)
            rows.append([p_true, 1 - p_true] if i % 2 == 0 else [1 - p_true, p_true])
    return probabilities(rows, labels)


def drawn(n: int, classes: int, temperature: float = 1.0, seed: int = 0) -> Scores:
    """Logits that are calibrated once they are divided by the temperature."""
    chance = np.random.default_rng(seed)
    z = chance.normal(0, 2, (n, classes))
    labels = (z + chance.gumbel(size=z.shape)).argmax(axis=1)
    return logits(z * temperature, labels)


@st.composite
def any_probabilities(draw: st.DrawFn) -> Scores:
    """1 to 60 samples of 2 to 50 classes, with ties, zeros and classes without samples."""
    classes, n = draw(st.integers(2, 50)), draw(st.integers(1, 60))
    chance = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    steps = draw(st.sampled_from([1, 3, 10, 10**6]))
    weights = chance.integers(0, steps, (n, classes), endpoint=True).astype(np.float64)
    weights[np.arange(n), chance.integers(0, classes, n)] += 1
    used = draw(st.integers(1, classes))
    return probabilities(weights / weights.sum(axis=1, keepdims=True), chance.integers(0, used, n))
