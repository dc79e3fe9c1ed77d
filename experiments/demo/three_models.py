"""Predictions for the three models of the demo: made up, so that accuracy and loss come out right.

Run by hand: ``python -m experiments.demo.three_models``. It writes the files beside this one;
the seed is fixed, so a second run writes the same numbers.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

PREDICTIONS = Path(__file__).parent / "predictions"
SAMPLES, CLASSES = 1000, 10
STEPS_OF_BISECTION = 80


@dataclass(frozen=True)
class Model:
    """What a model gets wrong, its mean log loss in nats, and how far ahead its answers are.

    Margins are logits between the answer and the next class: of right answers normal with `lead`
    and `spread`, of the share `near` uniform up to 1, of wrong answers around `lead_wrong`.
    """

    name: str
    errors: int
    loss: float
    lead: float
    spread: float
    near: float
    lead_wrong: float


MODELS = (
    Model("three-models-first", 19, 0.1882, lead=6, spread=2, near=0.03, lead_wrong=3),
    Model("three-models-second", 15, 0.0997, lead=6, spread=2, near=0.03, lead_wrong=2.5),
    Model("three-models-third", 9, 0.2544, lead=6, spread=1.5, near=0.01, lead_wrong=4),
)


def probabilities(model: Model) -> tuple[np.ndarray, np.ndarray]:
    """Labels (n,) and probabilities (n, K): the model's errors and, to 1e-9, its loss."""
    labels = np.arange(SAMPLES) % CLASSES
    logits = _logits(model, labels)
    losses = _log_losses(logits * _scale(model, logits, labels))
    return labels, np.exp(-losses)


def _logits(model: Model, labels: np.ndarray) -> np.ndarray:
    random = np.random.default_rng(0)
    wrong = random.choice(SAMPLES, model.errors, replace=False)
    answers = labels.copy()
    answers[wrong] = (labels[wrong] + random.integers(1, CLASSES, model.errors)) % CLASSES
    behind = random.gamma(2.0, 1.0, size=(SAMPLES, CLASSES))
    behind[wrong, labels[wrong]] = 0
    np.put_along_axis(behind, answers[:, None], np.inf, axis=1)
    behind -= behind.min(axis=1, keepdims=True)
    logits = -(behind + _margins(model, random, wrong)[:, None])
    np.put_along_axis(logits, answers[:, None], 0.0, axis=1)
    return logits


def _margins(model: Model, random: np.random.Generator, wrong: np.ndarray) -> np.ndarray:
    margins = np.abs(random.normal(model.lead, model.spread, SAMPLES))
    near = random.choice(SAMPLES, int(model.near * SAMPLES), replace=False)
    margins[near] = random.uniform(0, 1, len(near))
    margins[wrong] = np.abs(random.normal(model.lead_wrong, model.lead_wrong / 8, len(wrong)))
    return margins


def _scale(model: Model, logits: np.ndarray, labels: np.ndarray) -> float:
    """How much surer than best the model is: the factor of the logits that gives its loss."""

    def loss(scale: float) -> float:
        return float(_log_losses(logits * scale)[np.arange(SAMPLES), labels].mean())

    scales = np.geomspace(0.2, 60, 400)
    low = max(scale for scale in scales if loss(scale) < model.loss)
    high = scales[-1]
    for _ in range(STEPS_OF_BISECTION):
        middle = (low + high) / 2
        low, high = (middle, high) if loss(middle) < model.loss else (low, middle)
    return low


def _log_losses(logits: np.ndarray) -> np.ndarray:
    """-ln of the softmax, each class in the place of the true one."""
    highest = logits.max(axis=1, keepdims=True)
    return highest + np.log(np.exp(logits - highest).sum(axis=1, keepdims=True)) - logits


def main() -> None:
    PREDICTIONS.mkdir(exist_ok=True)
    ids = np.array([f"image-{number:04d}" for number in range(SAMPLES)])
    for model in MODELS:
        labels, values = probabilities(model)
        np.savez_compressed(
            PREDICTIONS / f"{model.name}.npz",
            labels=labels.astype(np.uint8),
            probabilities=values.astype(np.float32),
            ids=ids,
        )


if __name__ == "__main__":
    main()
