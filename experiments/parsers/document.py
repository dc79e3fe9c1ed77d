"""A decoded file, and what parsers ask of it; each answer is worked out once."""

from dataclasses import dataclass
from functools import cached_property

from experiments.parsers.json_text import JsonText, looks_like_json, read_json
from experiments.parsers.layout import Layout, find_layout
from experiments.parsers.lines import Lines

_HEAD = 300


@dataclass(frozen=True, eq=False)
class Document:
    """A file as parsers see it.

    - `text`: the decoded text with plain line ends; binary formats have none
    - `notes`: how it was decoded
    - `data`: the bytes as they came, for binary formats
    - `name`: what the file is called; for messages, and where the name is that of the metric
    """

    text: str = ""
    notes: tuple[str, ...] = ()
    data: bytes = b""
    name: str = ""

    @cached_property
    def lines(self) -> Lines:
        return Lines(self.text)

    @cached_property
    def head(self) -> list[str]:
        """The first lines."""
        return self.lines[:_HEAD]

    @cached_property
    def json(self) -> JsonText | None:
        """The file as JSON, None where it is none. Raises ParseError for broken JSON."""
        return read_json(self.text, self.lines) if looks_like_json(self.text) else None

    @cached_property
    def layout(self) -> Layout | None:
        """Where the table stands, None where there is none."""
        return None if looks_like_json(self.text) else find_layout(self.head)
