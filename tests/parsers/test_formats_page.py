"""docs/formats.md lists every format, in the order in which they are tried."""

import re
from pathlib import Path

from experiments.parsers import PARSERS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "formats.md"


def test_every_format_has_a_row_with_its_title_and_slug():
    rows = re.findall(r"^\| (.+?) \| `(\w+)` \|", PAGE.read_text(), flags=re.MULTILINE)
    assert rows == [(parser.title, parser.slug) for parser in PARSERS]
