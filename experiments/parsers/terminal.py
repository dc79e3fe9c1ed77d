"""What programs draw on a terminal, as lines of plain text."""

import re
from collections.abc import Iterator

from experiments.parsers.lines import Lines

_CODES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
_BACK = re.compile("\b+")


def plain(text: str) -> str:
    r"""The text without colours and movements of the cursor.

    >>> plain("\x1b[32mloss\x1b[0m 0.5\x1b[K")
    'loss 0.5'
    """
    return _CODES.sub("", text) if "\x1b" in text else text


def drawn(text: str) -> Iterator[tuple[int, str]]:
    r"""Plain lines with their numbers from 1; what backspaces overwrite is a line of its own.

    >>> list(drawn("1/2 [>.]\b\b\b2/2 [==]\ndone"))
    [(1, '1/2 [>.]'), (1, '2/2 [==]'), (2, 'done')]
    """
    for number, line in enumerate(Lines(text), 1):
        if "\b" in line:
            for part in _BACK.split(line):
                yield number, plain(part)
        else:
            yield number, plain(line)
