"""What the page of one run says beside its charts and findings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from experiments import queries
from experiments.analysis import VERSION
from experiments.analysis.row_words import mean_of, read_as
from experiments.analysis.wording import row_noun
from experiments.charts.plane import Plane, plane
from experiments.curves import Curves
from experiments.facts import LOSS_KINDS, Facts, facts_from_parameters
from experiments.models import Analysis, Finding, Run
from experiments.templatetags.lossacc import epoch, loss, percent, points
from experiments.views import run_findings

DECIDING = ("val", "test", "train")
CROSS_ENTROPIES = (None, "mean_cross_entropy")
FACT_LABELS = {
    "classes": "Number of classes",
    "n_val": "Validation samples",
    "loss_kind": "Kind of loss",
    "majority": "Majority share",
}


@dataclass(frozen=True)
class Stat:
    label: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class Fact:
    """Something that the log does not tell; `source` is empty where nobody said it."""

    label: str
    text: str
    source: str = ""


def analysis_context(run: Run, curves: Curves) -> dict[str, object]:
    """Verdict and findings as far as they are there: the part of the page that fills in later."""
    analysis = queries.latest_analysis(run)
    findings = list(queries.findings_of(run))
    said = _by_answer(findings, curves)
    too_short, unsure = run_findings.open_rows(said["inconclusive"])
    return {
        "run": run,
        "analysis": analysis,
        "is_open": analysis is not None and analysis.finished_at is None,
        "is_outdated": analysis is not None
        and analysis.state == Analysis.State.DONE
        and analysis.version != VERSION,
        "has_failed": analysis is not None and analysis.state == Analysis.State.FAILED,
        "stats": stats(findings, curves),
        "read_as": read_as(curves),
        "findings": findings,
        "said_yes": said["yes"],
        "unsure": unsure,
        "too_short": too_short,
        "open_questions": len(said["inconclusive"]),
        "said_no": said["no"],
        "first_epoch": _end(curves, 0),
        "last_epoch": _end(curves, -1),
    }


def _by_answer(findings: Iterable[Finding], curves: Curves) -> dict[str, list]:
    said: dict[str, list] = {"yes": [], "inconclusive": [], "no": []}
    first, last = _end(curves, 0), _end(curves, -1)
    noun = row_noun(curves, curves.epoch)
    for row in run_findings.rows(findings, noun, first or 0.0, last or 0.0):
        said[row.finding.verdict].append(row)
    return said


def _end(curves: Curves, row: int) -> float | None:
    return float(curves.epoch[row]) if len(curves) else None


def stats(findings: Iterable[Finding], curves: Curves) -> list[Stat]:
    """Best loss and accuracy; what one costs in the other, where that was found."""
    shown = [_best(curves, "loss", np.nanargmin), _best(curves, "accuracy", np.nanargmax)]
    conflict = next(
        (f.evidence for f in findings if (f.rule, f.verdict) == ("best_epoch_conflict", "yes")), {}
    )
    if conflict.keys() >= {"by_loss", "by_accuracy", "accuracy_cost", "loss_cost_pct"}:
        given_up = points(conflict["accuracy_cost"]).removeprefix("+")
        shown.append(Stat(f"Accuracy given up at {epoch(conflict['by_loss'])}", given_up))
        cost = conflict["loss_cost_pct"]
        paid = f"+{cost:,.0f} %" if cost >= 10 else f"+{cost:.2g} %"
        shown.append(Stat(f"Loss paid at {epoch(conflict['by_accuracy'])}", paid))
    return [stat for stat in shown if stat]


def _best(curves: Curves, kind: str, choose: object) -> Stat | None:
    split = next((s for s in DECIDING if np.isfinite(curves.values(f"{s}_{kind}")).any()), None)
    if split is None:
        return None
    values = curves.values(f"{split}_{kind}")
    at = int(choose(values))
    write, word = (loss, "Lowest") if kind == "loss" else (percent, "Highest")
    where = f"{curves.counted_by} {epoch(float(curves.epoch[at]))}"
    note = ", ".join(filter(None, (where, mean_of(curves, f"{split}_{kind}"))))
    return Stat(f"{word} {split} {kind}", write(float(values[at])), note)


def length(run: Run) -> timedelta | None:
    if run.started_at is None or run.finished_at is None:
        return None
    return run.finished_at - run.started_at


def closing_values(run: Run) -> dict[str, str]:
    """Values at the end of the log that belong to no epoch; not finite ones are kept as text."""
    return {name: short(float(value)) for name, value in run.summary.items()}


def facts(run: Run, known: Facts) -> list[Fact]:
    """What is known of the run beside its log, and who said it."""
    said = {"entered": queries.entered_facts(run)}
    said["from the parameters"] = facts_from_parameters(run.parameters)
    said["from the predictions"] = known
    return [
        Fact(label, fact_text(known, name), _source(said, name))
        for name, label in FACT_LABELS.items()
    ]


def fact_text(known: Facts, name: str) -> str:
    value = getattr(known, name)
    if value is None:
        return "not known"
    if name == "loss_kind":
        return LOSS_KINDS[value]
    return percent(value) if name == "majority" else f"{value:,}"


def _source(said: Mapping[str, Facts], name: str) -> str:
    """The first who said it; nobody where it is not known."""
    return next((source for source, facts in said.items() if facts.says(name)), "")


def run_plane(run: Run, curves: Curves, known: Facts) -> tuple[str, Plane | None]:
    """The split on which losses and accuracies lie, and their plane."""
    for split in DECIDING:
        drawn = plane(
            curves,
            split,
            known.classes,
            keep=(run.keep_by_loss, run.keep_by_accuracy),
            is_cross_entropy=known.loss_kind in CROSS_ENTROPIES,
        )
        if drawn:
            return split, drawn
    return "", None


def short(value: float) -> str:
    """A number of any size, with four digits."""
    if not np.isfinite(value):
        return loss(float(value))
    size = abs(value)
    if size and not 1e-4 <= size < 1e7:
        return f"{value:.3g}".replace("-", "−")
    text = f"{value:,.0f}" if size >= 1000 else f"{value:.4g}"
    return text.replace("-", "−")
