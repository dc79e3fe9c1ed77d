"""Explanations of real trainings against the share of the rise that the population tells."""

import json
from pathlib import Path

import numpy as np
import pytest

from experiments.predictions.explanation import Explanation, explain
from experiments.predictions.samples import Samples
from experiments.predictions.scores import Scores
from tests.predictions.epochs import samples

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "data" / "curves"
TRUTH = "rise_removed_by_temperature"


def columns(labels: np.ndarray, probabilities: np.ndarray) -> Samples:
    names = tuple(map(str, range(probabilities.shape[1])))
    return samples(Scores(labels, probabilities, "probabilities", names))


def explained_runs() -> list[tuple[Explanation, float]]:
    """Each run whose loss rose while accuracy held or gained, with the share that is true."""
    found = []
    for file in sorted((CORPUS / "predictions").glob("*.npz")):
        labels = json.loads((CORPUS / "truth" / f"{file.stem}.json").read_text())["labels"]
        if labels["disagreement"] == "none" or labels.get(TRUTH) is None:
            continue
        arrays = np.load(file)
        best, last = (columns(arrays["y_true"], arrays[f"probs_{at}"]) for at in ("best", "last"))
        found.append((explain(best, last), labels[TRUTH]))
    return found


@pytest.mark.skipif(not CORPUS.exists(), reason="the labelled corpus is not beside the repository")
def test_the_share_that_temperature_removes_is_near_that_of_the_population():
    shares = [(one.removed, true) for one, true in explained_runs() if one.removed is not None]
    measured, true = np.array(shares).T
    assert len(shares) >= 30
    assert np.median(np.abs(measured - true)) <= 0.08
    assert np.mean((measured >= 0.5) == (true >= 0.5)) >= 0.95
