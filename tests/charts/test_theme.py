import re

from experiments.charts.theme import THEMES, colours


def test_both_themes_have_the_same_tokens() -> None:
    light, dark = (colours(theme) for theme in THEMES)

    assert set(light) == set(dark)
    assert light["--bg"] != dark["--bg"]


def test_a_token_that_stands_for_another_one_has_its_value() -> None:
    for theme in THEMES:
        assert colours(theme)["--halo"] == colours(theme)["--bg"]


def test_colours_of_runs_are_colours() -> None:
    for theme in THEMES:
        named = [value for name, value in colours(theme).items() if name.startswith("--run-")]
        assert len(named) == 8
        assert all(re.fullmatch("#[0-9a-f]{6}", value) for value in named)
