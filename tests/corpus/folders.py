"""Folders of several files: MLflow, DVCLive, CatBoost, AllenNLP."""

import json
from collections.abc import Sequence

from tests.corpus.model import ROOT, Log, Run, numbers

MLFLOW = {
    "Awritrojit__AIOPS_learning_mnist__24d6bfc3/": {
        "train_loss": "metrics/train_loss",
        "train_accuracy": "metrics/acc",
    },
    "BanjoBenjo__MLops_Seminar__02660740/": {
        "train_loss": "metrics/loss",
        "train_accuracy": "metrics/accuracy",
    },
    "0kr0__MLOps-assignment1__2c8ca6db/": {"train_accuracy": "metrics/accuracy"},
    "0kr0__MLOps-assignment1__model/accuracy": {"train_accuracy": ""},
}
"""Lines of time, value, step; a metric file by itself is named by the last row."""

SPLITS = {"train": "train", "eval": "val", "val": "val"}
DVCLIVE = {
    "abhraimrb__pytorch-dvc__run/": (5, ("train/loss", "val/loss", "val/acc")),
    "CaroCardozo__example-dvc-experiments__run/": (
        10,
        ("train/loss", "train/acc", "eval/loss", "eval/acc"),
    ),
    "michaelvay__lightning-hydra-template__run/": (
        10,
        ("train/loss", "train/acc", "val/loss", "val/acc"),
    ),
    "AsimWattoo__SentimentAnalysis_AmazonReviews_Python__run/": (
        4,
        ("train/loss", "train/accuracy", "eval/loss", "eval/accuracy"),
    ),
}
"""Epochs (epoch.tsv where there is one, else steps) and files below plots/metrics."""

CATBOOST = {
    "1644heihei__Kaggle_Predict_Customer_Churn__exp005/": {
        "train_loss": ("learn_error.tsv", "Logloss"),
        "val_loss": ("test_error.tsv", "Logloss"),
    },
    "191220029__AML-Assignment2__learn/": {"train_loss": ("learn_error.tsv", "Logloss")},
}

ALLENNLP = "allennlp/QAQdev__FRMiner-Training-Results__epochs/"


def logs() -> list[Log]:
    mlflow = [_mlflow(f"mlflow/{name}", files) for name, files in MLFLOW.items()]
    dvclive = [_dvclive(f"dvclive/{name}", *how) for name, how in DVCLIVE.items()]
    catboost = [_catboost(f"catboost/{name}", files) for name, files in CATBOOST.items()]
    return [*mlflow, *dvclive, *catboost, _allennlp()]


def _mlflow(name: str, files: dict[str, str]) -> Log:
    values, steps = {}, set()
    for column, file in files.items():
        rows = [line.split() for line in (ROOT / name / file).read_text().splitlines()]
        values[column] = numbers([row[1] for row in rows])
        steps |= {row[2] for row in rows}
    return Log(name, (Run.of(len(steps), values),))


def _dvclive(name: str, epochs: int, metrics: Sequence[str]) -> Log:
    values = {}
    for metric in metrics:
        folder, kind = metric.split("/")
        column = f"{SPLITS[folder]}_{'loss' if kind == 'loss' else 'accuracy'}"
        rows = _tsv(f"{name}plots/metrics/{metric}.tsv")
        values[column] = numbers([row[1] for row in rows[1:]])
    return Log(name, (Run.of(epochs, values),))


def _catboost(name: str, files: dict[str, tuple[str, str]]) -> Log:
    values = {}
    for column, (file, metric) in files.items():
        header, *rows = _tsv(f"{name}{file}")
        values[column] = numbers([row[header.index(metric)] for row in rows])
    return Log(name, (Run.of(len(values["train_loss"]), values),))


def _tsv(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (ROOT / name).read_text().splitlines()]


def _allennlp() -> Log:
    """metrics_epoch_0.json to metrics_epoch_9.json."""
    files = [ROOT / ALLENNLP / f"metrics_epoch_{epoch}.json" for epoch in range(10)]
    epochs = [json.loads(file.read_text()) for file in files]
    values = {
        f"{split}_{kind}": [epoch[f"{long}_{kind}"] for epoch in epochs]
        for split, long in (("train", "training"), ("val", "validation"))
        for kind in ("loss", "accuracy")
    }
    return Log(ALLENNLP, (Run.of(10, values),))
