"""A file of predictions as `diagnose --predictions` prints it: for people, and as JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import indent

from experiments.analysis.wording import count, number, percent, points
from experiments.diagnosis.layout import section, wrapped
from experiments.predictions.code import snippets
from experiments.predictions.report import ClassReport, HardSample, Report
from experiments.predictions.words import JUDGED, judged, share

MOST_CLASSES = 20
HARDEST = 5
LONGEST_NAME = 24


@dataclass(frozen=True)
class Diagnosis:
    """One file of predictions and what was measured in it; `notes` are those of its reader."""

    path: str
    title: str
    notes: tuple[str, ...]
    report: Report


def as_json(diagnosis: Diagnosis) -> dict[str, object]:
    """What one line of `diagnose --predictions --json` holds; losses in nats, shares from 0 to 1.

    `ece` is over 15 bins of equal width. `log_loss_after` and `ece_after` are cross-fitted: no
    sample had a say in its own temperature.
    """
    report = diagnosis.report
    return {
        "path": diagnosis.path,
        "n": report.n,
        "classes": len(report.class_names),
        "log_loss": report.log_loss,
        "accuracy": report.accuracy,
        "accuracy_interval": list(report.accuracy_interval),
        "brier": report.before.brier,
        "ece": report.before.ece,
        "mean_confidence": report.before.mean_confidence,
        "temperature": report.temperature.advised,
        "temperature_ml": report.temperature.ml,
        "log_loss_after": report.after.log_loss,
        "ece_after": report.after.ece,
        "balanced_accuracy": report.balanced_accuracy,
        "macro_f1": report.macro_f1,
        "majority_baseline": report.majority_baseline,
        "loss_share_wrong": report.loss_share_wrong,
        "top_1pct_loss_share": report.concentration.top_1pct_loss_share,
        "confidence": report.confidence,
        "sentence": report.words.sentence,
    }


def as_text(diagnosis: Diagnosis) -> str:
    """The sentence first, then the numbers, the classes, the hardest samples, and T as code."""
    report = diagnosis.report
    blocks = [
        _heading(diagnosis),
        wrapped(report.words.sentence, 2),
        section("Numbers", _pairs(_numbers(report))),
        section(_classes_title(report), _classes(report)),
        section("Hardest samples", _hardest(report)),
        section("The temperature as code", _code(report)),
        section("How the file was read", [wrapped(note, 4) for note in diagnosis.notes]),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _heading(diagnosis: Diagnosis) -> str:
    report = diagnosis.report
    size = f"{count(report.n, 'sample')}, {len(report.class_names):,} classes, {report.kind}"
    return " · ".join((diagnosis.path, diagnosis.title, size))


def _numbers(report: Report) -> list[tuple[str, str]]:
    before, after, heat = report.before, report.after, report.temperature
    return [
        ("Log loss", _between(number(report.log_loss), report.log_loss_interval, number)),
        ("Accuracy", _between(percent(report.accuracy), report.accuracy_interval, percent)),
        ("Always the largest class", f"{percent(report.majority_baseline)} accuracy"),
        ("Balanced accuracy", percent(report.balanced_accuracy)),
        ("Macro F1", f"{report.macro_f1:.4f}"),
        ("Brier score", f"{before.brier:.4f}"),
        ("Mean confidence", f"{percent(before.mean_confidence)}, {JUDGED[judged(report)]}"),
        ("Calibration error (ECE)", f"{points(before.ece)}, {points(after.ece)} with T"),
        ("Temperature T", _between(f"{heat.advised:.4g}", heat.interval, "{:.3g}".format)),
        ("… of maximum likelihood", f"{heat.ml:.4g}"),
        ("Log loss with T, cross-fitted", number(after.log_loss)),
        ("Loss on wrong answers", share(report.loss_share_wrong)),
        ("Loss on the hardest 1 %", share(report.concentration.top_1pct_loss_share)),
    ]


def _between(text: str, interval: tuple[float, float], write: object) -> str:
    low, high = (write(end) for end in interval)
    return f"{text} ({low} to {high})"


def _pairs(pairs: Sequence[tuple[str, str]]) -> list[str]:
    width = max(len(label) for label, _ in pairs)
    return [f"    {label:<{width}}  {text}" for label, text in pairs]


def _classes_title(report: Report) -> str:
    if len(report.per_class) <= MOST_CLASSES:
        return "Classes"
    return f"The {MOST_CLASSES} classes of {len(report.per_class):,} that carry most of the loss"


def _classes(report: Report) -> list[str]:
    shown = report.per_class
    if len(shown) > MOST_CLASSES:
        shown = tuple(sorted(shown, key=lambda one: -one.loss_share)[:MOST_CLASSES])
    head = ("", "samples", "precision", "recall", "F1", "mean loss", "share of loss")
    return _table([head, *(_class(one) for one in shown)])


def _class(one: ClassReport) -> tuple[str, ...]:
    mean = "" if one.mean_loss is None else number(one.mean_loss)
    scores = tuple(f"{score:.3f}" for score in (one.precision, one.recall, one.f1))
    return (_short(one.name), f"{one.support:,}", *scores, mean, share(one.loss_share))


def _hardest(report: Report) -> list[str]:
    head = ("", "true", "p", "predicted", "p", "loss", "share of loss")
    rows = [_sample(one, report.class_names) for one in report.hardest[:HARDEST]]
    return _table([head, *rows]) if rows else []


def _sample(one: HardSample, names: Sequence[str]) -> tuple[str, ...]:
    return (
        _short(one.id),
        _short(names[one.true]),
        f"{one.p_true:.3g}",
        _short(names[one.predicted]),
        f"{one.p_predicted:.3g}",
        number(one.loss),
        share(one.loss_share),
    )


def _table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns as wide as their widest cell, the first to the left and the others to the right."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = []
    for first, *others in rows:
        cells = [f"{first:<{widths[0]}}"]
        cells += [f"{cell:>{width}}" for cell, width in zip(others, widths[1:], strict=True)]
        lines.append("    " + "  ".join(cells).rstrip())
    return lines


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def _code(report: Report) -> list[str]:
    numpy = next(s for s in snippets(report.temperature.advised, report.kind) if s.key == "numpy")
    return [indent(numpy.text.rstrip(), "    ")]
