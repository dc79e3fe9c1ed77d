"""Runs to look up."""

import uuid

from experiments.models import Project, Run
from experiments.services import runs
from experiments.services.creation import UploadOptions
from experiments.services.readings import receive

COLUMNS = "epoch,loss,accuracy,val_loss,val_accuracy"


def log_of(val_losses: list[float]) -> bytes:
    rows = (f"{epoch},0.5,0.7,{loss},0.6" for epoch, loss in enumerate(val_losses, start=1))
    return "\n".join([COLUMNS, *rows, ""]).encode()


def stored(project: Project, name: str, val_losses: list[float], **columns: object) -> Run:
    options = UploadOptions(name=name, tags=("first", "second"))
    upload = receive(
        project, None, uuid.uuid4(), f"{name}.csv", log_of(val_losses), options=options
    )
    run = upload.target_run
    for column, value in columns.items():
        setattr(run, column, value)
    run.save()
    return runs.restore_run(run)
