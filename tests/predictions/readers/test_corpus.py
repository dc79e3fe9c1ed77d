"""Real files of predictions: read as an independent reading says, or refused for its reason."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from pyarrow import parquet

from experiments.predictions.readers import Arrays, ParseError, read_arrays, read_predictions

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
FILES = DATA / "runs" / "predictions"
CURVES = sorted((DATA / "curves" / "predictions").glob("*.npz"))
pytestmark = pytest.mark.skipif(not FILES.is_dir(), reason="the corpus of real files is not there")

CHURN = "1644heihei__Kaggle_Predict_Customer_Churn__oof1.csv"
CREDIT = "2407adi__Kaggle_GiveMeSomeCredit__parquet.parquet"
HOSPITAL = "sixmagrp__IDSC_HillelYaffe__csv.csv"
GAME = "thalicsouza__cs_go_analysis__val.csv"
TITLES = "temapriemnik__title-classification__npz.npz"


@dataclass(frozen=True)
class Truth:
    """What stands in a file, read without the readers: labels and the scores of all classes."""

    labels: np.ndarray
    values: np.ndarray
    ids: list[str] | None = None


def rows(name: str) -> list[dict[str, str]]:
    with (FILES / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def binary(labels: object, scores: object, ids: list[str] | None = None) -> Truth:
    second = np.array(scores, dtype=np.float64)
    return Truth(np.array(labels, dtype=int), np.column_stack((1 - second, second)), ids)


def churn() -> Truth:
    table = rows(CHURN)
    ids = [r["index"] for r in table]
    return binary([r["target"] for r in table], [r["prediction"] for r in table], ids)


def hospital() -> Truth:
    table = rows(HOSPITAL)
    ids = [r["image_name"] for r in table]
    return binary([r["actual_class"] for r in table], [r["probability"] for r in table], ids)


def game() -> Truth:
    """Score is the probability of the class in Label, whichever that is."""
    table = rows(GAME)
    second = [float(r["Score"]) if r["Label"] == "1" else 1 - float(r["Score"]) for r in table]
    return binary([r["target"] for r in table], second, [r["player_id"] for r in table])


def credit() -> Truth:
    table = parquet.read_table(FILES / CREDIT).to_pydict()
    return binary(table["label"], table["score"])


READ = {CHURN: churn, HOSPITAL: hospital, GAME: game, CREDIT: credit}

REFUSED = {
    "asarsembayev__her2_classification__val.csv": (
        "No column holds probabilities or logits: the file has the true classes (“true_label”) "
        "and the predicted classes (“predicted_label”)",
        "puts out for every class",
    ),
    "ashleydaud__BraTS-Path-2025__val.csv": (
        "No column holds the true classes: only the predicted classes (“Predicted Class”)",
        "Add one named label",
    ),
    "m-loay__fashion-mnist-mlops__labels.csv": (
        "No column holds probabilities or logits: the file has the true classes (“actual”) and "
        "the predicted classes (“predicted”)",
        "puts out for every class",
    ),
    "moritsih__AILS-MICCAI-UWF4DR-Challenge__vallog.csv": (
        "line 20756, column 6: This row has 6 cells, the header has 5",
        "Complete the row or delete it",
    ),
    "salman306__Language-classification__objarr.npy": (
        "is an array of Python objects, which only a pickle can hold",
        "np.savez",
    ),
    "tahreemrasul__chestxray_classification__multilabel.csv": (
        "line 3, column 3: The labels “LabelMulti” are vectors, and the one in line 3 names 2 "
        "classes: this is multi-label data",
        "each sample has exactly one class",
    ),
    TITLES: (
        "Several arrays may hold the scores: “DecisionTree_proba”, “KNN_proba”, "
        "“LogisticRegression_proba”, “GaussianNB_proba”",
        "--probabilities",
    ),
}


def check(truth: Truth, scores) -> None:
    assert scores.kind == "probabilities"
    np.testing.assert_array_equal(scores.labels, truth.labels)
    np.testing.assert_array_equal(scores.values, truth.values)
    assert (None if scores.ids is None else list(scores.ids)) == truth.ids


def test_every_real_file_is_known():
    files = {path.name for path in FILES.iterdir() if path.is_file()}
    assert files == set(READ) | set(REFUSED)


@pytest.mark.parametrize("name", READ)
def test_a_real_file_is_read_as_it_stands(name, tmp_path):
    check(READ[name](), read_predictions(name, FILES / name, tmp_path).scores)


@pytest.mark.parametrize("name", REFUSED)
def test_a_real_file_that_cannot_be_measured_is_told_why(name, tmp_path):
    reason, advice = REFUSED[name]
    with pytest.raises(ParseError) as refusal:
        read_predictions(name, FILES / name, tmp_path)
    assert reason in str(refusal.value)
    assert advice in refusal.value.advice


def test_scores_squeezed_by_a_second_sigmoid_are_noted(tmp_path):
    notes = read_predictions(CHURN, FILES / CHURN, tmp_path).scores.notes
    assert any("as if a sigmoid had been applied" in note for note in notes)


@pytest.mark.parametrize("model", ["DecisionTree", "KNN", "LogisticRegression", "GaussianNB"])
def test_one_of_several_models_is_read_by_its_name(model, tmp_path):
    arrays = np.load(FILES / TITLES)
    wanted = Arrays(probabilities=f"{model}_proba")
    scores = read_predictions(TITLES, FILES / TITLES, tmp_path, wanted).scores
    check(binary(arrays["y_test"], arrays[f"{model}_proba"]), scores)


def pair(folder: str, labels: str, scores: str, scratch: Path):
    first, second = FILES / folder / labels, FILES / folder / scores
    return read_arrays((labels, first), (scores, second), scratch).scores


def test_four_classes_in_two_arrays_are_read(tmp_path):
    folder = "malaikaarif__MedTrust-Audit__npy"
    truth = Truth(
        np.load(FILES / folder / "y_true.npy"), np.load(FILES / folder / "y_pred_probs.npy")
    )
    assert truth.values.shape == (1600, 4)
    check(truth, pair(folder, "y_true.npy", "y_pred_probs.npy", tmp_path))


def test_predicted_classes_beside_labels_are_told_to_be_no_scores(tmp_path):
    with pytest.raises(ParseError, match="No array holds probabilities"):
        pair("malaikaarif__MedTrust-Audit__npy", "y_true.npy", "y_pred.npy", tmp_path)


def test_one_probability_a_row_in_two_arrays_is_read(tmp_path):
    folder = "sixmagrp__IDSC_HillelYaffe__npy"
    truth = binary(np.load(FILES / folder / "y_true.npy"), np.load(FILES / folder / "y_prob.npy"))
    check(truth, pair(folder, "y_true.npy", "y_prob.npy", tmp_path))


def test_archives_of_two_epochs_ask_which_one():
    assert len(CURVES) > 100


@pytest.mark.parametrize("path", CURVES, ids=lambda path: path.stem)
def test_an_archive_of_two_epochs_asks_which_one_and_reads_it(path, tmp_path):
    with pytest.raises(ParseError, match="“probs_last”, “probs_best”"):
        read_predictions(path.name, path, tmp_path)
    arrays = np.load(path)
    for wanted in ("probs_last", "probs_best"):
        scores = read_predictions(path.name, path, tmp_path, Arrays(probabilities=wanted)).scores
        check(Truth(arrays["y_true"], arrays[wanted]), scores)
