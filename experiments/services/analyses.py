"""Analyses: asked for, claimed by a worker, stored once.

The row is the truth. A claim is a lease with a token of its own: a worker that lost its lease,
or whose run was changed meanwhile, finds its token gone and stores nothing.
"""

import logging
import time
from datetime import timedelta

from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from experiments.analysis import RULES, VERSION, analyse
from experiments.analysis.finding import Report
from experiments.models import Analysis, Finding, Run
from experiments.queries import curves_of, facts_of, open_analyses
from experiments.services.causes import measured_causes
from experiments.services.leases import Leases
from experiments.services.locks import lock_run
from experiments.services.text import storable
from experiments.services.verdict_history import remember

LEASE = timedelta(seconds=12)
SEND_AGAIN = timedelta(seconds=10)
MOST_ATTEMPTS = 5
LEASES = Leases(
    open_analyses,
    asked_at="requested_at",
    lasts=LEASE,
    send_again=SEND_AGAIN,
    most_attempts=MOST_ATTEMPTS,
    given_up=f"The worker stopped in the middle of it {MOST_ATTEMPTS} times.",
)
claim, sweep, unsent, mark_sent = LEASES.claim, LEASES.sweep, LEASES.unsent, LEASES.mark_sent

State, Cause = Analysis.State, Analysis.Cause
log = logging.getLogger(__name__)


def request_analysis(run: Run, cause: str = Cause.ASKED) -> Analysis:
    """The run's open analysis, waiting anew: one that runs has read what is no longer so.

    New points are another matter: a log may be written faster than it is analysed. What is being
    read goes on, and the points that came meanwhile are read after it.
    """
    with transaction.atomic():
        lock_run(run)
        if cause == Cause.DATA and (reading := _being_read(run)):
            return reading
        waiting = {"state": State.QUEUED, "lease": None, "lease_until": None, "attempts": 0}
        waiting["cause"] = cause
        if open_analyses().filter(run=run).update(**waiting, sent_at=None):
            return open_analyses().get(run=run)
        return Analysis.objects.create(run=run, cause=cause)


def _being_read(run: Run) -> Analysis | None:
    held = {"state": State.RUNNING, "lease_until__gt": timezone.now()}
    return open_analyses().filter(run=run, **held).first()


def retry(run: Run) -> Analysis:
    return request_analysis(run)


def request_outdated(*, every: bool = False) -> int:
    """Asks for analyses of the runs that the present rules have not read; how many it asked for."""
    read = Analysis.objects.filter(run=OuterRef("pk"), version=VERSION)
    waiting = open_analyses().filter(run=OuterRef("pk"))
    runs = (
        Run.objects.all() if every else Run.objects.exclude(Exists(read)).exclude(Exists(waiting))
    )
    ids = list(runs.values_list("pk", flat=True))
    for pk in ids:
        request_analysis(Run(pk=pk), Cause.ASKED if every else Cause.RULES)
    return len(ids)


def perform(analysis_id: int) -> bool:
    """Runs one analysis; False where it is another worker's, done, or no longer wanted."""
    analysis = claim(analysis_id)
    if analysis is None:
        return False
    started = time.monotonic()
    try:
        report = _read(analysis.run)
    except DatabaseError:
        raise
    except Exception as exc:
        log.exception("analysis %s of run %s failed", analysis.pk, analysis.run.uuid)
        return store_failure(analysis, f"{type(exc).__name__}: {exc}")
    return store_report(analysis, report, seconds=time.monotonic() - started)


def _read(run: Run) -> Report:
    curves = curves_of(run)
    return analyse(curves, facts_of(run), measured_causes(run, curves))


def store_report(analysis: Analysis, report: Report, *, seconds: float) -> bool:
    """Stores findings and verdict; False, and nothing stored, where the lease is not ours."""
    verdict = report.verdict
    with transaction.atomic():
        lock_run(analysis.run)
        finished = LEASES.finish(
            analysis,
            state=State.DONE,
            version=VERSION,
            seconds=seconds,
            verdict=verdict.label,
            verdict_headline=verdict.headline,
        )
        if finished:
            _replace_findings(analysis, report)
            Run.objects.filter(pk=analysis.run_id).update(**_run_columns(report))
            remember(analysis, verdict.label, verdict.headline)
            _request_for_later_points(analysis)
    return finished


def store_failure(analysis: Analysis, error: str) -> bool:
    with transaction.atomic():
        lock_run(analysis.run)
        failed = {"state": State.FAILED, "version": VERSION, "error": storable(error)}
        finished = LEASES.finish(analysis, **failed)
        if finished:
            _request_for_later_points(analysis)
    return finished


def _request_for_later_points(analysis: Analysis) -> None:
    """Of a run that points came for since the worker took the analysis."""
    came = Run.objects.filter(pk=analysis.run_id, heard_at__gt=analysis.run.heard_at)
    if came.exists():
        Analysis.objects.create(run_id=analysis.run_id, cause=Cause.DATA)


def _replace_findings(analysis: Analysis, report: Report) -> None:
    versions = {rule.name: rule.version for rule in RULES}
    Finding.objects.filter(run=analysis.run_id).delete()
    Finding.objects.bulk_create(
        Finding(
            analysis=analysis,
            run_id=analysis.run_id,
            position=position,
            rule=found.rule,
            rule_version=versions[found.rule],
            verdict=found.verdict,
            severity=found.severity,
            split=found.split,
            first_epoch=found.first_epoch,
            last_epoch=found.last_epoch,
            evidence=dict(found.evidence),
            sentence=found.sentence,
            advice=found.advice,
        )
        for position, found in enumerate(report.findings)
    )


def _run_columns(report: Report) -> dict[str, object]:
    return {
        "verdict": report.verdict.label,
        "verdict_epoch": report.verdict.first_epoch,
        "verdict_headline": report.verdict.headline,
        "verdict_body": report.verdict.body,
        "verdict_advice": report.verdict.advice,
        "stop_advice": report.advice.as_json(),
        "overfits": _answer(report, "overfitting"),
        "disagrees": _answer(report, "disagreement"),
        "keep_by_loss": report.keep.by_loss,
        "keep_by_accuracy": report.keep.by_accuracy,
    }


def _answer(report: Report, rule: str) -> bool | None:
    """True where any finding says yes, False where one says no, None where none can tell."""
    verdicts = {found.verdict for found in report.findings if found.rule == rule}
    if "yes" in verdicts:
        return True
    return False if "no" in verdicts else None
