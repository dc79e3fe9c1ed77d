"""Predictions as a worker leaves them."""

from django.core.files.base import ContentFile

from experiments.models import Predictions, Run
from experiments.predictions.measure import measure
from experiments.predictions.scores import Scores
from tests.predictions.files import CLASSES, scores

REPORT = measure(Scores(*scores(), "probabilities", CLASSES))

MEASURED = {
    "state": "done",
    "kind": REPORT.kind,
    "n": REPORT.n,
    "classes": len(REPORT.class_names),
    "majority": REPORT.majority_baseline,
    "log_loss": REPORT.log_loss,
    "accuracy": REPORT.accuracy,
    "ece": REPORT.before.ece,
    "temperature": REPORT.temperature.advised,
    "confidence": REPORT.confidence,
    "headline": REPORT.words.headline,
    "report": REPORT.as_json(),
}


def make_predictions(run: Run, **columns: object) -> Predictions:
    """Measured ones, unless the columns say otherwise."""
    row = Predictions(run=run, name="val.npz", size=1, **(MEASURED | columns))
    row.file.save("val.npz", ContentFile(b"x"), save=False)
    row.samples.save("samples.parquet", ContentFile(b"y"), save=False)
    row.save()
    return row
