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
