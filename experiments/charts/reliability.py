"""The reliability diagram: accuracy against confidence, before and after the temperature."""

from collections.abc import Iterator, Sequence

from experiments.charts.drawn import Drawn, drawn
from experiments.charts.panel_svg import Size, axes_svg, path
from experiments.charts.scale import Axis, linear_axis
from experiments.predictions.report import Bin

WIDE = Size("wide", 584, 470, left=44, right=16, top=24, bottom=92)
NARROW = Size("narrow", 328, 360, left=44, right=16, top=24, bottom=92)
ACCURACIES = Axis(0, 100, (0, 25, 50, 75, 100), ("0 %", "25 %", "50 %", "75 %", "100 %"))
STRIP, FIRST_STRIP, STRIP_STEP = 18, 26, 22
"""Height of a strip of bars, and how far below the plot the strips begin."""
BEFORE, AFTER = "2", "3"
"""Colours of the style sheet; squares and circles tell them apart as well."""


def reliability(before: Sequence[Bin], after: Sequence[Bin], temperature: float) -> Drawn:
    """Accuracy of each bin with its 95 % interval, and the bin's share of the samples below.

    Each sequence has one bin at least; empty bins are left out of it.

    >>> one = Bin(0.9, 1.0, 50, 0.95, 0.8, (0.67, 0.89))
    >>> reliability([one], [one], 2.0).description[:61]
    'Before: accuracy lies within the interval of confidence in 0 '
    """
    low = _lowest([*before, *after])
    x_axis = _x_axis(low)
    most = max(b.count for b in (*before, *after))

    def draw(size: Size) -> Iterator[str]:
        yield from axes_svg(x_axis, ACCURACIES, size)
        yield from _drawings(before, after, x_axis, size)
        yield from _strip(before, x_axis, size, BEFORE, 0, most)
        yield from _strip(after, x_axis, size, AFTER, 1, most)
        yield from _captions(size)

    title = "Reliability diagram: accuracy by confidence, before and after the temperature"
    told = f"{_told('Before', before)} {_told(f'After T = {temperature:.3g}', after)}"
    return drawn("reliability", title, told, draw, WIDE, NARROW)


def calibrated_bins(bins: Sequence[Bin]) -> int:
    """In how many bins the mean confidence lies within the interval of the accuracy.

    >>> calibrated_bins([Bin(0.9, 1.0, 50, 0.95, 0.8, (0.67, 0.89))])
    0
    """
    return sum(b.interval[0] <= b.confidence <= b.interval[1] for b in bins)


def _told(when: str, bins: Sequence[Bin]) -> str:
    fits = calibrated_bins(bins)
    below = sum(b.interval[1] < b.confidence for b in bins)
    above = len(bins) - fits - below
    return (
        f"{when}: accuracy lies within the interval of confidence in {fits} of {len(bins)} bins, "
        f"below it in {below} and above it in {above}."
    )


def _lowest(bins: Sequence[Bin]) -> float:
    """The axis begins at a tenth, and shows all bins."""
    return min(int(10 * min(b.confidence for b in bins)), 9) / 10


def _x_axis(low: float) -> Axis:
    axis = linear_axis(100 * low, 100, most=5)
    return Axis(axis.low, axis.high, axis.ticks, tuple(f"{label} %" for label in axis.labels))


def _drawings(
    before: Sequence[Bin], after: Sequence[Bin], x_axis: Axis, size: Size
) -> Iterator[str]:
    diagonal = [_place(x_axis, size, share, share) for share in (x_axis.low / 100, 1)]
    yield f'<path class="ideal" d="{path(diagonal)}"/>'
    for bins, colour in ((before, BEFORE), (after, AFTER)):
        places = [_place(x_axis, size, b.confidence, b.accuracy) for b in bins]
        for (x, _), b in zip(places, bins, strict=True):
            top, bottom = (size.y(ACCURACIES, 100 * edge) for edge in reversed(b.interval))
            yield f'<path class="ci s{colour}" d="M{x:.1f} {bottom:.1f}V{top:.1f}"/>'
        yield f'<path class="line val s{colour}" d="{path(places)}"/>'
        yield from (_dot(x, y, colour) for x, y in places)


def _dot(x: float, y: float, colour: str) -> str:
    if colour == BEFORE:
        return f'<rect class="dot f2" x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8"/>'
    return f'<circle class="dot f3" cx="{x:.1f}" cy="{y:.1f}" r="4.2"/>'


def _strip(
    bins: Sequence[Bin], x_axis: Axis, size: Size, colour: str, position: int, most: int
) -> Iterator[str]:
    """Bars as wide as the bins; the one with the most samples of both strips fills its strip."""
    base = size.floor + FIRST_STRIP + STRIP + position * STRIP_STEP
    for b in bins:
        start, end = (size.x(x_axis, max(100 * edge, x_axis.low)) for edge in (b.low, b.high))
        height = max(STRIP * b.count / most, 0.8)
        yield f'<rect class="f{colour}" x="{start:.1f}" y="{base - height:.1f}"'
        yield f' width="{max(end - start - 1, 0.8):.1f}" height="{height:.1f}"/>'
    yield f'<path class="axis" d="M{size.left:g} {base + 0.5:g}H{size.end:g}"/>'


def _captions(size: Size) -> Iterator[str]:
    yield '<text x="0" y="10">accuracy</text>'
    base = size.height - 4
    words = "confidence; bars: share of the samples"
    yield f'<text class="a-end" x="{size.end:g}" y="{base:g}">{words}</text>'


def _place(x_axis: Axis, size: Size, confidence: float, accuracy: float) -> tuple[float, float]:
    return size.x(x_axis, 100 * confidence), size.y(ACCURACIES, 100 * accuracy)
