"""The confusion matrix: its shades, and a heat map where a table of numbers would be too large."""

from collections.abc import Iterator, Sequence
from html import escape

import numpy as np

from experiments.charts.words import text_width

SHADES = 5
BY = ("counts", "rows")
ROOM, MOST_CELL, LEAST_CELL = 700, 24, 4
LABEL_EVERY = 13
LONGEST_LABEL = 14
LONGEST_IN_TEXT = 48
LABEL_SIZE = 12.5
"""Above the 11 that is drawn: system fonts differ in width."""
MARGIN_END = 4


def parts_of_rows(counts: np.ndarray) -> np.ndarray:
    """K x K counts as shares of their row, in [0, 1]; rows without samples stay 0.

    >>> parts_of_rows(np.array([[3, 1], [0, 0]])).tolist()
    [[0.75, 0.25], [0.0, 0.0]]
    """
    rows = counts.sum(axis=1, keepdims=True)
    return np.divide(counts, rows, out=np.zeros(counts.shape), where=rows > 0)


def shades(counts: np.ndarray, by: str = "counts") -> np.ndarray:
    """How dark each cell of a K x K matrix is: 0 to 5, in steps of the largest mistake.

    Only mistakes are shaded, because next to right answers they would all look the same: the
    diagonal is 0, as are cells without samples. `by` is one of `BY`: the counts themselves, where
    less than 5 never reach the darkest, or their shares of the row. Raises ValueError for any
    other.

    >>> shades(np.array([[90, 10], [2, 98]])).tolist()
    [[0, 5], [1, 0]]
    """
    if by not in BY:
        raise ValueError(f"by must be one of {BY}, not {by!r}")
    mistakes = parts_of_rows(counts) if by == "rows" else counts.astype(float)
    np.fill_diagonal(mistakes, 0)
    top = mistakes.max() if by == "rows" else max(mistakes.max(), SHADES)
    return np.ceil(SHADES * mistakes / top - 1e-9).astype(int) if top > 0 else mistakes.astype(int)


def cell_size(classes: int) -> int:
    """The side of a cell in SVG units, so that most matrices fit a screen.

    >>> cell_size(21), cell_size(100), cell_size(200)
    (24, 7, 4)
    """
    return max(LEAST_CELL, min(MOST_CELL, ROOM // classes))


def short_name(name: str, longest: int = LONGEST_LABEL) -> str:
    """A name that fits beside a matrix.

    >>> short_name("aquarium fish"), short_name("golden retriever dog")
    ('aquarium fish', 'golden retrie…')
    """
    return name if len(name) <= longest else f"{name[: longest - 1].rstrip()}…"


def heat_map(
    counts: Sequence[Sequence[int]], names: Sequence[str], by: str, description: str
) -> str:
    """SVG markup of K x K counts, rows true and columns predicted; names are escaped.

    Cells of one shade are one path. Its data attributes say where the cells lie: the script that
    reads a cell aloud needs no other drawing. Raises ValueError for an unknown `by`.

    >>> svg = heat_map([[3, 1], [0, 4]], ["<b>", "dog"], "counts", "One mistake.")
    >>> 'class="q1" d="M' in svg, "&lt;b&gt;" in svg
    (True, True)
    """
    table, cell = np.asarray(counts), cell_size(len(names))
    labels = [short_name(name) for name in names]
    margin = max(text_width(label, LABEL_SIZE) for label in labels) + 8
    side = cell * len(names)
    size = f"{margin + side + MARGIN_END}"
    parts = [
        f'<svg class="heat" viewBox="0 0 {size} {size}" width="{size}" height="{size}" role="img" '
        f'aria-labelledby="confusion-t confusion-d" data-margin="{margin}" data-cell="{cell}" '
        f'data-classes="{len(names)}"><title id="confusion-t">Confusion matrix</title>'
        f'<desc id="confusion-d">{escape(description)}</desc>',
        f'<rect class="ground" x="{margin}" y="{margin}" width="{side}" height="{side}"/>',
        *_cells(shades(table, by), margin, cell),
        *_labels(labels, margin, cell),
        f'<rect class="here" width="{cell}" height="{cell}" visibility="hidden"/></svg>',
    ]
    return "".join(parts)


def _cells(shade: np.ndarray, margin: int, cell: int) -> Iterator[str]:
    gap = 1 if cell > 5 else 0
    width = cell - gap
    places = [(i, i) for i in range(len(shade))]
    for name, found in [("diag", places), *((f"q{q}", _at(shade, q)) for q in range(1, 6))]:
        steps = "".join(
            f"M{margin + column * cell} {margin + row * cell}h{width}v{width}h-{width}z"
            for row, column in found
        )
        if steps:
            yield f'<path class="{name}" d="{steps}"/>'


def _at(shade: np.ndarray, level: int) -> list[tuple[int, int]]:
    return [(int(row), int(column)) for row, column in np.argwhere(shade == level)]


def _labels(labels: Sequence[str], margin: int, cell: int) -> Iterator[str]:
    """As many names as do not touch, at the rows and, turned, at the columns."""
    every = -(-LABEL_EVERY // cell)
    for i in range(0, len(labels), every):
        at = margin + i * cell + cell / 2
        words = escape(labels[i])
        yield f'<text class="a-end" x="{margin - 6}" y="{at + 3.5:g}">{words}</text>'
        yield f'<text transform="translate({at + 3.5:g} {margin - 6}) rotate(-90)">{words}</text>'
