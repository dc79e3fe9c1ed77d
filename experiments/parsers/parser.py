"""What a format's module offers."""

from collections.abc import Callable
from dataclasses import dataclass

from experiments.parsers.document import Document
from experiments.parsers.log import ParsedRun


@dataclass(frozen=True)
class Parser:
    """One log format.

    - `slug`: its stable name
    - `title`: its name for people
    - `recognises`: whether a document is of this format, by its content; never raises
    - `read`: the runs of a document that it recognised; raises ParseError
    """

    slug: str
    title: str
    recognises: Callable[[Document], bool]
    read: Callable[[Document], tuple[ParsedRun, ...]]
