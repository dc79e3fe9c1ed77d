"""The concentration curve: the hardest x % of the samples carry y % of the loss."""

import math
from collections.abc import Iterator
from html import escape

import numpy as np

from experiments.charts.drawn import Drawn, drawn, share_label
from experiments.charts.panel_svg import Size, axes_svg, clipped, path
from experiments.charts.scale import Axis, linear_axis
from experiments.charts.words import text_width
from experiments.predictions.report import Concentration

WIDE = Size("wide", 584, 270, left=44, right=20, top=24, bottom=38)
NARROW = Size("narrow", 328, 270, left=44, right=20, top=24, bottom=38)
EXTENTS = (0.2, 0.5, 1.0)
NEARLY_ALL = 0.97
MARKS = (0.01, 0.05)
LINE, AWAY = 15, 40
"""The least distance of two lines of words, and of words from marks that share a line."""
EVEN = "if all weighed the same"
TABLED = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
LOSSES = Axis(0, 100, (0, 25, 50, 75, 100), ("0 %", "25 %", "50 %", "75 %", "100 %"))


def loss_at(curve: Concentration, share: float) -> float:
    """What the hardest `share` of the samples carry of the loss, in [0, 1].

    >>> loss_at(Concentration((0.0, 0.5, 1.0), (0.0, 0.9, 1.0), 1, 0.1), 0.25)
    0.45
    """
    return float(np.interp(share, curve.samples, curve.loss))


def concentration_rows(curve: Concentration, n: int) -> list[tuple[float, int, float]]:
    """Share of the samples, their count, rounded up, and what these carry, for a table.

    Shares of less than one sample are left out.

    >>> concentration_rows(Concentration((0.0, 1.0), (0.0, 1.0), 1, 0.5), 4)
    [(0.5, 2, 0.5), (1.0, 4, 1.0)]
    """
    counts = [(share, _count(share, n)) for share in TABLED if share * n >= 1]
    return [(share, count, loss_at(curve, count / n)) for share, count in counts]


def _count(share: float, n: int) -> int:
    """Rounded up, as the number told beside the chart is; a hair's breadth is float noise."""
    return math.ceil(share * n - 1e-9)


def concentration(curve: Concentration, n: int) -> Drawn:
    """The curve of n samples, with the diagonal of samples that all weigh the same.

    1 % and 5 % are marked where they are one sample at least.

    >>> curve = Concentration((0.0, 0.01, 0.05, 1.0), (0.0, 0.5, 0.9, 1.0), 10, 0.5)
    >>> concentration(curve, 1000).description[-64:]
    'the hardest 5 % carry 90 %. Half of the loss lies on 10 samples.'
    """
    marks = [_count(share, n) / n for share in MARKS if share * n >= 1]

    def draw(size: Size) -> Iterator[str]:
        yield from _lines(curve, marks, size)

    title = "Loss concentration: share of the loss by share of the samples, hardest first"
    return drawn("concentration", title, _told(curve, marks), draw, WIDE, NARROW)


def _told(curve: Concentration, marks: list[float]) -> str:
    parts = [f"{share_label(loss_at(curve, share))}" for share in marks]
    half = f"Half of the loss lies on {curve.half_count:,} samples."
    if curve.half_count == 1:
        half = "Half of the loss lies on 1 sample."
    if len(parts) < 2:
        return half
    first = f"The hardest 1 % of the samples carry {parts[0]} of the loss"
    return f"{first}, the hardest 5 % carry {parts[1]}. {half}"


def _lines(curve: Concentration, marks: list[float], size: Size) -> Iterator[str]:
    x_axis = _x_axis(curve)
    places = [
        (size.x(x_axis, 100 * a), size.y(LOSSES, 100 * b))
        for a, b in zip(curve.samples, curve.loss, strict=True)
    ]
    corner = size.x(x_axis, 100), size.y(LOSSES, 100)
    yield from axes_svg(x_axis, LOSSES, size)
    even = path([(size.left, size.floor), corner])
    line = f'<path class="ideal" d="{even}"/><path class="line val s1" d="{path(places)}"/>'
    yield from clipped([line], size, f"concentration-{size.name}-c")
    yield from _even_words(x_axis, size)
    yield from _marks(curve, marks, x_axis, size)
    yield '<text x="0" y="10">share of the loss</text>'
    words, base = "share of samples, hardest first", size.height - 4
    yield f'<text class="a-end" x="{size.end:g}" y="{base:g}">{words}</text>'


def _x_axis(curve: Concentration) -> Axis:
    """Only as far as something happens: where nearly all of the loss is reached."""
    end = next((e for e in EXTENTS if loss_at(curve, e) >= NEARLY_ALL), 1.0)
    axis = linear_axis(0, 100 * end, most=5)
    return Axis(0, 100 * end, axis.ticks, tuple(f"{label} %" for label in axis.labels))


def _even_words(x_axis: Axis, size: Size) -> Iterator[str]:
    if x_axis.high <= 50:
        y = _even_base(x_axis, size)
        yield f'<text class="zone halo a-end" x="{size.end:g}" y="{y:.1f}">{EVEN}</text>'


def _even_base(x_axis: Axis, size: Size) -> float:
    return size.y(LOSSES, x_axis.high) - 8


def _end_of_room(base: float, x_axis: Axis, size: Size) -> float:
    """How far to the right words on this line may reach."""
    is_free = x_axis.high > 50 or abs(base - _even_base(x_axis, size)) >= LINE
    return size.width if is_free else size.end - text_width(EVEN) - 16


def _marks(curve: Concentration, marks: list[float], x_axis: Axis, size: Size) -> Iterator[str]:
    """Dots with their words below the curve, where it leaves room: it bends away from there."""
    places = [(size.x(x_axis, 100 * a), size.y(LOSSES, 100 * loss_at(curve, a))) for a in marks]
    for x, y in places:
        yield f'<path class="best-line" d="M{x:.1f} {y:.1f}V{size.floor:g}"/>'
        yield f'<circle class="dot f1" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>'
    bases = [min(y + 14, size.floor - 6) for _, y in places]
    shares = [share_label(loss_at(curve, share)) for share in marks]
    if len(marks) == 2 and bases[0] - bases[1] < LINE:
        words = f"1 % carry {shares[0]}, 5 % carry {shares[1]}"
        x, y = places[1]
        high = y < (size.top + size.floor) / 2
        yield _words(words, x + (9 if high else AWAY), bases[1] if high else size.floor - 6)
        return
    for share, carried, (x, _), base in zip(marks, shares, places, bases, strict=True):
        words = f"{100 * share:.0f} % of samples, {carried} of the loss"
        fits = x + 9 + text_width(words, 12.5) <= _end_of_room(base, x_axis, size)
        yield _words(words if fits else f"{100 * share:.0f} %, {carried}", x + 9, base)


def _words(words: str, x: float, base: float) -> str:
    return f'<text class="lab-strong halo" x="{x:.1f}" y="{base:.1f}">{escape(words)}</text>'
