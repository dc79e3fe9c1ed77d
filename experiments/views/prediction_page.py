"""The page of measured predictions, put together from the stored report alone."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict

from experiments.charts.concentration import concentration, concentration_rows
from experiments.charts.drawn import share_label
from experiments.charts.loss_split import loss_split, loss_split_rows
from experiments.charts.reliability import reliability
from experiments.models import Predictions
from experiments.predictions.code import snippets
from experiments.predictions.glossary import GLOSSARY
from experiments.predictions.report import Bin, Report
from experiments.predictions.words import errors_too_sure, judged
from experiments.templatetags.lossacc import epoch
from experiments.views.prediction_confusion import confusion_view
from experiments.views.prediction_numbers import (
    changes_nothing,
    numbers,
    percent1,
    plain,
    span,
    split_note,
    split_numbers,
    stats,
    temperature_note,
    temperatures,
)
from experiments.views.prediction_tables import class_table, hard_table

GLYPHS = {
    "over": ("warn", "overconfident"),
    "under": ("info", "underconfident"),
    "calibrated": ("ok", "healthy"),
    "unsure": ("plain", "unsure"),
}
USELESS = ("bad", "never")
SPLITS = tuple(Predictions.Split)


@dataclass(frozen=True)
class BinRow:
    when: str
    confidence: str
    accuracy: str
    interval: str
    count: int


@dataclass(frozen=True)
class Sibling:
    """Other predictions of the run that this page can turn to."""

    uuid: object
    label: str
    current: bool


def report_context(report: Report, query: QueryDict) -> dict[str, object]:
    """All that the page shows of a report, as its address asks for it."""
    bins = "mass" if query.get("bins") == "mass" else "width"
    parts = [c.mass_bins if bins == "mass" else c.bins for c in (report.before, report.after)]
    tone, icon = _glyph(report)
    first, _, rest = report.words.advice.partition(". ")
    return {
        "report": report,
        "tone": tone,
        "icon": icon,
        "advice": (f"{first}." if rest else first, rest),
        "stats": stats(report),
        "split": loss_split(report.n, report.wrong, report.loss_share_wrong),
        "split_numbers": split_numbers(report),
        "split_note": split_note(report),
        "split_rows": loss_split_rows(report.n, report.wrong, report.loss_share_wrong),
        "concentration": concentration(report.concentration, report.n),
        "concentration_rows": _concentration_rows(report),
        "bins": bins,
        "reliability": reliability(*parts, report.temperature.advised),
        "bin_rows": [*_bin_rows("before", parts[0]), *_bin_rows("after", parts[1])],
        "confusion": confusion_view(
            report, query.get("confusion", ""), whole=query.get("mistakes") == "all"
        ),
        "classes": class_table(report, query),
        "hardest": hard_table(report, whole=query.get("hardest") == "all"),
        "numbers": numbers(report),
        "temperatures": temperatures(report),
        "temperature_note": temperature_note(report),
        "changes_nothing": changes_nothing(report),
        "snippets": snippets(report.temperature.advised, report.kind),
        "glossary": GLOSSARY.items(),
    }


def _glyph(report: Report) -> tuple[str, str]:
    if report.accuracy <= report.majority_baseline:
        return USELESS
    word = judged(report)
    if word != "under" and errors_too_sure(report):
        return GLYPHS["over"]
    return GLYPHS[word]


def _concentration_rows(report: Report) -> list[tuple[str, int, str]]:
    rows = concentration_rows(report.concentration, report.n)
    return [(f"{100 * part:g} %", samples, share_label(carried)) for part, samples, carried in rows]


def _bin_rows(when: str, bins: Iterable[Bin]) -> list[BinRow]:
    return [
        BinRow(
            when,
            percent1(found.confidence),
            percent1(found.accuracy),
            f"{span(found.interval, plain)} %",
            found.count,
        )
        for found in bins
    ]


def siblings(rows: Iterable[Predictions], shown: Predictions) -> dict[str, list[Sibling]]:
    """Measured predictions of the run: one of each split, and the epochs of the split shown.

    Of one split and epoch the newest is offered, or the one that is shown.
    """
    done = [row for row in rows if row.state == Predictions.State.DONE]
    newest: dict[tuple[str, float | None], Predictions] = {}
    for row in done:
        at = row.split, row.epoch
        if row.pk == shown.pk or at not in newest:
            newest[at] = row
    newest[shown.split, shown.epoch] = shown
    return {"splits": _splits(newest, shown), "epochs": _epochs(newest, shown)}


def _splits(
    newest: dict[tuple[str, float | None], Predictions], shown: Predictions
) -> list[Sibling]:
    found = []
    for split in SPLITS:
        of_split = [row for (name, _), row in newest.items() if name == split]
        if of_split:
            same = newest.get((split, shown.epoch), of_split[0])
            found.append(Sibling(same.uuid, split.value, split == shown.split))
    return found if len(found) > 1 else []


def _epochs(
    newest: dict[tuple[str, float | None], Predictions], shown: Predictions
) -> list[Sibling]:
    of_split = [row for (name, _), row in newest.items() if name == shown.split]
    of_split.sort(key=lambda row: (row.epoch is None, row.epoch or 0.0))
    found = [
        Sibling(
            row.uuid, "whole run" if row.epoch is None else epoch(row.epoch), row.pk == shown.pk
        )
        for row in of_split
    ]
    return found if len(found) > 1 else []
