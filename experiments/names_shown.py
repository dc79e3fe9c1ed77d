"""Names of runs where there is little room, and numbers that stay with their units."""

import re

_UNIT = re.compile(r"(?<=\d) (?=%|points?\b|nats\b)|(?<=\w) (?== \d)|(?<==) (?=\d)")
LONGEST = 40
"""Characters of a name in a table."""


def short_name(name: str, longest: int = LONGEST) -> str:
    """A name cut in its middle: names of one project begin alike, and differ at their end.

    Whoever shows it shows the whole name beside it, such as in a title.

    >>> short_name("resnet50_imagenet_lr0.001_seed3", 21), short_name("baseline", 21)
    ('resnet50_i….001_seed3', 'baseline')
    """
    if len(name) <= longest:
        return name
    end = longest // 2
    return f"{name[: longest - end - 1].rstrip()}…{name[-end:].lstrip()}"


def with_units(sentence: str) -> str:
    """A sentence in which no line ends between a number and its unit, or what equals it.

    >>> with_units("39 % higher"), with_units("by T = 2.3")
    ('39\xa0% higher', 'by T\xa0=\xa02.3')
    """
    return _UNIT.sub("\N{NO-BREAK SPACE}", sentence)
