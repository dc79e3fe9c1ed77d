"""Time stamps at the start of lines."""

import calendar
import re

_STAMP = re.compile(
    r"(\d{4})[-/](\d\d)[-/](\d\d)[ T](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,6}))?", re.ASCII
)
_STAMP_WITHIN = 80


def time_of(line: str) -> int | None:
    """The time stamp at the start of a line in milliseconds, None without one.

    A time without a zone is read as UTC.

    >>> time_of("1970-01-02 00:00:01,5 - INFO - Epoch 1"), time_of("Epoch 1")
    (86401500, None)
    """
    stamp = _STAMP.search(line, 0, _STAMP_WITHIN)
    if stamp is None:
        return None
    year, month, day, *clock = (int(part) for part in stamp.groups()[:6])
    if year < 1970 or not (1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    fraction = (stamp[7] or "").ljust(3, "0")[:3]
    return calendar.timegm((year, month, day, *clock)) * 1000 + int(fraction)
