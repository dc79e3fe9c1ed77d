"""A chart as an SVG file of its own: its colours and widths are attributes, not a style sheet."""

import re
from collections.abc import Iterator, Mapping
from html import escape

from experiments.charts.panel_svg import WIDE, draw
from experiments.charts.panels import Panel
from experiments.charts.sheet import Size

HEAD, FOOT, LINE, EDGE = 34, 24, 14, 16
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', Ubuntu, sans-serif"
LETTERS_A_LINE = 100
_NAMESPACE = "http://www.w3.org/2000/svg"
_NO_XML = re.compile("[^\\t\\n\\r -\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
"""Characters that names may hold and XML may not."""
_ELEMENT = re.compile(r'<(\w+)(?: class="([^"]*)")?')

# What static/css/charts.css says of a class, later ones over earlier ones; names are its tokens.
STYLES: dict[str, dict[str, str]] = {
    "text": {"font-size": "11px", "fill": "--text-3"},
    "grid": {"stroke": "--grid", "stroke-width": "1"},
    "axis": {"stroke": "--axis", "stroke-width": "1"},
    "a-end": {"text-anchor": "end"},
    "a-mid": {"text-anchor": "middle"},
    "lab": {"font-size": "12px", "fill": "--text-2"},
    "lab-strong": {"font-size": "12px", "font-weight": "600", "fill": "--text"},
    "halo": {
        "paint-order": "stroke",
        "stroke": "--halo",
        "stroke-width": "3px",
        "stroke-linejoin": "round",
    },
    "in-iv": {"stroke": "--band"},
    "line": {
        "fill": "none",
        "stroke-width": "1.75",
        "stroke-linejoin": "round",
        "stroke-linecap": "round",
    },
    "train": {"stroke-dasharray": "5 4", "stroke-width": "1.5", "stroke-linecap": "butt"},
    "test": {"stroke-dasharray": ".1 4", "stroke-width": "2"},
    "raw": {"stroke-width": "1", "opacity": ".35"},
    "reach": {"fill-opacity": ".18", "stroke-opacity": ".45", "stroke-width": ".75"},
    "s1": {"stroke": "--run-1"},
    "f1": {"fill": "--run-1"},
    "text f1": {"fill": "--run-1", "font-weight": "600"},
    "iv": {"fill": "--band"},
    "iv-top": {"stroke": "--warn-line", "stroke-width": "2"},
    "iv-lab": {"fill": "--warn", "font-size": "11px", "font-weight": "500"},
    "dip-lab": {"fill": "--text-2"},
    "focus-lab": {"fill": "--accent"},
    "dip": {"fill": "--mute-bg"},
    "dip-top": {"stroke": "--axis", "stroke-width": "2"},
    "focus": {"fill": "--accent-bg"},
    "focus-top": {"stroke": "--accent", "stroke-width": "2"},
    "best": {"fill": "--text"},
    "best-line": {"stroke": "--text", "stroke-width": "1", "stroke-dasharray": "1 3"},
    "ghost": {"fill": "--halo", "stroke": "--text-2", "stroke-width": "1.2"},
    "cut": {"fill": "--text-3", "font-size": "11px"},
}


def standalone(panel: Panel, heading: str, colours: Mapping[str, str], size: Size = WIDE) -> str:
    """An SVG document of a panel, with a heading, its title and its note.

    - `heading`: what the chart is of, such as the name of a run
    - `colours`: what each token of the style sheet stands for

    >>> from experiments.charts.panels import run_panels
    >>> from experiments.charts.theme import colours
    >>> from experiments.curves import Series
    >>> losses = [Series.of("val_loss", "loss", "val", [0.9, 0.5, 0.6], epoch=[1, 2, 3])]
    >>> document = standalone(run_panels(losses)[0], "baseline", colours("light"))
    >>> ">baseline</text>" in document, "class=" in document, "#005a9c" in document
    (True, False, True)
    """
    notes = _lines(panel.note)
    width = size.width + 2 * EDGE
    height = HEAD + size.height + (FOOT + LINE * (len(notes) - 1) if notes else 0)
    parts = [
        f'<svg xmlns="{_NAMESPACE}" width="{width:g}" height="{height:g}" '
        f'viewBox="{-EDGE} {-HEAD} {width:g} {height:g}" font-family="{FONT}">',
        f'<rect x="{-EDGE}" y="{-HEAD}" width="100%" height="100%" fill="{colours["--bg"]}"/>',
        *_heading(panel, heading, size, colours),
        _styled(draw(panel, size), colours),
        *_foot(notes, size, colours),
    ]
    return _NO_XML.sub("", "".join(parts)) + "</svg>\n"


def _styled(drawing: str, colours: Mapping[str, str]) -> str:
    """What is drawn inside of the SVG element, with attributes in the place of classes."""
    inside = drawing.partition(">")[2].removesuffix("</svg>")
    return _ELEMENT.sub(lambda found: _element(found[1], found[2] or "", colours), inside)


def _element(tag: str, classes: str, colours: Mapping[str, str]) -> str:
    named = {tag} & {"text"} | set(classes.split())
    said: dict[str, str] = {}
    for name, style in STYLES.items():
        if named.issuperset(name.split()):
            said |= style
    return f"<{tag}" + "".join(f' {name}="{colours.get(v, v)}"' for name, v in said.items())


def _heading(panel: Panel, heading: str, size: Size, colours: Mapping[str, str]) -> Iterator[str]:
    unit = f", {panel.unit}" if panel.unit else ""
    title = f"{panel.title}{unit} by {panel.x_name}"
    yield f'<text y="-10" font-size="13px" font-weight="600" fill="{colours["--text"]}">'
    yield f'{escape(heading)}</text><text x="{size.width:g}" y="-10" text-anchor="end" '
    yield f'font-size="12px" fill="{colours["--text-2"]}">{escape(title)}</text>'


def _foot(notes: list[str], size: Size, colours: Mapping[str, str]) -> Iterator[str]:
    for i, note in enumerate(notes):
        yield f'<text y="{size.height + 12 + LINE * i:g}" font-size="11px" '
        yield f'fill="{colours["--text-3"]}">{escape(note)}</text>'


def _lines(note: str) -> list[str]:
    """The note in lines that fit below the chart."""
    lines: list[str] = []
    for word in note.split():
        if lines and len(lines[-1]) + len(word) < LETTERS_A_LINE:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
