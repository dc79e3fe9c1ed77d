"""A panel as SVG, drawn by the server: what is seen before any script has run, or without one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

import numpy as np

from experiments.charts.panels import Band, Mark, Panel
from experiments.charts.scale import Axis
from experiments.charts.words import number_of, text_width, value_label

LEAST_LABEL_DISTANCE = 13
LABEL_ABOVE = 24
FAR = 50.0


@dataclass(frozen=True)
class Size:
    """A drawing's size and the margins around its plot, in SVG units."""

    name: str
    width: float
    height: float
    left: float = 40
    right: float = 92
    top: float = 30
    bottom: float = 26

    def x(self, axis: Axis, value: float) -> float:
        """Where a value lies from the left, in SVG units.

        >>> Size("wide", 584, 300).x(Axis(0, 10, (), ()), 5)
        266.0
        """
        return self.left + axis.place(value) * (self.width - self.left - self.right)

    def y(self, axis: Axis, value: float, highest: float = 1.0) -> float:
        """Where a value lies from the top, in SVG units.

        Values above the axis lie at its top, or up to `highest` axes high to be clipped.

        >>> Size("wide", 584, 300).y(Axis(0, 1, (), ()), 0.5)
        152.0
        """
        share = min(max(axis.place(value), -0.02), highest) if value > 0 or not axis.log else 0.0
        return self.height - self.bottom - share * (self.height - self.top - self.bottom)

    @property
    def floor(self) -> float:
        return self.height - self.bottom

    @property
    def end(self) -> float:
        return self.width - self.right


WIDE = Size("wide", 584, 300)
WHOLE = Size("wide", 1232, 300)
NARROW = Size("narrow", 328, 240)


def draw(panel: Panel, size: Size = WIDE) -> str:
    """SVG markup of a panel, coloured by the style sheet, with its description for readers.

    All text is escaped. Lines leave the plot at its top where they are higher; words beside the
    axis then say how far they go.

    >>> from experiments.charts.panels import run_panels
    >>> from experiments.curves import Series
    >>> losses = [Series.of("val_loss", "loss", "val", [0.9, 0.5, 0.6], epoch=[1, 2, 3])]
    >>> (panel,) = run_panels(losses, keep_by_loss=2)
    >>> '>lowest loss, 2</text>' in draw(panel)
    True
    """
    ids = f"{panel.kind}-{size.name}"
    title = f"{panel.title} by {panel.x_name}"
    parts = [
        f'<svg class="chart {size.name}" viewBox="0 0 {size.width:g} {size.height:g}" role="img" '
        f'aria-labelledby="{ids}-t {ids}-d">',
        f'<title id="{ids}-t">{escape(title)}</title>',
        f'<desc id="{ids}-d">{escape(panel.description)}</desc>',
        *_bands(panel, size),
        *axes_svg(panel.x_axis, panel.y_axis, size),
        *_broken(panel, size),
        *clipped(_lines(panel, size), size, f"{ids}-c"),
        *_cut(panel, size),
        *_marks(panel, size),
        *_ends(panel, size),
        "</svg>",
    ]
    return "".join(parts)


def axes_svg(x_axis: Axis, y_axis: Axis, size: Size) -> Iterator[str]:
    """Horizontal grid, base line, and the numbers at both axes; numbers that touch are left out.

    >>> axis = Axis(0, 1, (0.0, 1.0), ("0", "1"))
    >>> [part for part in axes_svg(axis, axis, WIDE) if ">1</text>" in part][0]
    '<text class="a-end" x="32" y="33.5">1</text>'
    """
    for value, label in zip(y_axis.ticks, y_axis.labels, strict=True):
        y = size.y(y_axis, value)
        yield f'<path class="grid" d="M{size.left:g} {y:.1f}H{size.end:g}"/>'
        yield f'<text class="a-end" x="{size.left - 8:g}" y="{y + 3.5:.1f}">{label}</text>'
    yield f'<path class="axis" d="M{size.left:g} {size.floor:g}H{size.end:g}"/>'
    free_from = 0.0
    for value, label in zip(x_axis.ticks, x_axis.labels, strict=True):
        x, half = size.x(x_axis, value), text_width(label) / 2
        if x - half < free_from:
            continue
        free_from = x + half + 4
        yield f'<text class="a-mid" x="{x:.1f}" y="{size.floor + 16:g}">{label}</text>'


def clipped(parts: Iterable[str], size: Size, name: str) -> Iterator[str]:
    """What lies outside of the plot is not seen; `name` is an id of its own.

    >>> "".join(clipped(["<path/>"], WIDE, "loss-c")).endswith("<path/></g>")
    True
    """
    # Half a line's width of room, so that lines along the edges keep theirs.
    top, height = size.top - 1, size.floor - size.top + 2
    yield f'<clipPath id="{name}"><rect x="{size.left - 1:g}" y="{top:g}"'
    yield f' width="{size.end - size.left + 2:g}" height="{height:g}"/></clipPath>'
    yield f'<g clip-path="url(#{name})">'
    yield from parts
    yield "</g>"


def path(points: Iterable[tuple[float, float]]) -> str:
    """The `d` of a path through points; a point with NaN leaves a gap.

    >>> path([(0, 1), (2, 3), (4, float("nan")), (6, 7)])
    'M0 1L2 3M6 7h0'
    """
    steps: list[str] = []
    pen_down = False
    for x, y in points:
        if np.isnan(y):
            if steps and pen_down and steps[-1].startswith("M"):
                steps.append("h0")
            pen_down = False
            continue
        steps.append(f"{'L' if pen_down else 'M'}{_short(x)} {_short(y)}")
        pen_down = True
    if steps and steps[-1].startswith("M"):
        steps.append("h0")
    return "".join(steps)


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _bands(panel: Panel, size: Size) -> Iterator[str]:
    free_from = size.left - 1
    height = size.floor - size.top
    for band in panel.bands:
        x0, x1 = size.x(panel.x_axis, band.first), size.x(panel.x_axis, band.last)
        shape = ("iv", "iv-top") if band.tone == "warn" else ("dip", "dip-top")
        yield f'<rect class="{shape[0]}" x="{x0:.1f}" y="{size.top:g}"'
        yield f' width="{max(x1 - x0, 2):.1f}" height="{height:g}"/>'
        yield f'<path class="{shape[1]}" d="M{x0:.1f} {size.top:g}H{max(x1, x0 + 2):.1f}"/>'
        width = text_width(band.label)
        start = max(size.left, min(x0, size.width - width))
        if start >= free_from:
            yield f'<text class="iv-lab" x="{start:.1f}" y="{LABEL_ABOVE}">'
            yield f"{escape(band.label)}</text>"
            free_from = start + width + 6


def _lines(panel: Panel, size: Size) -> Iterator[str]:
    for line in panel.lines:
        if line.raw_x is not None and line.raw_y is not None:
            d = _line_path(panel, size, line.raw_x, line.raw_y)
            yield f'<path class="line raw {line.split} s1" d="{d}"/>'
        yield f'<path class="line {line.split} s1" d="{_line_path(panel, size, line.x, line.y)}"/>'


def _line_path(panel: Panel, size: Size, x: np.ndarray, y: np.ndarray) -> str:
    return path(
        (
            size.x(panel.x_axis, at),
            size.y(panel.y_axis, value, FAR) if np.isfinite(value) else np.nan,
        )
        for at, value in zip(x.tolist(), y.tolist(), strict=True)
    )


def _broken(panel: Panel, size: Size) -> Iterator[str]:
    for place in panel.broken:
        x = size.x(panel.x_axis, place)
        yield f'<path class="best-line" d="M{x:.1f} {size.top:g}V{size.floor:g}"/>'
    if panel.broken:
        x = size.x(panel.x_axis, panel.broken[0])
        label = f"not finite, {number_of(panel.broken[0])}"
        yield f'<text class="lab halo a-end" x="{x - 4:.1f}" y="{size.top + 12:g}">{label}</text>'


def _cut(panel: Panel, size: Size) -> Iterator[str]:
    if panel.cut is None:
        return
    label = f"to {value_label(panel.kind, panel.cut)}"
    taken = panel.bands and size.x(panel.x_axis, panel.bands[0].first) < size.left + text_width(
        label
    )
    y = LABEL_ABOVE - 13 if taken else LABEL_ABOVE
    yield f'<text class="cut" x="{size.left:g}" y="{y}">{label}</text>'


def _marks(panel: Panel, size: Size) -> Iterator[str]:
    for mark in panel.marks:
        x, y = size.x(panel.x_axis, mark.x), size.y(panel.y_axis, mark.y)
        inside = " in-iv" if _in_band(panel.bands, mark) else ""
        text = mark.label if size.name == "wide" else mark.short
        anchor, at = _beside(x, text_width(text, 12), size)
        if mark.kind == "best":
            yield f'<path class="best-line" d="M{x:.1f} {y + 4:.1f}V{size.floor:g}"/>'
            yield f'<path class="best" d="M{x:.1f} {y:.1f}l5 8.5h-10z"/>'
            drop = 16 if y + 16 < size.floor - 2 else -8
            yield f'<text class="lab-strong halo{inside}{anchor}" x="{at:.1f}" y="{y + drop:.1f}">'
        else:
            yield f'<circle class="ghost" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>'
            rise = -9 if y - 9 > size.top + 10 else 20
            yield f'<text class="lab halo{inside}{anchor}" x="{at:.1f}" y="{y + rise:.1f}">'
        yield f"{escape(text)}</text>"


def _beside(x: float, width: float, size: Size) -> tuple[str, float]:
    """Text goes to the right of its mark, or to the left where there is no room."""
    return ("", x + 9) if x + 9 + width <= size.end else (" a-end", x - 9)


def _in_band(bands: Iterable[Band], mark: Mark) -> bool:
    return any(band.first <= mark.x <= band.last for band in bands)


def _ends(panel: Panel, size: Size) -> Iterator[str]:
    """Each line's name and last value at its right end, pushed apart where they would touch."""
    wanted = sorted(
        ((size.y(panel.y_axis, line.last), line.split) for line in panel.lines),
    )
    y = float("-inf")
    for place, split in wanted:
        y = max(place, y + LEAST_LABEL_DISTANCE)
        yield f'<text class="lab f1" x="{size.end + 6:g}" y="{y + 4:.1f}">'
        yield f"{escape(panel.ends[split])}</text>"
