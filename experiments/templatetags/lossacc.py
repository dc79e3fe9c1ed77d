"""Numbers, times and verdicts as pages write them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from experiments.analysis.wording import mark
from experiments.charts.sparkline import sparkline
from experiments.markdown import html_of
from experiments.names_shown import short_name, with_units
from experiments.summaries import length_noun

register = template.Library()
register.filter("short_name", short_name)
register.filter("with_units", with_units)
register.filter("length_noun", length_noun)

NONE = "none"
MINUTE, HOUR, DAY = 60, 3600, 86400
UNITS = ((DAY, "d", HOUR, "h"), (HOUR, "h", MINUTE, "min"), (MINUTE, "min", 1, "s"))


@dataclass(frozen=True)
class Chip:
    """How a verdict looks in two words: its tone, its glyph, and what stands before the epoch."""

    word: str
    icon: str
    tone: str = ""
    since: str = ""


CHIPS = {
    "overfits": Chip("Overfits", "overfits", "bad", "from"),
    "diverged": Chip("Diverged", "diverged", "bad", "at"),
    "never_learns": Chip("Never learns", "never", "bad"),
    "disagrees": Chip("Disagrees", "disagree", "warn", "from"),
    "miscalibrated": Chip("Miscalibrated", "overconfident", "warn"),
    "over_confident": Chip("Over-confident", "overconfident", "warn"),
    "under_confident": Chip("Under-confident", "underconfident", "warn"),
    "oscillates": Chip("Oscillates", "oscillates", "warn"),
    "suspicious": Chip("Suspicious", "alert", "warn"),
    "plateau": Chip("Plateau", "plateau", "", "from"),
    "still_improving": Chip("Still improving", "improving", "info"),
    "healthy": Chip("Healthy", "healthy", "ok"),
    "cannot_tell": Chip("Cannot tell", "unsure", "unsure"),
    "analysing": Chip("Analysing", "busy", "info"),
    "failed": Chip("Analysis failed", "failed", "bad"),
    "": Chip("Not analysed", "unsure", "unsure"),
}


@register.filter
def chip(label: str | None) -> Chip:
    return CHIPS[label or ""]


@register.filter
def thousands(number: int) -> str:
    return f"{number:,}"


@register.filter
def epoch(number: float | None) -> str:
    """An epoch as the log counts it: 14, and 0.5 where the log has halves; steps as 55,528."""
    return NONE if number is None else mark(number)


@register.filter
def loss(value: float | None) -> str:
    """A loss with four digits after the point; very small and very large ones shorter."""
    if value is None:
        return NONE
    if not math.isfinite(value):
        return _not_finite(value)
    size = abs(value)
    if size >= 1e6 or 0 < size < 1e-4:
        return f"{value:.3g}"
    return f"{value:,.2f}" if size >= 100 else f"{value:.4f}"


@register.filter
def gap(value: float | None) -> str:
    """A difference of losses, with its sign."""
    if value is None or not math.isfinite(value):
        return loss(value)
    written = f"{value:+.3f}" if abs(value) < 100 else f"{value:+.3g}"
    return "0.000" if float(written) == 0 else written.replace("-", "−")


@register.filter
def in_percent(fraction: float | None) -> str:
    """A fraction in percent, without the sign: for columns that carry it in their head."""
    if fraction is None:
        return NONE
    return f"{fraction * 100:.2f}" if math.isfinite(fraction) else _not_finite(fraction)


@register.filter
def percent(fraction: float | None) -> str:
    number = in_percent(fraction)
    return number if fraction is None or not math.isfinite(fraction) else f"{number} %"


@register.filter
def percent1(fraction: float) -> str:
    """A share in a sentence: one digit after the point at most."""
    return f"{100 * fraction:.1f}".removesuffix(".0") + " %"


@register.filter
def points(fraction: float | None) -> str:
    """A difference of accuracies in percentage points."""
    if fraction is None or not math.isfinite(fraction):
        return loss(fraction)
    written = f"{fraction * 100:+.1f}"
    return "0.0 points" if float(written) == 0 else f"{written.replace('-', '−')} points"


@register.filter
def duration(length: timedelta | float | None) -> str:
    """Seconds or a timedelta in its two largest units."""
    if length is None:
        return NONE
    seconds = length.total_seconds() if isinstance(length, timedelta) else length
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < MINUTE:
        return f"{seconds:.0f} s"
    size, unit, smaller, smaller_unit = next(u for u in UNITS if seconds >= u[0])
    whole, rest = divmod(int(seconds), size)
    return f"{whole} {unit} {rest // smaller} {smaller_unit}".removesuffix(f" 0 {smaller_unit}")


@register.filter
def ago(moment: datetime | None) -> str:
    """How long ago; the date once that is more than a month."""
    if moment is None:
        return NONE
    seconds = (timezone.now() - moment).total_seconds()
    if seconds < MINUTE:
        return "just now"
    if seconds < HOUR:
        return f"{seconds // MINUTE:.0f} min ago"
    if seconds < DAY:
        return f"{seconds // HOUR:.0f} h ago"
    days = int(seconds // DAY)
    if days > 30:
        return f"{moment.day} {moment:%b %Y}"
    return "yesterday" if days == 1 else f"{days} days ago"


@register.filter
def kept_until(deleted_at: datetime) -> datetime:
    """When a run in the trash is deleted for good."""
    return deleted_at + timedelta(days=settings.LOSSACC_TRASH_DAYS)


@register.filter
def initials(user: object) -> str:
    """Two letters for a round badge: of first and last name, else of the user name."""
    first, last = getattr(user, "first_name", ""), getattr(user, "last_name", "")
    return (first[:1] + last[:1] or str(user)[:2]).upper()


@register.filter
def markdown(text: str) -> SafeString:
    return mark_safe(html_of(text))  # noqa: S308, it escapes all that it did not make


@register.filter(name="sparkline")
def drawn_sparkline(values: Sequence[float] | None, best: str = "") -> SafeString:
    return mark_safe(sparkline(values or (), best))  # noqa: S308, it holds numbers only


def _not_finite(value: float) -> str:
    return "NaN" if math.isnan(value) else "∞" if value > 0 else "−∞"
