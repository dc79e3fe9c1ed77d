"""Measured predictions in the database, for the tests of their page."""

import numpy as np
from django.contrib.auth.models import User

from experiments.models import Predictions, Project, Run
from experiments.predictions.measure import measure
from experiments.predictions.report import Report
from experiments.predictions.scores import Scores
from tests.cast import make_run


def scores(
    classes: int = 3, n: int = 400, *, names: tuple[str, ...] = (), size: float = 3.0
) -> Scores:
    """Logits of a model that is right in most cases and too sure; neighbours are mixed up."""
    chance = np.random.default_rng(classes)
    labels = chance.integers(0, classes, n)
    values = chance.normal(size=(n, classes))
    values[np.arange(n), labels] += size
    values[np.arange(n), (labels + 1) % classes] += size / 2
    ids = np.array([f"img/{i:04}.png" for i in range(n)])
    named = names or tuple(f"class {i}" for i in range(classes))
    return Scores(labels, 2.5 * values, "logits", named, ids)


def stored(run: Run, report: Report, user: User | None = None, **columns: object) -> Predictions:
    """As a worker leaves them behind; the file itself is not there."""
    return Predictions.objects.create(
        run=run,
        uploaded_by=user,
        name="val.npz",
        size=1,
        sha256="0" * 64,
        state=Predictions.State.DONE,
        kind=report.kind,
        n=report.n,
        classes=len(report.class_names),
        report=report.as_json(),
        headline=report.words.headline,
        **columns,
    )


def measured(project: Project, made: Scores, **columns: object) -> Predictions:
    return stored(make_run(project), measure(made), **columns)
