"""Where the words at a marked point go: near it, where nothing else of the chart is."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from experiments.charts.panel_marks import Mark
from experiments.charts.panels import Panel
from experiments.charts.sheet import Size, along
from experiments.charts.words import number_of, strong_width, text_width

FAR = 50.0
"""How many axes above a plot its lines go on, so that they leave it as steep as they are."""
LEAST_FULL_WIDTH = 500
"""Of a drawing that has room for words in full."""
ASIDE = 9.0
ASCENT, DESCENT, MIDDLE = 10.0, 3.0, 4.0
"""Of a line of words, from the line that it is written on; `MIDDLE` is half its height."""
ROOM = 3
RISES = {"best": (16, -8, 28, -20, 40, -32, 52), "ghost": (-12, 20, 4, -24, 32, -36, 44)}
"""How far below a mark its words are written, the best first."""
ALONG_DROP = range(64, 400, 12)
"""Below a best point a dotted line leads to its words, however far they are."""


@dataclass(frozen=True)
class Words:
    """Words at a mark: where their line begins, has its middle or ends, in SVG units.

    `anchor` is a class of the style sheet: ``""`` begins at `x`, ``a-mid``, ``a-end``.
    """

    text: str
    x: float
    y: float
    width: float
    anchor: str = ""

    @property
    def left(self) -> float:
        return self.x - self.width * {"": 0.0, "a-mid": 0.5, "a-end": 1.0}[self.anchor]

    def fit(self, size: Size) -> bool:
        """Whether they lie within the plot.

        >>> Words("best 2", 500, 40, 40).fit(Size("wide", 584, 300))
        False
        """
        across = size.left + 1 <= self.left and self.left + self.width <= size.end
        return across and self.y - ASCENT >= size.top and self.y + DESCENT < size.floor

    @property
    def area(self) -> tuple[slice, slice]:
        """The pixels that they take, rows and columns.

        >>> Words("best 2", 100, 40, 40).area
        (slice(30, 43, None), slice(100, 140, None))
        """
        top, bottom = round(self.y - ASCENT), round(self.y + DESCENT)
        return slice(top, bottom), slice(round(self.left), round(self.left + self.width))


def mark_words(panel: Panel, size: Size) -> list[Words | None]:
    """The words at each mark of a panel, None where they would only cover other things.

    They stand where no line passes, as near as that allows, and are shorter where the full ones do
    not fit. The best point always has some.

    >>> from experiments.charts.panels import run_panels
    >>> from experiments.curves import Series
    >>> losses = [Series.of("val_loss", "loss", "val", [0.9, 0.5, 0.6], epoch=[1, 2, 3])]
    >>> (panel,) = run_panels(losses, keep_by_loss=2)
    >>> [words.text for words in mark_words(panel, Size("wide", 584, 300))]
    ['lowest loss, 2']
    """
    taken = _taken(panel, size)
    placed: dict[int, Words | None] = {}
    for i in sorted(range(len(panel.marks)), key=lambda i: panel.marks[i].kind != "best"):
        words = placed[i] = _freest(panel.marks[i], panel, size, taken)
        if words is not None:
            taken[words.area] = True
    return [placed[i] for i in range(len(panel.marks))]


def broken_words(panel: Panel, size: Size) -> Words | None:
    """What stands where values first are not finite; None where they always are.

    >>> from experiments.charts.panels import run_panels
    >>> from experiments.curves import Series
    >>> losses = [Series.of("val_loss", "loss", "val", [0.9, float("nan"), 0.6], epoch=[1, 2, 3])]
    >>> broken_words(run_panels(losses)[0], Size("wide", 584, 300)).text
    'not finite, 2'
    """
    if not panel.broken:
        return None
    x, text = size.x(panel.x_axis, panel.broken[0]), f"not finite, {number_of(panel.broken[0])}"
    width = text_width(text, 12)
    is_left = x - 4 - width >= size.left
    at = x - 4 if is_left else x + 4
    return Words(text, at, size.top + 12, width, "a-end" if is_left else "")


def _freest(mark: Mark, panel: Panel, size: Size, taken: np.ndarray) -> Words | None:
    texts = (mark.label, mark.short) if size.width >= LEAST_FULL_WIDTH else (mark.short,)
    possible = [words for text in texts for words in _possible(mark, text, panel, size)]
    covered = [_covered(words, taken) for words in possible]
    if not possible or (mark.kind == "ghost" and min(covered) > 0):
        return None
    return possible[int(np.argmin(covered))]


def _possible(mark: Mark, text: str, panel: Panel, size: Size) -> Iterator[Words]:
    x, y = _place(mark, panel, size)
    is_best = mark.kind == "best"
    width = strong_width(text) if is_best else float(text_width(text, 12))
    middle = min(max(x, size.left + 1 + width / 2), size.end - width / 2)
    for rise in (*RISES[mark.kind], *(ALONG_DROP if is_best else ())):
        places = ((x + ASIDE, ""), (x - ASIDE, "a-end"), (middle, "a-mid"))
        words = (Words(text, at, y + rise, width, anchor) for at, anchor in places)
        yield from (one for one in words if one.fit(size))


def _covered(words: Words, taken: np.ndarray) -> int:
    """How many pixels of other things lie under words, or next to them."""
    rows, columns = (slice(max(0, s.start - ROOM), s.stop + ROOM) for s in words.area)
    return int(taken[rows, columns].sum())


def _taken(panel: Panel, size: Size) -> np.ndarray:
    """The pixels that words must not cover, as an image: height x width."""
    taken = np.zeros((round(size.height), round(size.width)), dtype=bool)
    for corners in _drawn(panel, size):
        x, y = along(corners).round().astype(int).T
        inside = (x >= 0) & (x < taken.shape[1]) & (y >= 0) & (y < taken.shape[0])
        taken[y[inside], x[inside]] = True
    for mark in panel.marks:
        x, y = _place(mark, panel, size)
        low = 8 if mark.kind == "best" else 4
        taken[max(0, round(y - 4)) : round(y + low), round(x - 4) : round(x + 4)] = True
    if words := broken_words(panel, size):
        taken[words.area] = True
    return taken


def _drawn(panel: Panel, size: Size) -> Iterator[np.ndarray]:
    """The corners of each line of a drawing."""
    for line in panel.lines:
        raw = [] if line.raw_x is None or line.raw_y is None else [(line.raw_x, line.raw_y)]
        band = line.envelope.outlines() if line.envelope else ()
        for x, y in [(line.x, line.y), *raw, *band]:
            yield size.points(panel.x_axis, panel.y_axis, x, y, FAR)
    for mark in panel.marks:
        if mark.kind == "best":
            x, y = _place(mark, panel, size)
            yield np.array([[x, y], [x, size.floor]])
    for place in panel.broken:
        x = size.x(panel.x_axis, place)
        yield np.array([[x, size.top], [x, size.floor]])


def _place(mark: Mark, panel: Panel, size: Size) -> tuple[float, float]:
    return size.x(panel.x_axis, mark.x), size.y(panel.y_axis, mark.y)
