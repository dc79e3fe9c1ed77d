"""What the predictions of a run tell about findings that its curves alone leave open."""

import logging
import math
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from experiments.analysis.finding import Finding
from experiments.analysis.tracks import track
from experiments.analysis.wording import mark
from experiments.curves import Curves
from experiments.models import Predictions, Run
from experiments.predictions.against_log import Measured, against_log
from experiments.predictions.confirmed import can_confirm, confirmed
from experiments.predictions.covering import covering
from experiments.predictions.explained import can_explain, explained
from experiments.predictions.samples import Samples, read_samples
from experiments.queries_predictions import measured_predictions, report_of

log = logging.getLogger(__name__)


def measured_causes(run: Run, curves: Curves) -> Callable[[Finding], Finding]:
    """What the run's measured predictions tell about a finding takes the place of what is likely.

    Nothing is asked for before the first finding that predictions could tell about.
    """

    @cache
    def measured(split: str) -> list[Predictions]:
        return measured_predictions([run], split).get(run.pk, [])

    def refine(finding: Finding) -> Finding:
        if can_explain(finding):
            return _explained(curves, finding, measured(finding.split))
        if can_confirm(finding):
            return _confirmed(curves, finding, measured(finding.split))
        return finding

    return refine


def _explained(curves: Curves, finding: Finding, rows: list[Predictions]) -> Finding:
    measured = {row.epoch: row for row in rows if row.epoch is not None}
    losses = track(curves, finding.split, "loss")
    pair = covering(losses, finding.first_epoch, finding.last_epoch, list(measured))
    if pair is None:
        return finding
    try:
        first, last = (_samples(measured[epoch]) for epoch in (pair.first, pair.last))
    except OSError:
        log.exception("samples of run %s cannot be opened", measured[pair.first].run_id)
        epochs = f"{curves.counted_by}s {mark(pair.first)} and {mark(pair.last)}"
        lost = f"The predictions of {epochs} cannot be opened any more: upload them again."
        return replace(finding, sentence=f"{finding.sentence} {lost}")
    return explained(finding, first, last, pair, curves.counted_by)


def _confirmed(curves: Curves, finding: Finding, rows: list[Predictions]) -> Finding:
    """By the last predictions within the stretch, else by those of the run as a whole."""
    within = [
        row
        for row in rows
        if row.epoch is None or finding.first_epoch <= row.epoch <= finding.last_epoch
    ]
    if not within:
        return finding
    chosen = max(within, key=lambda row: -math.inf if row.epoch is None else row.epoch)
    report = report_of(chosen)
    if report is None:
        return finding
    note = log_note(curves, chosen)
    return confirmed(finding, report, chosen.epoch, curves.counted_by, note)


def log_note(curves: Curves, predictions: Predictions) -> str:
    """Where measured predictions of an epoch differ from what the log says; else empty."""
    numbers = (predictions.log_loss, predictions.accuracy, predictions.n)
    if predictions.epoch is None or None in numbers:
        return ""
    measured = Measured(*numbers)
    return against_log(curves, predictions.split, predictions.epoch, measured) or ""


def _samples(predictions: Predictions) -> Samples:
    with predictions.samples.open("rb") as file:
        return read_samples(file)
