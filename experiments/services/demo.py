"""The project that shows what lossacc says, before anybody has uploaded anything."""

import json
from dataclasses import replace
from pathlib import Path

from django.contrib.auth.models import User
from django.core.files.base import File
from django.db import transaction

from experiments.curves import Series
from experiments.facts import Facts
from experiments.models import Project, Run
from experiments.parsers import read_log
from experiments.parsers.log import ParsedLog, ParsedRun
from experiments.services import projects, runs
from experiments.services.predictions import add_predictions
from experiments.services.uploads import UploadOptions

DEMO = Path(__file__).resolve().parent.parent / "demo"
LOGS = DEMO / "logs"
PREDICTIONS = DEMO / "predictions"

_ABOUT = (
    "Real trainings of small networks, each showing one thing that loss and accuracy can do. "
    "Logs and the script that made them are in experiments/demo."
)
_THREE_MODELS = {
    "three-models-first": (0.981, 0.1882),
    "three-models-second": (0.985, 0.0997),
    "three-models-third": (0.991, 0.2544),
}
_THREE_MODELS_NOTE = (
    "An example, not a training: one accuracy and one loss. Of the three models the third has "
    "the best accuracy and the worst loss, the second the best loss. Ten classes are assumed, and "
    "the predictions are made up so that accuracy and loss come out as given."
)


def create_demo_project(owner: User) -> Project:
    """The demo project with its runs; the one that is there already, if there is one."""
    read = {path.stem: read_example(path) for path in sorted(LOGS.glob("*.csv"))}
    with transaction.atomic():
        existing = Project.objects.select_for_update().filter(is_example=True).first()
        if existing:
            return existing
        project = projects.create_project(owner, "Demo", _ABOUT, is_example=True)
        for name, accuracy_and_loss in reversed(_THREE_MODELS.items()):
            _store_example(project, owner, name, *accuracy_and_loss)
        for name, (parsed, notes) in read.items():
            [run] = runs.create_runs(
                project, owner, parsed, options=UploadOptions(name=name, tags=("training",))
            )
            _annotate(run, notes)
            for epoch in predicted_epochs(name):
                _store_predictions(run, owner, f"{name}.epoch-{epoch}.npz", epoch)
    return project


def predicted_epochs(name: str) -> list[int]:
    """The epochs of a training of the demo whose predictions are there, in their order."""
    kept = PREDICTIONS.glob(f"{name}.epoch-*.npz")
    return sorted(int(file.stem.rsplit("-", 1)[1]) for file in kept)


def read_example(log: Path) -> tuple[ParsedLog, str]:
    """A training of the demo with its parameters, and what it shows."""
    about = json.loads(log.with_suffix(".json").read_text())
    parsed = read_log(log.name, log.read_bytes())
    parameters = {name: str(value) for name, value in about["parameters"].items()}
    read = tuple(replace(run, parameters=parameters) for run in parsed.runs)
    return replace(parsed, runs=read), about["notes"]


def _store_example(project: Project, owner: User, name: str, accuracy: float, loss: float) -> None:
    series = (
        Series.of("val_loss", "loss", "val", [loss], epoch=[1]),
        Series.of("val_accuracy", "accuracy", "val", [accuracy], epoch=[1]),
    )
    facts = Facts(classes=10, loss_kind="mean_cross_entropy")
    [run] = runs.create_runs(
        project,
        owner,
        ParsedLog("example", "Example", (ParsedRun(series),)),
        options=UploadOptions(name=name, tags=("example",), facts=facts),
        is_example=True,
    )
    _annotate(run, _THREE_MODELS_NOTE)
    _store_predictions(run, owner, f"{name}.npz", epoch=1)


def _store_predictions(run: Run, owner: User, name: str, epoch: int) -> None:
    with (PREDICTIONS / name).open("rb") as file:
        add_predictions(run, owner, File(file, name), epoch=float(epoch))


def _annotate(run: Run, notes: str) -> None:
    run.notes = notes
    run.save(update_fields=["notes"])
