"""Verdicts and statuses as marks: a glyph and a word."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from experiments.models import Run
from experiments.templatetags.lossacc import chip, epoch

register = template.Library()

_RING = '<circle cx="5" cy="5" r="3.6"/>'
SHAPES = {
    "running": f'{_RING}<path class="f" d="M5 1.4a3.6 3.6 0 0 1 0 7.2z"/>',
    "finished": '<circle class="f" cx="5" cy="5" r="4"/>',
    "failed": '<path d="M1.5 1.5l7 7M8.5 1.5l-7 7"/>',
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
    """The verdict of a run that has `analysing` and `analysis_state`."""
    if run.analysing:
        return verdict_chip("analysing")
    if run.analysis_state == "failed":
        return verdict_chip("failed")
    return verdict_chip(run.verdict, run.verdict_epoch)


@register.simple_tag
def status_mark(status: str) -> SafeString:
    shape = mark_safe(SHAPES.get(status, _RING))  # noqa: S308, one of the above
    return format_html(
        '<span class="status {0}"><svg viewBox="0 0 10 10" aria-hidden="true">{1}</svg>{0}</span>',
        status,
        shape,
    )
