"""How charts look: sizes, lines, and colours by the names of the style sheet.

Colour is the run, the line is the split. Colours are CSS variables, so that one figure serves
the light and the dark theme.
"""

from dataclasses import dataclass

SPLIT_DASHES = {"train": "5px,4px", "val": "solid", "test": "1px,4px"}
SPLIT_WIDTHS = {"train": 1.5, "val": 1.75, "test": 2.0}
RAW_WIDTH, RAW_OPACITY = 1.0, 0.35

RUN = "var(--run-1)"
TEXT = "var(--text)"
TEXT_2 = "var(--text-2)"
TEXT_3 = "var(--text-3)"
GRID = "var(--grid)"
AXIS = "var(--axis)"
HALO = "var(--halo)"
FILLS = {"disagree": "var(--band)", "blip": "var(--mute-bg)"}
EDGES = {"disagree": "var(--warn-line)", "blip": "var(--axis)"}
LABELS = {"disagree": "var(--warn)", "blip": "var(--text-3)"}

TICK_SIZE, LABEL_SIZE = 11, 12
TICK_LETTER, LABEL_LETTER = 6.0, 6.8
"""Widths of a letter of ticks and of labels, in pixels: enough for any system font."""


@dataclass(frozen=True)
class Frame:
    """Size of a chart and of the margins around what it draws, in pixels."""

    width: float
    height: float
    left: float
    right: float
    top: float = 30.0
    bottom: float = 26.0

    @property
    def x_end(self) -> float:
        return self.width - self.right

    @property
    def y_end(self) -> float:
        return self.height - self.bottom

    @property
    def inner_height(self) -> float:
        return self.y_end - self.top


WIDE = Frame(584, 300, left=34, right=80)
NARROW = Frame(328, 240, left=34, right=74)
