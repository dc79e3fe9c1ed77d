import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from experiments.charts.panel_svg import draw
from experiments.charts.panels import Band, Options, Panel, run_panels
from experiments.charts.standalone import STYLES, standalone
from experiments.charts.theme import THEMES, colours
from experiments.curves import Series
from tests.charts.drawings import Drawing
from tests.charts.shapes import by_steps, overfitting

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
# Sizes of text are in the drawing's own unit; edges that are snapped to pixels blur in a file.
NOT_TAKEN = {"shape-rendering", "stroke-linejoin"}


def panel(series: list[Series] | None = None, **options: object) -> Panel:
    return run_panels(
        series or overfitting(),
        bands=[Band(14, 60, "disagree"), Band(7, 8, "dip", "note"), Band(20, 30, "here", "focus")],
        keep_by_loss=14.0,
        keep_by_accuracy=60.0,
        options=Options(**options),
    )[0]


def document(shown: Panel, heading: str = "baseline", theme: str = "light") -> ElementTree.Element:
    return ElementTree.fromstring(standalone(shown, heading, colours(theme)))


def texts(root: ElementTree.Element) -> list[str]:
    return [e.text or "" for e in root.iter() if e.tag.endswith("text")]


def style_of(selector: str) -> dict[str, str]:
    """What the style sheet declares for one selector."""
    sheet = (CSS / "charts.css").read_text()
    found = re.findall(rf"(?:^|\n|}} ){re.escape(selector)} {{([^}}]*)}}", sheet)
    pairs = (part.split(":") for block in found for part in block.split(";") if ":" in part)
    return {name.strip(): re.sub(r"var\((.*)\)", r"\1", value.strip()) for name, value in pairs}


def test_it_stands_alone() -> None:
    text = standalone(panel(), "baseline", colours("light"))

    assert "class=" not in text
    assert "var(" not in text
    assert "style=" not in text
    assert not re.search(r'"--[a-z]', text)
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", text)


def test_it_says_what_it_is_of() -> None:
    said = texts(document(panel(), "resnet <18> & co"))

    assert said[:2] == ["resnet <18> & co", "Loss by epoch"]
    assert "disagree" in said
    assert "val 0.6600" in said


def test_what_is_left_out_and_smoothed_is_said_below() -> None:
    said = " ".join(texts(document(panel(by_steps(), smooth=2))))

    assert "5 means of 50 points" in said
    assert "Smoothed" in said


@pytest.mark.parametrize("theme", THEMES)
def test_its_colours_are_those_of_the_theme(theme: str) -> None:
    root = document(panel(), theme=theme)
    background = next(e for e in root.iter() if e.tag.endswith("rect"))
    lines = [e for e in root.iter() if e.get("stroke-linecap") in ("round", "butt")]

    assert background.get("fill") == colours(theme)["--bg"]
    assert {line.get("stroke") for line in lines} == {colours(theme)["--run-1"]}


def test_train_stays_dashed() -> None:
    dashes = [e.get("stroke-dasharray") for e in document(panel()).iter()]

    assert "5 4" in dashes


def test_every_point_is_in_it_where_all_are_asked_for() -> None:
    values = np.linspace(1, 2, 5_000)
    long = [Series.of("loss", "loss", "train", values)]

    [line] = [
        e for e in document(panel(long, most=10_000)).iter() if e.get("stroke-dasharray") == "5 4"
    ]

    assert len(re.findall(r"[ML]", line.get("d", ""))) == 5_000


def test_a_name_that_xml_cannot_hold_is_written_without_what_it_cannot() -> None:
    assert texts(document(panel(), "a\x00b\x1bc"))[0] == "abc"


def test_every_class_of_a_drawing_has_its_style() -> None:
    drawing = Drawing(draw(panel()))
    used = {c for e in drawing.root.iter() for c in e.get("class", "").split()}

    assert used - set(STYLES) - {"chart", "wide", "val"} == set()


@pytest.mark.parametrize("name", sorted(STYLES))
def test_a_style_is_that_of_the_style_sheet(name: str) -> None:
    selectors = {
        "text": [".chart text"],
        "text f1": [".chart text.f1"],
        "in-iv": [".chart .halo.in-iv"],
        "train": [".line.train"],
        "test": [".line.test"],
        "raw": [".line.raw"],
    }.get(name, [f".chart .{name}", f".{name}"])
    declared = {k: v for selector in selectors for k, v in style_of(selector).items()}

    said = {k: v for k, v in STYLES[name].items() if k not in NOT_TAKEN}
    assert said == {k: v for k, v in declared.items() if k in said}
    assert set(declared) - set(said) - NOT_TAKEN == set()
