import re

from experiments.charts.drawn import drawn
from experiments.charts.panel_svg import Size
from tests.charts.drawings import Drawing

WIDE, NARROW = Size("wide", 100, 50), Size("narrow", 50, 50)


def test_words_are_escaped_and_both_sizes_tell_the_same() -> None:
    made = drawn(
        "a", "<b>", "1 & 2", lambda size: [f"<path d='M0 0H{size.width:g}'/>"], WIDE, NARROW
    )

    for svg in (made.wide, made.narrow):
        title, description, line = Drawing(svg).root
        assert (title.text, description.text) == ("<b>", "1 & 2")
    assert "H100" in made.wide
    assert "H50" in made.narrow
    assert line is not None


def test_ids_differ_and_the_drawing_is_labelled_by_them() -> None:
    made = drawn("a", "t", "d", lambda size: [], WIDE, NARROW)
    ids = re.findall(r'id="([^"]+)"', made.wide + made.narrow)

    assert len(set(ids)) == len(ids) == 4
    assert Drawing(made.wide).root.get("aria-labelledby") == "a-wide-t a-wide-d"
