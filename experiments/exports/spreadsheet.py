"""Text that spreadsheets leave as it is."""

import re

FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""Spreadsheets take a cell that begins so for a formula: an apostrophe in front makes it text."""


def guarded(text: str) -> str:
    """The text, with an apostrophe in front where a spreadsheet would compute it.

    >>> guarded("=1+1"), guarded("val_loss")
    ("'=1+1", 'val_loss')
    """
    return f"'{text}" if FORMULA.match(text) else text
