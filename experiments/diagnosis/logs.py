"""A run's reading as `diagnose` prints it: text for people, strict JSON for programs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from experiments.analysis.few_epochs import few_together
from experiments.analysis.finding import Finding, Report
from experiments.analysis.row_words import read_as
from experiments.analysis.wording import at, count, span
from experiments.curves import Curves, Series
from experiments.diagnosis.layout import section, strict, wrapped
from experiments.parsers.log import ParsedLog, ParsedRun
from experiments.parsers.names import better
from experiments.summaries import epochs_trained, length_noun, summarise


@dataclass(frozen=True)
class Diagnosis:
    """One run of one file, and what the rules say about it."""

    path: str
    log: ParsedLog
    run: ParsedRun
    report: Report

    def says_yes(self, rules: Iterable[str]) -> bool:
        asked = set(rules)
        return any(f.verdict == "yes" and f.rule in asked for f in self.report.findings)


def as_json(diagnosis: Diagnosis) -> dict[str, object]:
    """What one line of `diagnose --json` holds: JSON values only, none NaN or infinite."""
    run, report = diagnosis.run, diagnosis.report
    curves = run.curves
    by_step = curves.counted_by == "step"
    bad = {s.column or s.name: _non_finite(s, by_step) for s in run.series}
    bad.update({column: list(epochs) for column, epochs in curves.non_finite.items()})
    return strict(
        {
            "path": diagnosis.path,
            "format": diagnosis.log.format,
            "run": run.name,
            "epochs": epochs_trained(run.series, run.curves),
            "n_points": run.point_count,
            "metrics": {s.column or s.name: _metric(s, by_step) for s in run.series},
            "non_finite": {name: epochs for name, epochs in bad.items() if epochs},
            "verdict": {
                "label": report.verdict.label,
                "sentence": report.verdict.sentence,
            },
            "stop_advice": report.advice.as_json(),
            "keep": {"by_loss": report.keep.by_loss, "by_accuracy": report.keep.by_accuracy},
            "findings": [_finding(f) for f in report.findings],
            "summary": dict(run.summary),
            "notes": list(run.notes),
        }
    )


def as_text(diagnosis: Diagnosis) -> str:
    """The reading for people: verdict, what to keep, what was found, what cannot be told."""
    report = diagnosis.report
    found = [f for f in report.findings if f.verdict == "yes"]
    close = [f for f in report.findings if (f.verdict, f.severity) == ("no", "note")]
    blocks = [
        _heading(diagnosis),
        wrapped(report.verdict.sentence, 2),
        _best(diagnosis),
        section("Found", [_found(diagnosis.run.curves, f) for f in found]),
        section("Borderline, not found", [wrapped(f"{f.rule}: {f.sentence}", 4) for f in close]),
        section("Cannot tell", [wrapped(line, 4) for line in _open(report.findings)]),
        section("How the file was read", [wrapped(n, 4) for n in _reading(diagnosis.run)]),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _reading(run: ParsedRun) -> list[str]:
    return [note for note in (read_as(run.curves), *run.notes) if note]


def _open(findings: Sequence[Finding]) -> list[str]:
    """What cannot be told; the questions that only lack epochs, in one line a curve."""
    few, others = few_together(f for f in findings if f.verdict == "inconclusive")
    lines = [f"{f.rule}: {f.sentence}" for f in others]
    return lines + [f"{one.sentence} ({', '.join(one.rules)})" for one in few]


def _metric(series: Series, by_step: bool) -> dict[str, object]:
    summary = summarise(series)
    sign = better(series.column or series.name)
    logged = series.step if by_step else series.epoch
    best = {1: summary.max, -1: summary.min}.get(sign)
    epochs = (
        (summary.max_step, summary.min_step) if by_step else (summary.max_epoch, summary.min_epoch)
    )
    return {
        "last": summary.last,
        "last_epoch": float(logged[-1]),
        "best": best,
        "best_epoch": {1: epochs[0], -1: epochs[1]}.get(sign),
    }


def _non_finite(series: Series, by_step: bool) -> list[float]:
    logged = (series.step if by_step else series.epoch)[~np.isfinite(series.value)]
    return np.unique(logged[~np.isnan(logged)]).astype(float).tolist()


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "verdict": finding.verdict,
        "severity": finding.severity,
        "split": finding.split,
        "first_epoch": finding.first_epoch,
        "last_epoch": finding.last_epoch,
        "evidence": dict(finding.evidence),
        "sentence": finding.sentence,
        "advice": finding.advice,
    }


def _heading(diagnosis: Diagnosis) -> str:
    curves = diagnosis.run.curves
    length = count(epochs_trained(diagnosis.run.series, curves), length_noun(curves.counted_by))
    parts = (diagnosis.path, diagnosis.run.name, diagnosis.log.title, length)
    return " · ".join(part for part in parts if part)


def _best(diagnosis: Diagnosis) -> str:
    keep, curves = diagnosis.report.keep, diagnosis.run.curves
    best = [
        f"{what} at {at(curves, epoch)}"
        for epoch, what in ((keep.by_loss, "lowest loss"), (keep.by_accuracy, "highest accuracy"))
        if epoch is not None
    ]
    return f"  {', '.join(best).capitalize()}" if best else ""


def _found(curves: Curves, finding: Finding) -> str:
    first, last = finding.first_epoch, finding.last_epoch
    epochs = "" if first is None or last is None else span(curves, first, last)
    where = ", ".join(part for part in (finding.severity, finding.split, epochs) if part)
    texts = [text for text in (finding.sentence, finding.advice) if text]
    return "\n".join([f"    {finding.rule} ({where})", *(wrapped(text, 6) for text in texts)])
