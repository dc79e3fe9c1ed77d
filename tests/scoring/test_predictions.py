"""Predictions held against a population that is known because it was written down."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from experiments.predictions.temperature import Prior
from experiments.scoring.bootstrap import estimate, point
from experiments.scoring.corpus import CorpusError, Labelled, load
from experiments.scoring.grids.predictions import TUNABLES
from experiments.scoring.predictions import (
    Truth,
    errors,
    measured,
    pooled_mean,
    pooled_quantile,
    scores,
    temperature_error,
    truths,
)
from experiments.scoring.readings import read
from experiments.scoring.sections.predictions import section
from experiments.scoring.tuning import cross_validate
from tests.scoring.corpora import write_corpus

SHARPNESS = 2.0
"""Scores are that many times the logits by which the labels are drawn: the true temperature."""


def drawn(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    z = rng.normal(size=(n, 3)) * 1.5
    labels = (z + rng.gumbel(size=z.shape)).argmax(axis=1)
    p = np.exp(SHARPNESS * z)
    return labels, (p / p.sum(axis=1, keepdims=True)).astype(np.float32)


def population() -> dict[str, float]:
    labels, p = drawn(200_000, seed=99)
    true = p[np.arange(len(p)), labels].astype(np.float64)
    return {
        "epoch": 9,
        "accuracy": float((p.argmax(axis=1) == labels).mean()),
        "mean_confidence": float(p.max(axis=1).mean()),
        "nll": float(-np.log(true).mean()),
        "optimal_T": SHARPNESS,
    }


@pytest.fixture(scope="module")
def corpus(tmp_path_factory) -> Path:
    """Eight runs, six with predictions, whose best epoch is the last one in all but one."""
    folder, facts = write_corpus(tmp_path_factory.mktemp("corpus")), population()
    (folder / "predictions").mkdir()
    for i, path in enumerate(sorted((folder / "truth").glob("*.json"))[:6]):
        truth = json.loads(path.read_text())
        truth["labels"] |= {
            "end_facts": facts,
            "prediction_best_facts": facts | {"epoch": 3 if i == 0 else 9},
        }
        path.write_text(json.dumps(truth))
        labels, p = drawn(400, seed=i)
        arrays = {"y_true": labels, "probs_last": p, "probs_best": p}
        np.savez(folder / "predictions" / f"{path.stem}.npz", **arrays)
    return folder


@pytest.fixture(scope="module")
def runs(corpus) -> list[Labelled]:
    return load(corpus)


def test_epochs_count_once_where_they_are_the_same(runs):
    assert [len(truths(run)) for run in runs] == [2, 1, 1, 1, 1, 1, 0, 0]
    assert [len(scores(run)) for run in runs] == [2, 1, 1, 1, 1, 1, 0, 0]


def test_predictions_are_those_of_the_file(runs):
    found = scores(runs[1])["probs_last"]
    labels, p = drawn(400, seed=1)
    assert found.kind == "probabilities"
    assert found.labels.tolist() == labels.tolist()
    assert np.allclose(found.values, p, atol=1e-6)


def test_a_report_is_held_against_the_population(runs):
    [one] = measured(runs[1])
    assert one.truth.gap > 0.1
    assert one.temperature_errors()["likelihood"] < 0.3
    assert one.signs_right(0.02) == {"lossacc": 1.0, "gap": 1.0}
    assert all(math.isnan(value) for value in one.signs_right(0.5).values())
    assert set(one.held()) == {"accuracy", "log_loss", "gap", "temperature"}


@pytest.mark.parametrize(
    ("temperature", "log_t", "error"),
    [(1.0, 0.5, 0.5), (1000.0, 2.0, 1.0), (0.001, -2.0, 1.0), (1.0, 3.1, math.nan)],
)
def test_estimates_end_where_the_truth_does(temperature, log_t, error):
    found = temperature_error(temperature, Truth(0.8, 0.5, 0.1, log_t))
    assert found == pytest.approx(error, nan_ok=True)


def test_means_and_quantiles_are_over_epochs_and_resamples_over_runs():
    values = [(1.0, 2.0), (3.0,), (math.nan, 6.0)]
    assert point(pooled_mean(values), 3) == 3.0
    assert point(pooled_quantile(values, 0.5), 3) == 2.5
    assert pooled_mean(values)(np.array([[0, 0, 1]])).tolist() == [pytest.approx(9 / 5)]
    assert pooled_quantile(values, 0.5)(np.array([[2, 2, 2]])).tolist() == [6.0]
    assert estimate(errors(values)["median"], 3, 100).low >= 1.0


def test_the_section_scores_what_has_predictions(runs):
    found = {table.key: table for table in section(read(runs), rounds=20).tables}
    ours, likelihood = found["temperature"].rows
    assert (ours.runs, likelihood.runs) == (6, 6)
    assert 0 < ours.cells["median"].value < 0.3
    assert [row.cells["right"].value for row in found["sign_5"].rows] == [1.0, 1.0]
    assert [row.key for row in found["intervals"].rows] == [
        "accuracy", "log_loss", "gap", "temperature",
    ]  # fmt: skip
    assert all(row.cells["held"].value > 0.5 for row in found["intervals"].rows)


def test_constants_can_be_chosen_without_a_family(runs):
    temperature, confidence = (cross_validate(tunable, runs) for tunable in TUNABLES)
    assert set(temperature.chosen) == {"narrow", "wide"}
    assert temperature.cross_validated == pytest.approx(-temperature.figures["mean"])
    assert temperature.best >= temperature.shipped
    assert confidence.figures == {"sign_2": 1.0, "sign_5": 1.0}


def test_a_prior_is_read_from_the_scores_alone(runs):
    tunable = TUNABLES[0]
    sure, unsure = (tunable.predict(scores(runs[1]), Prior(sure=at)) for at in (-2.0, 2.0))
    assert sure["probs_last"] < unsure["probs_last"]


@pytest.mark.parametrize("facts", [None, {"epoch": 9, "accuracy": "high"}])
def test_a_truth_without_the_numbers_is_named(runs, facts):
    labels = {**runs[1].labels, "end_facts": facts}
    broken = Labelled.of("a", runs[1].curves, {"labels": labels}, runs[1].predictions)
    with pytest.raises(CorpusError, match=r"truth of a: labels\.end_facts\.\w+ must be a number"):
        truths(broken)


def test_a_file_that_is_no_predictions_is_named(runs, tmp_path):
    path = tmp_path / "a.npz"
    path.write_text("nothing")
    broken = Labelled.of("a", runs[1].curves, runs[1].truth, path)
    with pytest.raises(CorpusError, match=r"a\.npz"):
        scores(broken)
