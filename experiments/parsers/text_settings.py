"""Settings that a log names before its first epoch."""

import re

from experiments.parsers.text_labels import split_in

_LONGEST = 400
_SETTING = re.compile(r"([A-Za-z][\w.-]{0,60})(?::\s+| = |=)(\S.{0,199})")
_LEADING = re.compile(r"(?:\[[^\]]{0,60}\]\s*|\([^)]{0,60}\):?\s*|[A-Z]+:[\w.]*:)*")
_NO_SETTING = re.compile(
    r"(?:info|warning|warn|error|debug|critical|file|note|https?|usage|.*(?:warning|error|exception))",
    re.IGNORECASE,
)


_COUNTED = re.compile(r"\b(?:epoch|step|iter\w*|batch|loss|acc\w*)\W{0,3}\d", re.IGNORECASE)
_VALUES = re.compile(r"[\w)\]]\s*[:=]\s|\b(?:loss|acc\w*)\b.{0,3}\d", re.IGNORECASE)
"""A line of metrics, not one of a setting."""


def setting(line: str) -> tuple[str, str] | None:
    """The name and the value of a line that is nothing but a setting, None for other lines.

    >>> setting("2025-06-04 17:36:55,379 - INFO -   optimizer: adam")
    ('optimizer', 'adam')
    >>> setting("Using device: cpu") is setting("UserWarning: slow") is None
    True
    """
    if len(line) > _LONGEST:
        return None
    front, _, message = line.rpartition(" - ")
    if _COUNTED.search(front):
        return None
    message = message[_LEADING.match(message).end() :].strip()
    found = _SETTING.fullmatch(message)
    if found is None or _VALUES.search(found[2]) or split_in(found[1]) == found[1].lower():
        return None
    if _NO_SETTING.fullmatch(found[1]) or found[2].startswith("<"):
        return None
    return found[1], found[2].rstrip(",")
