"""Runs as they are after an upload, for the tests of their pages."""

from uuid import uuid4

from django.contrib.auth.models import User

from experiments.models import Project, Run
from experiments.services import analyses, readings, runs, uploads
from tests.logs import parsed_log, parsed_run

OVERFITTING = {
    "loss": [1.0, 0.8, 0.6, 0.5, 0.42, 0.36, 0.3, 0.25, 0.21, 0.18, 0.15, 0.12],
    "val_loss": [1.1, 0.9, 0.75, 0.7, 0.72, 0.76, 0.8, 0.85, 0.9, 0.96, 1.02, 1.1],
    "accuracy": [0.5, 0.6, 0.7, 0.75, 0.8, 0.83, 0.86, 0.88, 0.9, 0.92, 0.93, 0.94],
    "val_accuracy": [0.5, 0.58, 0.66, 0.7, 0.71, 0.72, 0.73, 0.735, 0.74, 0.74, 0.745, 0.75],
}


def stored(project: Project, user: User, analysed: bool = True, **columns: list[float]) -> Run:
    parsed = parsed_log(parsed_run(**columns or OVERFITTING))
    [run] = runs.create_runs(project, user, parsed, options=uploads.UploadOptions(name="baseline"))
    if analysed:
        perform(run)
    return run


def perform(run: Run) -> None:
    assert analyses.perform(analyses.open_analyses().get(run=run).pk)
    run.refresh_from_db()


def uploaded(project: Project, user: User, name: str, data: bytes) -> Run:
    upload = readings.receive(project, user, uuid4(), name, data)
    return upload.runs.get()
