"""The rows of a run table as HTML, all made at once: templates in loops are slow.

What people wrote is escaped where it is put in; all else is numbers, times and words of ours.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import NamedTuple

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from experiments.charts.sparkline import sparkline
from experiments.models import Run
from experiments.querying.field import TIME, Field
from experiments.querying.values import values_of
from experiments.templatetags import lossacc as words
from experiments.templatetags import marks
from experiments.views.run_columns import TableColumn

NOTHING = '<span class="muted">none</span>'
LABELS = {"val_loss": "val loss", "val_accuracy": "val accuracy"}
LONGEST = 80

_HEAD = (
    '<tr role="row" data-run="{uuid}" tabindex="-1"><td role="cell" class="c-sel"><label class='
    '"pick"><input type="checkbox" class="check choose" form="compare" name="run" value="{uuid}" '
    'data-name="{name}" aria-label="Choose {name}"></label></td><th role="rowheader" scope="row" '
    'class="name pinned"><a href="{address}" title="{name}"{label}>{shown}</a>{marks}</th>'
)
LONG_NAME, TAIL = 20, 10
"""From so many characters on a name may be cut, but for its end: there names of a sweep differ."""


class _Drawn(NamedTuple):
    """A column, what each of its cells begins with, and its values by the run's primary key."""

    column: TableColumn
    opening: str
    values: Mapping[int, object]


def rows_of(
    runs: Sequence[Run],
    columns: Sequence[TableColumn],
    baseline: Run | None = None,
    query: str = "",
) -> list[SafeString]:
    """The rows of these runs: a box to choose each, its name, and these columns.

    `query` is that of the table without its tags, to which a tag of a run leads.
    """
    both = [*runs, baseline] if baseline and baseline.pk not in {r.pk for r in runs} else runs
    asked = [column.field for column in columns if column.name not in _OF_RUN]
    values = dict(values_of(asked, both))
    if any(column.name == "tags" for column in columns):
        values["tags"] = {run.pk: _tags(run, query) for run in runs}
    drawn = [_drawn(column, values.get(column.name, {})) for column in columns]
    return [mark_safe(_row(run, drawn, baseline)) for run in runs]  # noqa: S308, see above


def _name(name: str) -> tuple[str, str]:
    """What a screen reader reads, where it is not what is shown; and what is shown."""
    if len(name) <= LONG_NAME:
        return "", escape(name)
    begin, end = escape(name[:-TAIL]), escape(name[-TAIL:])
    return f' aria-label="{escape(name)}"', f"<span>{begin}</span><span>{end}</span>"


def _drawn(column: TableColumn, values: Mapping[int, object]) -> _Drawn:
    css = f' class="{column.css}"' if column.css else ""
    label = escape(LABELS.get(column.name, column.title))
    return _Drawn(column, f'<td role="cell"{css} data-label="{label}">', values)


def _row(run: Run, columns: Sequence[_Drawn], baseline: Run | None) -> str:
    is_baseline = baseline is not None and run.pk == baseline.pk
    label, shown = _name(run.name)
    head = _HEAD.format(
        uuid=run.uuid,
        name=escape(run.name),
        label=label,
        shown=shown,
        address=reverse("run", args=[run.uuid]),
        marks=(' <span class="example">example</span>' if run.is_example else "")
        + (' <span class="example">baseline</span>' if is_baseline else ""),
    )
    base = None if is_baseline else baseline
    return "".join((head, *(_cell(run, one, base) for one in columns), "</tr>"))


def _cell(run: Run, drawn: _Drawn, baseline: Run | None) -> str:
    shown, value = drawn.column.field, drawn.values.get(run.pk)
    html = _DRAWN.get(shown.name, _plain)(run, shown, value)
    if baseline is not None:
        html += _difference(shown, value, drawn.values.get(baseline.pk))
    return f"{drawn.opening}{html}</td>"


def _plain(run: Run, shown: Field, value: object) -> str:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if shown.type == TIME and isinstance(value, datetime):
        return _time(value)
    if isinstance(value, float | int):
        return number(shown, float(value))
    text = str(value)
    if len(text) > LONGEST:
        return f'<span title="{escape(text)}">{escape(text[: LONGEST - 1])}…</span>'
    return escape(text)


def number(shown: Field, value: float) -> str:
    """A value with sensible digits: accuracies in percent, epochs whole, losses to four places."""
    if shown.percent:
        return words.in_percent(value)
    if shown.name.startswith("at.") or shown.name == "epochs":
        return words.epoch(value)
    if shown.name == "gap":
        return words.gap(value)
    return words.loss(value).replace("-", "−")


def _difference(shown: Field, value: object, base: object) -> str:
    """How much better or worse than the baseline; nothing where either has no number."""
    plain = all(isinstance(v, float | int) and not isinstance(v, bool) for v in (value, base))
    if not plain or shown.name.startswith("at."):
        return ""
    by = value - base
    written = words.points(by) if shown.percent else words.gap(by)
    told = "" if not shown.better or not by else ("better" if by * shown.better > 0 else "worse")
    return f' <span class="diff {told}">{written} {told}</span>'


def _time(moment: datetime) -> str:
    exact = f"{moment.day} {moment:%b %Y, %H:%M} UTC"
    return f'<time datetime="{moment.isoformat()}" title="{exact}">{words.ago(moment)}</time>'


def _started(run: Run, shown: Field, value: object) -> str:
    return _time(value) if value else '<span class="muted">not logged</span>'


def _verdict(run: Run, shown: Field, value: object) -> str:
    return f'<span id="verdict-{run.uuid}">{marks.run_chip(run)}</span>'


def _status(run: Run, shown: Field, value: object) -> str:
    return marks.run_status(run, is_short=True)


def _best(kind: str, best: str) -> Callable[[Run, Field, object], str]:
    def drawn(run: Run, shown: Field, value: object) -> str:
        if value is None:
            return f'<span class="spark-none"></span><span class="v">{NOTHING}</span>'
        values = run.sparks.get(kind, ())
        few = f"{len(values)} value{'' if len(values) == 1 else 's'}" if values else ""
        line = sparkline(values, best) or f'<span class="spark-none muted">{few}</span>'
        at = words.epoch(getattr(run, f"best_val_{kind}_epoch"))
        told = number(shown, float(value))
        return f'{line}<span class="v"><span>{told}</span> <span class="at">@ {at}</span></span>'

    return drawn


def _gap(run: Run, shown: Field, value: object) -> str:
    return NOTHING if value is None else words.gap(value)


def _tags(run: Run, query: str) -> str:
    others = escape(query and f"{query}&")
    return " ".join(
        f'<a class="tag" href="?{others}{urlencode({"tag": tag.name})}">{escape(tag.name)}</a>'
        for tag in run.tags.all()
    )


def _as_it_is(run: Run, shown: Field, value: object) -> str:
    return str(value)


def _who(run: Run, shown: Field, value: object) -> str:
    if run.created_by is None:
        return NOTHING
    name, letters = escape(str(run.created_by)), escape(words.initials(run.created_by))
    return f'<abbr class="avatar" title="{name}">{letters}</abbr>'


_DRAWN: dict[str, Callable[[Run, Field, object], str]] = {
    "verdict": _verdict,
    "status": _status,
    "val_loss": _best("loss", "min"),
    "val_accuracy": _best("accuracy", "max"),
    "gap": _gap,
    "tags": _as_it_is,
    "started": _started,
    "who": _who,
}
_OF_RUN = frozenset(("verdict", "status", "tags", "who"))
"""Columns that are drawn from what a run of a page brings along."""
