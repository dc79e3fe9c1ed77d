"""What a format's module offers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from experiments.parsers.document import Document
from experiments.parsers.log import ParsedRun


@dataclass(frozen=True)
class Parser:
    """One log format that is one file.

    - `slug`: its stable name
    - `title`: its name for people
    - `recognises`: whether a document is of this format, by its content; never raises
    - `read`: the runs of a document that it recognised; raises ParseError
    - `binary`: whether it reads `Document.data` and not text; such formats are asked first
    """

    slug: str
    title: str
    recognises: Callable[[Document], bool]
    read: Callable[[Document], tuple[ParsedRun, ...]]
    binary: bool = False


@dataclass(frozen=True)
class Folder:
    """Files that are one log together.

    - `root`: the folder that gives the log its name, ``""`` where paths have none
    - `paths`: its files, as they were found; each begins with the root
    """

    root: str
    paths: tuple[str, ...]


Files = Mapping[str, bytes]
"""The bytes of files by their path below a folder's root, read when they are asked for."""


@dataclass(frozen=True)
class FolderParser:
    """One log format that is several files.

    - `slug`, `title`: as of a `Parser`
    - `find`: the folders of this format among some paths, parted by ``/``; never raises
    - `read`: the runs of such a folder; raises ParseError
    """

    slug: str
    title: str
    find: Callable[[Sequence[str]], list[Folder]]
    read: Callable[[Files], tuple[ParsedRun, ...]]
