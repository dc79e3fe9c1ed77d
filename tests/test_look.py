"""What holds for all templates and style sheets."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
CSS = ROOT / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text()
ICONS = (ROOT / "templates" / "partials" / "_icons.html").read_text()

named = pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)


def block(opening: str) -> list[str]:
    """The declarations of one rule, white space aside."""
    body = TOKENS[TOKENS.index(opening) + len(opening) :]
    return re.sub(r"\s+", " ", body[: body.index("}")]).strip().split("; ")


def test_both_dark_themes_are_the_same() -> None:
    by_system = block(':root:not([data-theme="light"]) {')
    assert len(by_system) > 40
    assert by_system == block(':root[data-theme="dark"] {')


def colours(opening: str) -> dict[str, float]:
    """The relative luminance (WCAG 2.2) of each plain colour of one rule, by its name."""
    found = re.findall(r"--([\w-]+): #([0-9a-f]{6})\b", "; ".join(block(opening)))
    return {name: luminance(value) for name, value in found}


def luminance(value: str) -> float:
    shares = [int(value[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


@pytest.mark.parametrize("opening", [":root {", ':root[data-theme="dark"] {'])
def test_the_colours_of_epochs_are_seen_on_the_page_and_move_away_from_it(opening: str) -> None:
    shades = colours(opening)
    ramp = [shades[f"epoch-{step}"] for step in range(1, 9)]
    against = [contrast(shade, shades["bg"]) for shade in ramp]

    assert min(contrast(shade, shades["band-2"]) for shade in ramp) >= 3
    assert min(against) >= 3
    assert against == sorted(against)


GROUNDS = ("bg", "sunken", "raised", "band", "band-2")
TONES = ("bad", "warn", "ok", "info", "mute")
TEXT = [(text, ground) for text in ("text", "text-2", "text-3", "accent") for ground in GROUNDS]
TEXT += [(tone, ground) for tone in TONES for ground in ("bg", "raised", f"{tone}-bg")]
TEXT += [("accent", "accent-bg"), ("on-accent", "accent"), ("on-ink", "ink"), ("q5-text", "q5")]
LINES = [(f"run-{n}", ground) for n in range(1, 9) for ground in GROUNDS]
# The strong line borders controls, tones line findings and statuses; the focus wears the accent,
# which has the contrast of text.
STROKES = ("line-strong", "axis", *(f"{tone}-line" for tone in TONES))
LINES += [(stroke, ground) for stroke in STROKES for ground in (*GROUNDS, "mute-bg")]
LINES += [(f"{tone}-line", f"{tone}-bg") for tone in TONES]


@pytest.mark.parametrize("opening", [":root {", ':root[data-theme="dark"] {'])
def test_text_and_lines_have_the_contrast_that_wcag_asks_for(opening: str) -> None:
    shades = colours(opening)
    least = dict.fromkeys(LINES, 3.0) | dict.fromkeys(TEXT, 4.5)
    found = {pair: contrast(*(shades[name] for name in pair)) for pair in least}
    assert {pair: ratio for pair, ratio in found.items() if ratio < least[pair]} == {}


@pytest.mark.parametrize("opening", [":root {", ':root[data-theme="dark"] {'])
def test_words_in_the_colour_of_a_run_can_be_read_on_the_page(opening: str) -> None:
    shades = colours(opening)
    assert min(contrast(shades[f"run-{n}"], shades["bg"]) for n in range(1, 9)) >= 4.5


def test_every_colour_that_a_style_sheet_names_is_a_token() -> None:
    defined = set(re.findall(r"(--[\w-]+):", TOKENS))
    for sheet in CSS.glob("*.css"):
        assert set(re.findall(r"var\((--[\w-]+)\)", sheet.read_text())) <= defined, sheet.name


@named
def test_a_template_has_nothing_inline_that_the_content_policy_blocks(template: Path) -> None:
    html = template.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", html)
    assert not re.search(r"<script(?![^>]*(src=|type=\"application/json\"))", html)


@named
def test_a_template_loads_nothing_from_another_server(template: Path) -> None:
    assert not re.search(r"(src|href|action)=\"(https?:)?//", template.read_text())


@named
def test_every_glyph_of_a_template_is_there(template: Path) -> None:
    for glyph in re.findall(r'<use href="#(i-[a-z]+)"', template.read_text()):
        assert f'id="{glyph}"' in ICONS


@named
def test_every_form_that_posts_has_its_token(template: Path) -> None:
    for form in re.findall(
        r'<form[^>]*method="post".*?</form>', template.read_text(), flags=re.DOTALL
    ):
        assert "{% csrf_token %}" in form
