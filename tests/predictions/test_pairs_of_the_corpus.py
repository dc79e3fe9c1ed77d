"""Two epochs of real trainings, beside the difference in the population they were drawn from."""

import json
from pathlib import Path

import numpy as np
import pytest

from experiments.predictions.resampling import Interval, mcnemar, mean_interval

CORPUS = Path(__file__).parents[2].parent / "shared" / "data" / "curves"

pytestmark = pytest.mark.skipif(
    not CORPUS.is_dir(), reason="the corpus of curves is not beside the project"
)


def holds(interval: Interval, truth: float) -> bool:
    return interval[0] <= truth <= interval[1]


def intervals(file: Path) -> tuple[Interval, Interval]:
    """Of best minus last epoch: loss and accuracy."""
    stored = np.load(file)
    labels, losses, right = stored["y_true"], [], []
    for p in (stored["probs_best"].astype(float), stored["probs_last"].astype(float)):
        true = p[np.arange(len(labels)), labels]
        losses.append(-np.log(np.maximum(true, np.finfo(float).eps)))
        right.append(p.argmax(axis=1) == labels)
    only = [int((right[i] & ~right[1 - i]).sum()) for i in (0, 1)]
    return mean_interval(losses[0] - losses[1]), mcnemar(*only, len(labels))[0]


def test_intervals_hold_the_difference_of_the_population():
    loss_held, accuracy_held, wrong_signs = [], [], 0
    for file in sorted((CORPUS / "predictions").glob("*.npz")):
        truth = json.loads((CORPUS / "truth" / f"{file.stem}.json").read_text())
        best, population = truth["predictions"]["best_epoch"], truth["population"]
        loss, accuracy = (np.array(population[key], dtype=float) for key in ("nll", "acc"))
        if best == len(loss) - 1 or not np.isfinite(loss[[best, -1]]).all():
            continue
        of_loss, of_accuracy = intervals(file)
        difference = loss[best] - loss[-1]
        loss_held.append(holds(of_loss, difference))
        accuracy_held.append(holds(of_accuracy, accuracy[best] - accuracy[-1]))
        wrong_signs += not holds(of_loss, 0.0) and np.sign(of_loss[0]) != np.sign(difference)
    assert len(loss_held) > 80
    assert np.mean(loss_held) >= 0.9
    assert np.mean(accuracy_held) >= 0.95
    assert wrong_signs == 0
