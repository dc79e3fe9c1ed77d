"""Bytes to text."""

import codecs

from experiments.parsers.errors import ParseError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 4096
_MAX_CONTROL_SHARE = 0.02


def decode(data: bytes, name: str = "") -> tuple[str, tuple[str, ...]]:
    r"""The text of a file with plain ``\n`` line ends, and notes on how it was read.

    UTF-8, or UTF-16 and UTF-32 by their byte-order mark; UTF-16 without one by its zero bytes.
    Anything else is read as Windows-1252, and the note says so.
    Raises ParseError for what is no text.

    >>> decode(b"\xef\xbb\xbfepoch,loss\r\r\n0,0.5\r\n")
    ('epoch,loss\n0,0.5\n', ())
    """
    encoding, start = encoding_of(data)
    notes: tuple[str, ...] = ()
    try:
        text = data[start:].decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise ParseError(
                f"{name or 'This file'} begins like {encoding.upper()} text, but is not.",
                advice="Save it as UTF-8 and upload it again.",
            ) from error
        line = data.count(b"\n", 0, start + error.start) + 1
        text = data[start:].decode("cp1252", errors="replace")
        notes = (f"Line {line} is not valid UTF-8; the file was read as Windows-1252.",)
    _refuse_binary(text, name)
    return _plain_line_ends(text), notes


def encoding_of(data: bytes) -> tuple[str, int]:
    r"""The encoding that the first bytes of a text tell, and where the text begins.

    >>> encoding_of(b"\xef\xbb\xbfepoch"), encoding_of("epoch".encode("utf-16-le"))
    (('utf-8', 3), ('utf-16-le', 0))
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    head = data[:_SAMPLE]
    if len(head) >= 4 and len(data) % 2 == 0:
        if not any(head[0::2]) and all(head[1::2]):
            return "utf-16-be", 0
        if not any(head[1::2]) and all(head[0::2]):
            return "utf-16-le", 0
    return "utf-8", 0


def _refuse_binary(text: str, name: str) -> None:
    head = text[:_SAMPLE]
    control = sum(c < " " and c not in "\t\n\r\f\v\b\x1b" for c in head)
    if "\0" in text or control > _MAX_CONTROL_SHARE * len(head):
        raise ParseError(
            f"{name or 'This file'} is binary data, not a text log.",
            advice="Upload the log that your trainer writes, such as a CSV or JSON file.",
        )


def _plain_line_ends(text: str) -> str:
    if "\r" not in text:
        return text
    return text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n")
