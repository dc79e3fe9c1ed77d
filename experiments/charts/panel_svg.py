"""A panel as SVG, drawn by the server: what is seen before any script has run, or without one."""

from collections.abc import Iterable, Iterator
from html import escape

import numpy as np

from experiments.charts.mark_words import FAR, Words, broken_words, mark_words
from experiments.charts.panels import Band, Mark, Panel
from experiments.charts.sheet import Size, axes_svg, clipped, path
from experiments.charts.words import text_width, value_label

__all__ = [
    "FAR",
    "MEDIUM",
    "NARROW",
    "WHOLE",
    "WIDE",
    "Size",
    "axes_svg",
    "clipped",
    "draw",
    "path",
]

LEAST_LABEL_DISTANCE = 13
ABOVE_PLOT = 6
SHAPES = {
    "warn": ("iv", "iv-top", "iv-lab"),
    "note": ("dip", "dip-top", "iv-lab dip-lab"),
    "focus": ("focus", "focus-top", "iv-lab focus-lab"),
}
"""The classes of a band and of the line above it."""

WIDE = Size("wide", 584, 300)
WHOLE = Size("wide", 1232, 300)
LONE = Size("whole", 1232, 300)
MEDIUM = Size("medium", 440, 260)
NARROW = Size("narrow", 328, 240, right=62)
MULTIPLE = Size("small", 288, 140, left=50, right=14, top=16, bottom=22)
"""Among many others: most of its words are those of its caption."""


def draw(panel: Panel, size: Size = WIDE, name: str = "") -> str:
    """SVG markup of a panel, coloured by the style sheet, with its description for readers.

    `name` begins the ids in it, the panel's kind where there is none. All text is escaped. Lines
    leave the plot at its top where they are higher; words beside the axis then say how far they go.

    >>> from experiments.charts.panels import run_panels
    >>> from experiments.curves import Series
    >>> losses = [Series.of("val_loss", "loss", "val", [0.9, 0.5, 0.6], epoch=[1, 2, 3])]
    >>> (panel,) = run_panels(losses, keep_by_loss=2)
    >>> '>lowest loss, 2</text>' in draw(panel)
    True
    """
    size = panel_size(size, panel)
    ids = f"{name or panel.kind}-{size.name}"
    title = f"{panel.title} by {panel.x_name}"
    parts = [
        f'<svg class="chart {size.name}" viewBox="0 0 {size.width:g} {size.height:g}" role="img" '
        f'aria-labelledby="{ids}-t {ids}-d">',
        f'<title id="{ids}-t">{escape(title)}</title>',
        f'<desc id="{ids}-d">{escape(panel.description)}</desc>',
        *_bands(panel, size),
        *axes_svg(panel.x_axis, panel.y_axis, size),
        *_broken(panel, size),
        *clipped((*_envelopes(panel, size), *_lines(panel, size)), size, f"{ids}-c"),
        *_cut(panel, size),
        *_marks(panel, size),
        *_ends(panel, size),
        "</svg>",
    ]
    return "".join(parts)


def panel_size(size: Size, panel: Panel) -> Size:
    """The size with the room at its right that the labels of this panel's lines take.

    >>> from experiments.charts.panels import run_panels
    >>> from experiments.curves import Series
    >>> right = [Series.of("train_acc", "accuracy", "train", [0.9, 1.0], epoch=[1, 2])]
    >>> panel_size(WIDE, run_panels(right)[0]).right
    99.0
    """
    return size if size is MULTIPLE else size.roomy([end_of(panel, s, size) for s in panel.ends])


def end_of(panel: Panel, split: str, size: Size) -> str:
    """What stands at a line's end. A narrow drawing has no room for names: the caption has them.

    >>> from experiments.charts.panels import run_panels
    >>> from experiments.curves import Series
    >>> losses = [Series.of("val_loss", "loss", "val", [0.9, 0.5], epoch=[1, 2])]
    >>> (panel,) = run_panels(losses)
    >>> end_of(panel, "val", WIDE), end_of(panel, "val", NARROW)
    ('val 0.5000', '0.5000')
    """
    return panel.ends[split].removeprefix(f"{split} " if size.name == "narrow" else "")


def _bands(panel: Panel, size: Size) -> Iterator[str]:
    free_from = size.left - 1
    height = size.floor - size.top
    for band in panel.bands:
        x0, x1 = size.x(panel.x_axis, band.first), size.x(panel.x_axis, band.last)
        shape = SHAPES[band.tone]
        yield f'<rect class="{shape[0]}" x="{x0:.1f}" y="{size.top:g}"'
        yield f' width="{max(x1 - x0, 2):.1f}" height="{height:g}"/>'
        yield f'<path class="{shape[1]}" d="M{x0:.1f} {size.top:g}H{max(x1, x0 + 2):.1f}"/>'
        width = text_width(band.label, 12)
        start = max(size.left, min(x0, size.end - width))
        if start >= free_from and size is not MULTIPLE:
            yield f'<text class="{shape[2]}" x="{start:.1f}" y="{size.top - ABOVE_PLOT:g}">'
            yield f"{escape(band.label)}</text>"
            free_from = start + width + 6


def _envelopes(panel: Panel, size: Size) -> Iterator[str]:
    for line in panel.lines:
        if line.envelope is not None:
            shapes = (_line_path(panel, size, x, y) + "Z" for x, y in line.envelope.outlines())
            yield f'<path class="reach s1 f1" d="{"".join(shapes)}"/>'


def _lines(panel: Panel, size: Size) -> Iterator[str]:
    for line in panel.lines:
        if line.raw_x is not None and line.raw_y is not None:
            d = _line_path(panel, size, line.raw_x, line.raw_y)
            yield f'<path class="line raw {line.split} s1" d="{d}"/>'
        style = f"line {line.split}".strip()
        yield f'<path class="{style} s1" d="{_line_path(panel, size, line.x, line.y)}"/>'


def _line_path(panel: Panel, size: Size, x: np.ndarray, y: np.ndarray) -> str:
    return path(size.points(panel.x_axis, panel.y_axis, x, y, FAR))


def _broken(panel: Panel, size: Size) -> Iterator[str]:
    for place in panel.broken:
        x = size.x(panel.x_axis, place)
        yield f'<path class="best-line" d="M{x:.1f} {size.top:g}V{size.floor:g}"/>'
    words = broken_words(panel, size)
    if words and size is not MULTIPLE:
        yield _written(words, "lab halo")


def _cut(panel: Panel, size: Size) -> Iterator[str]:
    if panel.cut is not None:
        y = size.top - ABOVE_PLOT - cut_rise(panel, size)
        label = f"to {value_label(panel.kind, panel.cut)}"
        yield f'<text class="cut" x="{size.left:g}" y="{y:g}">{label}</text>'


def cut_rise(panel: Panel, size: Size) -> float:
    """How far the words about a cut start are lifted above those of a band, in SVG units.

    >>> from experiments.charts.panels import Band, run_panels
    >>> from experiments.curves import Series
    >>> falls = [Series.of("val_loss", "loss", "val", [9.0] + [0.5] * 9)]
    >>> (panel,) = run_panels(falls, bands=[Band(1, 3, "overfits")])
    >>> cut_rise(panel, WIDE), cut_rise(panel, MULTIPLE)
    (13.0, 0.0)
    """
    if not panel.bands or panel.cut is None or size is MULTIPLE:
        return 0.0
    words = text_width(f"to {value_label(panel.kind, panel.cut)}")
    return 13.0 if size.x(panel.x_axis, panel.bands[0].first) < size.left + words else 0.0


def _marks(panel: Panel, size: Size) -> Iterator[str]:
    for mark in panel.marks:
        x, y = size.x(panel.x_axis, mark.x), size.y(panel.y_axis, mark.y)
        if mark.kind == "best":
            yield f'<path class="best-line" d="M{x:.1f} {y + 4:.1f}V{size.floor:g}"/>'
            yield f'<path class="best" d="M{x:.1f} {y:.1f}l5 8.5h-10z"/>'
        else:
            yield f'<circle class="ghost" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>'
    if size is MULTIPLE:
        return
    for mark, words in zip(panel.marks, mark_words(panel, size), strict=True):
        if words is not None:
            style = "lab-strong" if mark.kind == "best" else "lab"
            inside = " in-iv" if _in_band(panel.bands, mark) else ""
            yield _written(words, f"{style} halo{inside}")


def _written(words: Words, style: str) -> str:
    classes = f"{style} {words.anchor}".strip()
    return (
        f'<text class="{classes}" x="{words.x:.1f}" y="{words.y:.1f}">{escape(words.text)}</text>'
    )


def _in_band(bands: Iterable[Band], mark: Mark) -> bool:
    return any(band.first <= mark.x <= band.last for band in bands)


def _ends(panel: Panel, size: Size) -> Iterator[str]:
    """Each line's name and last value at its right end, pushed apart where they would touch."""
    if size is MULTIPLE:
        return
    wanted = sorted(
        ((size.y(panel.y_axis, line.last), line.split) for line in panel.lines),
    )
    y = float("-inf")
    for place, split in wanted:
        y = max(place, y + LEAST_LABEL_DISTANCE)
        yield f'<text class="lab f1" x="{size.end + 6:g}" y="{y + 4:.1f}">'
        yield f"{escape(end_of(panel, split, size))}</text>"
