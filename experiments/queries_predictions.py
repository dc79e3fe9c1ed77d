"""Reads of predictions that more than one place needs."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from experiments.facts import Facts
from experiments.models import Predictions, Run
from experiments.predictions.report import OutdatedReportError, Report


def open_predictions() -> QuerySet[Predictions]:
    return Predictions.objects.filter(finished_at__isnull=True)


def predictions_of(run: Run) -> list[Predictions]:
    """All predictions of a run without their reports: the validation split first, newest first."""
    order = list(Predictions.Split)
    rows = (
        run.predictions.select_related("uploaded_by")
        .defer("report")
        .order_by("-uploaded_at", "-pk")
    )
    return sorted(rows, key=lambda row: order.index(row.split))


def measured_predictions(runs: Iterable[Run], split: str) -> dict[int, list[Predictions]]:
    """Of each run, by its primary key, the newest measured predictions of each epoch.

    They come without their reports, in the order of epochs; those of the run as a whole come last.
    """
    rows = Predictions.objects.filter(run__in=runs, split=split, state=Predictions.State.DONE)
    newest: dict[tuple[int, float | None], Predictions] = {}
    for row in rows.defer("report").order_by("uploaded_at", "pk"):
        newest[row.run_id, row.epoch] = row
    found: dict[int, list[Predictions]] = {}
    for (run, _), row in sorted(newest.items(), key=lambda item: _by_epoch(item[0][1])):
        found.setdefault(run, []).append(row)
    return found


def report_of(row: Predictions) -> Report | None:
    """What was measured; None where other measures than those of today have stored it."""
    try:
        return Report.from_json(row.report)
    except OutdatedReportError:
        return None


def best_match(measured: Sequence[Predictions], epoch: float | None) -> Predictions | None:
    """Of one run's predictions those of the epoch, else those of the run as a whole."""
    by_epoch = {row.epoch: row for row in measured}
    return by_epoch.get(epoch) or by_epoch.get(None)


def facts_from_predictions(run: Run) -> Facts:
    """What the newest measured predictions on the validation split tell."""
    measured = run.predictions.filter(
        split=Predictions.Split.VAL, state=Predictions.State.DONE, n__gt=0, classes__gte=2
    )
    told = measured.order_by("-uploaded_at", "-pk").values("n", "classes", "majority").first()
    if told is None:
        return Facts()
    return Facts(n_val=told["n"], classes=told["classes"], majority=told["majority"])


def _by_epoch(epoch: float | None) -> tuple[bool, float]:
    return epoch is None, epoch or 0.0
