"""The rows of SOURCES.md: one a log."""

import re

from tests.corpus.model import ROOT

_ROW = re.compile(r"^\| `([^`]+?)(?: \(\d+ files?\))?` \|", re.MULTILINE)


def names() -> list[str]:
    """The logs as SOURCES.md names them, folders with a ``/`` at the end."""
    return _ROW.findall((ROOT / "SOURCES.md").read_text(encoding="utf-8"))
