"""What the predictions of a run tell about findings that its curves alone leave open."""

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from experiments.analysis.finding import Finding
from experiments.analysis.tracks import track
from experiments.analysis.wording import mark
from experiments.curves import Curves
from experiments.models import Predictions, Run
from experiments.predictions.covering import covering
from experiments.predictions.explained import can_explain, explained
from experiments.predictions.samples import Samples, read_samples
from experiments.queries_predictions import measured_predictions

log = logging.getLogger(__name__)


def measured_causes(run: Run, curves: Curves) -> Callable[[Finding], Finding]:
    """Explains findings by the run's measured predictions, where those of two epochs cover one.

    Nothing is asked for before the first finding that predictions could explain.
    """

    @cache
    def measured(split: str) -> dict[float, Predictions]:
        rows = measured_predictions([run], split).get(run.pk, [])
        return {row.epoch: row for row in rows if row.epoch is not None}

    def refine(finding: Finding) -> Finding:
        if not can_explain(finding):
            return finding
        return _explained(curves, finding, measured(finding.split))

    return refine


def _explained(curves: Curves, finding: Finding, measured: dict[float, Predictions]) -> Finding:
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


def _samples(predictions: Predictions) -> Samples:
    with predictions.samples.open("rb") as file:
        return read_samples(file)
