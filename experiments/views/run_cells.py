"""The cells of a run table, made at once for all rows: templates in loops are slow."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from experiments.models import Run
from experiments.querying.field import TIME, Field
from experiments.templatetags import lossacc as words
from experiments.templatetags import marks
from experiments.views.run_columns import TableColumn

NOTHING = SafeString('<span class="muted">none</span>')
LABELS = {"val_loss": "val loss", "val_accuracy": "val accuracy"}
LONGEST = 80


class Cell(NamedTuple):
    """What stands in a cell; `label` names its column where rows are shown as cards."""

    html: SafeString
    css: str
    label: str


class Row(NamedTuple):
    run: Run
    cells: list[Cell]


def rows_of(
    runs: Sequence[Run], columns: Sequence[TableColumn], baseline: Run | None = None
) -> list[Row]:
    """The rows of these runs, without their first cells, which hold the name."""
    both = [*runs, baseline] if baseline and baseline.pk not in {r.pk for r in runs} else runs
    values = {column.name: column.field.values(both) for column in columns}
    return [
        Row(run, [_cell(run, column, values[column.name], baseline) for column in columns])
        for run in runs
    ]


def _cell(run: Run, column: TableColumn, values: dict[int, object], baseline: Run | None) -> Cell:
    value = values.get(run.pk)
    html = _DRAWN.get(column.name, _plain)(run, column.field, value)
    if baseline is not None and baseline.pk != run.pk:
        html = format_html("{}{}", html, _difference(column.field, value, values.get(baseline.pk)))
    return Cell(html, column.css, LABELS.get(column.name, column.title))


def _plain(run: Run, shown: Field, value: object) -> SafeString:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return SafeString("yes" if value else "no")
    if shown.type == TIME and isinstance(value, datetime):
        return _time(value)
    if isinstance(value, float | int):
        return format_html("{}", number(shown, float(value)))
    text = str(value)
    if len(text) > LONGEST:
        return format_html('<span title="{}">{}…</span>', text, text[: LONGEST - 1])
    return format_html("{}", text)


def number(shown: Field, value: float) -> str:
    """A value with sensible digits: accuracies in percent, epochs whole, losses to four places."""
    if shown.percent:
        return words.in_percent(value)
    if shown.name.startswith("at.") or shown.name == "epochs":
        return words.epoch(value)
    if shown.name == "gap":
        return words.gap(value)
    return words.loss(value).replace("-", "−")


def _difference(shown: Field, value: object, base: object) -> SafeString:
    """How much better or worse than the baseline; nothing where either has no number."""
    plain = all(isinstance(v, float | int) and not isinstance(v, bool) for v in (value, base))
    if not plain or shown.name.startswith("at."):
        return SafeString("")
    by = value - base
    written = words.points(by) if shown.percent else words.gap(by)
    told = "" if not shown.better or not by else ("better" if by * shown.better > 0 else "worse")
    return format_html(' <span class="diff {}">{} {}</span>', told, written, told)


def _time(moment: datetime) -> SafeString:
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(),
        f"{moment.day} {moment:%b %Y, %H:%M} UTC",
        words.ago(moment),
    )


def _started(run: Run, shown: Field, value: object) -> SafeString:
    return _time(value) if value else SafeString('<span class="muted">not logged</span>')


def _verdict(run: Run, shown: Field, value: object) -> SafeString:
    return format_html('<span id="verdict-{}">{}</span>', run.uuid, marks.run_chip(run))


def _status(run: Run, shown: Field, value: object) -> SafeString:
    return marks.run_status(run, is_short=True)


def _best(kind: str, best: str) -> Callable[[Run, Field, object], SafeString]:
    def drawn(run: Run, shown: Field, value: object) -> SafeString:
        if value is None:
            return format_html('<span class="spark-none"></span><span class="v">{}</span>', NOTHING)
        spark = words.drawn_sparkline(run.sparks.get(kind), best)
        short = f"{run.epoch_count} epoch{'' if run.epoch_count == 1 else 's'}"
        line = spark or format_html('<span class="spark-none muted">{}</span>', short)
        at = getattr(run, f"best_val_{kind}_epoch")
        return format_html(
            '{}<span class="v"><span>{}</span> <span class="at">@ {}</span></span>',
            line,
            number(shown, float(value)),
            words.epoch(at),
        )

    return drawn


def _gap(run: Run, shown: Field, value: object) -> SafeString:
    return format_html("{}", words.gap(value)) if value is not None else NOTHING


def _tags(run: Run, shown: Field, value: object) -> SafeString:
    names = ((urlencode({"tag": tag.name}), tag.name) for tag in run.tags.all())
    return format_html_join(" ", '<a class="tag" href="?{}">{}</a>', names)


def _who(run: Run, shown: Field, value: object) -> SafeString:
    if run.created_by is None:
        return NOTHING
    letters = words.initials(run.created_by)
    return format_html('<abbr class="avatar" title="{}">{}</abbr>', run.created_by, letters)


_DRAWN: dict[str, Callable[[Run, Field, object], SafeString]] = {
    "verdict": _verdict,
    "status": _status,
    "val_loss": _best("loss", "min"),
    "val_accuracy": _best("accuracy", "max"),
    "gap": _gap,
    "tags": _tags,
    "started": _started,
    "who": _who,
}
