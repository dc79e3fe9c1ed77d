"""A project of runs that differ in all that can be asked for."""

import pytest
from django.contrib.auth.models import User

from experiments.curves import Series
from experiments.models import Project, Run
from experiments.parsers.log import ParsedLog, ParsedRun
from experiments.services.creation import UploadOptions
from experiments.services.projects import create_project
from experiments.services.runs import create_runs

LOGGED = {
    "adam": (
        {"loss/val": [0.9, 0.4, 0.6], "f1 score": [0.1, 0.7, 0.5]},
        {"lr": "0.01", "opt": "adam"},
    ),
    "sgd": (
        {"loss/val": [0.8, 0.7], "loss/train": [0.5, 0.2]},
        {"lr": "1e-3", "opt": "sgd", "we`ird": "3"},
    ),
    "plain": ({"loss/train": [0.3, float("nan")]}, {"lr": "auto", "deep": "True"}),
    "bare": ({"lr": [0.1, 0.1]}, {}),
}  # fmt: skip


@pytest.fixture
def asked(transactional_db: None) -> Project:
    owner = User.objects.create_user("asker")
    project = create_project(owner, "Asked")
    for name, (metrics, parameters) in LOGGED.items():
        series = tuple(_series(metric, values) for metric, values in metrics.items())
        run = ParsedRun(series, name, parameters)
        tags = ("baseline", "small") if name == "adam" else ()
        create_runs(project, owner, ParsedLog("x", "x", (run,)), options=UploadOptions(name, tags))
    Run.objects.filter(name="adam").update(overfits=True, verdict="overfits", notes="keep this")
    Run.objects.filter(name="sgd").update(overfits=False, verdict="healthy")
    return project


def _series(metric: str, values: list[float]) -> Series:
    kind, _, split = metric.partition("/")
    name = f"{split}_{kind}" if split else kind
    epoch = list(range(1, len(values) + 1))
    return Series.of(name, kind, split, values, epoch=epoch)
