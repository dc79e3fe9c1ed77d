"""How charts are looked at, from an address; values that mean nothing are passed over, so that an
old link still opens."""

from math import isfinite

from django.http import QueryDict

from experiments.charts.panels import MOST_SMOOTH
from experiments.charts.run_lines import Window
from experiments.views.asked import whole_number


def window_of(query: QueryDict) -> Window | None:
    try:
        low, high = float(query["from"]), float(query["to"])
    except (KeyError, ValueError):
        return None
    return (low, high) if low < high and isfinite(high - low) else None


def window_over(x: str, query: QueryDict) -> Window | None:
    """The part that was asked for, unless it was one of another axis."""
    return window_of(query) if query.get("of", x) == x else None


def smooth_of(query: QueryDict) -> int:
    return min(whole_number(query.get("smooth", "")) or 0, MOST_SMOOTH)


def scale_of(query: QueryDict) -> str:
    return "log" if query.get("scale") == "log" else "lin"
