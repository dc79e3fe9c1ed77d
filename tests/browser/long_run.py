"""A long run of many metrics, for tests of its charts."""

from collections.abc import Iterator

import numpy as np
from django.contrib.auth.models import User

from experiments.curves import Series
from experiments.models import Run
from experiments.parsers.log import ParsedLog, ParsedRun
from experiments.services import analyses, projects, runs
from experiments.services.uploads import UploadOptions
from tests.browser.charts import PASSWORD

STEPS = 20_000
SPIKE = 12_345
EPOCHS = 20
RECALLS = 24


def logged() -> Iterator[Series]:
    """Loss at every step with a spike of one, the rest once in a thousand; recalls by class."""
    step = np.arange(1, STEPS + 1)
    loss = 0.4 + 0.05 * np.sin(step)
    loss[SPIKE - 1] = 7.0
    closing = np.arange(1, EPOCHS + 1) * (STEPS // EPOCHS)
    turned = 0.5 + 0.02 * np.abs(np.arange(EPOCHS) - 6)
    at_end = {"step": closing, "epoch": closing * EPOCHS / STEPS}
    yield Series.of("loss", "loss", "train", loss, step=step, epoch=step * EPOCHS / STEPS)
    yield Series.of("val_loss", "loss", "val", turned, **at_end)
    yield Series.of("val_acc", "accuracy", "val", np.linspace(0.5, 0.8, EPOCHS), **at_end)
    for i in range(RECALLS):
        for split in ("train", "val"):
            values = np.linspace(0, (i + 1) / RECALLS, EPOCHS)
            yield Series.of(f"{split}_recall_{i}", f"recall_{i}", split, values, **at_end)


def long_run() -> Run:
    user = User.objects.create_user("owner", password=PASSWORD)
    project = projects.create_project(user, "Cats")
    log = ParsedLog("plain_table", "Table", (ParsedRun(tuple(logged())),))
    [made] = runs.create_runs(project, user, log, options=UploadOptions(name="resnet"))
    analyses.perform(analyses.open_analyses().get(run=made).pk)
    return Run.objects.get()
