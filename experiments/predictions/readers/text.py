"""Text files as UTF-8, whatever they were written in."""

import codecs
from pathlib import Path

from experiments.parsers.decoding import encoding_of
from experiments.parsers.errors import ParseError
from experiments.predictions.readers.refusals import FORMATS, first_bytes, refuse_foreign

_BLOCK = 1 << 20


def is_text(head: bytes) -> bool:
    r"""Whether the first bytes of a file may be text.

    >>> is_text(b"label,prob\n"), is_text(b"\x80\x04\x95\x00\x00")
    (True, False)
    """
    return bool(head) and (b"\0" not in head or encoding_of(head)[0] != "utf-8")


def as_utf8(name: str, path: Path, scratch: Path) -> tuple[Path, tuple[str, ...]]:
    r"""The file itself, or a copy of it in UTF-8, and notes on how it was read.

    Raises ParseError for what is no text.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "val.csv"
    ...     _ = path.write_bytes("label;prob\n".encode("utf-16"))
    ...     as_utf8("val.csv", path, Path(folder))[0].read_text()
    'label;prob\n'
    """
    head = first_bytes(path)
    refuse_foreign(head, name)
    encoding, start = encoding_of(head)
    line = _bad_line(path, encoding, start, name)
    if encoding == "utf-8" and line is None:
        return path, ()
    notes: tuple[str, ...] = ()
    if line is not None:
        encoding = "cp1252"
        notes = (f"Line {line} is not valid UTF-8; the file was read as Windows-1252.",)
    return _copied(path, scratch / "text", encoding, start), notes


def _bad_line(path: Path, encoding: str, start: int, name: str) -> int | None:
    """The first line that is not UTF-8, None where all are."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as file:
        file.seek(start)
        try:
            while block := file.read(_BLOCK):
                text = decoder.decode(block)
                _refuse_zeros(text, name)
                line += block.count(b"\n")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            if encoding != "utf-8":
                raise ParseError(
                    f"{name} begins like {encoding.upper()} text, but is not.",
                    advice="Save it as UTF-8 and upload it again.",
                ) from None
            return line + error.object.count(b"\n", 0, error.start)
    return None


def _refuse_zeros(text: str, name: str) -> None:
    if "\0" in text:
        raise ParseError(f"{name} is binary data, not text.", advice=FORMATS)


def _copied(path: Path, target: Path, encoding: str, start: int) -> Path:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    with path.open("rb") as file, target.open("w", encoding="utf-8", newline="") as copy:
        file.seek(start)
        while block := file.read(_BLOCK):
            copy.write(decoder.decode(block))
    return target
