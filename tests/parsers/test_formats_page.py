"""docs/formats.md lists every format, in the order in which they are tried."""

import re
from pathlib import Path

from experiments.parsers import FOLDERS, PARSERS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "formats.md"


def rows_of(text: str) -> list[tuple[str, str]]:
    return re.findall(r"^\| (.+?) \| `(\w+)` \|", text, flags=re.MULTILINE)


def test_every_format_has_a_row_with_its_title_and_slug():
    files, _ = PAGE.read_text().split("## Folders")
    assert rows_of(files) == [(parser.title, parser.slug) for parser in PARSERS]


def test_every_folder_format_has_a_row_with_its_title_and_slug():
    _, folders = PAGE.read_text().split("## Folders")
    assert rows_of(folders) == [(parser.title, parser.slug) for parser in FOLDERS]
