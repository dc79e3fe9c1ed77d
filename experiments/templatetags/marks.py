"""Verdicts and statuses as marks: a glyph and a word."""

from datetime import datetime, timedelta

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from experiments.models import SILENT, Run
from experiments.templatetags.lossacc import chip, epoch

register = template.Library()

_RING = '<circle cx="5" cy="5" r="3.6"/>'
SHAPES = {
    "running": f'{_RING}<path class="f" d="M5 1.4a3.6 3.6 0 0 1 0 7.2z"/>',
    "finished": '<circle class="f" cx="5" cy="5" r="4"/>',
    "failed": '<path d="M1.5 1.5l7 7M8.5 1.5l-7 7"/>',
    "silent": '<circle class="dashed" cx="5" cy="5" r="3.6"/>',
    "stopped": '<path class="f" d="M2 2h6v6H2z"/>',
}
"""How each status is drawn, 10 by 10; any other is a ring."""


@register.simple_tag
def verdict_chip(label: str | None, first_epoch: float | str | None = "") -> SafeString:
    """A verdict, ``analysing``, ``failed`` or nothing yet; with the epoch since when, if told."""
    shown = chip(label)
    since = SafeString("")
    if shown.since and first_epoch not in (None, ""):
        since = format_html(' <span class="ep">{} {}</span>', shown.since, epoch(first_epoch))
    return format_html(
        '<span class="chip {}"><svg aria-hidden="true" viewBox="0 0 16 16"{}>'
        '<use href="#i-{}"/></svg>{}{}</span>',
        shown.tone,
        SafeString(' class="busy"' if label == "analysing" else ""),
        shown.icon,
        shown.word,
        since,
    )


@register.simple_tag
def run_chip(run: Run) -> SafeString:
    """The verdict of a run that has `analysing` and `analysis_state`.

    While a run trains, its last verdict stays until the next one is there.
    """
    if run.analysing and not (run.is_training and run.verdict):
        return verdict_chip("analysing")
    if run.analysis_state == "failed":
        return verdict_chip("failed")
    return verdict_chip(run.verdict, run.verdict_epoch)


@register.simple_tag
def run_status(run: Run, *, is_short: bool = False) -> SafeString:
    """The status of a run; of one that is silent since when, and after how long it counts as so."""
    if not run.is_silent:
        return status_mark(run.status)
    since, length = _clock(run.heard_at), _rough(timezone.now() - run.heard_at)
    words = f"silent, {length}" if is_short else f"silent since {since} ({length})"
    after = settings.LOSSACC_STALE_AFTER
    return format_html(
        '<span class="status silent" title="{}"><svg viewBox="0 0 10 10" aria-hidden="true">{}'
        '</svg><time datetime="{}">{}</time></span>',
        f"Silent since {since} UTC: said to be running, but no new point came since. After {after} "
        f"minute{'' if after == 1 else 's'} without one a run counts as silent: it may have ended, "
        "died, or be in a long epoch.",
        SafeString(SHAPES[SILENT]),
        run.heard_at.isoformat(),
        words,
    )


def _clock(moment: datetime) -> str:
    today = moment.date() == timezone.now().date()
    return f"{moment:%H:%M}" if today else f"{moment.day} {moment:%b, %H:%M}"


def _rough(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 48 * 60 else f"{length.days} d"


@register.simple_tag
def status_mark(status: str) -> SafeString:
    shape = mark_safe(SHAPES.get(status, _RING))  # noqa: S308, one of the above
    return format_html(
        '<span class="status {0}"><svg viewBox="0 0 10 10" aria-hidden="true">{1}</svg>{0}</span>',
        status,
        shape,
    )
