"""Files that hold no predictions, told by their first bytes."""

from pathlib import Path

from experiments.parsers.errors import ParseError
from experiments.parsers.refusals import refuse_foreign_bytes, refuse_foreign_text

HEAD_BYTES = 1 << 16
FORMATS = "Upload predictions as CSV, TSV, NPZ, NPY, Parquet or JSON lines."


def first_bytes(path: Path) -> bytes:
    """The beginning of a file, at most `HEAD_BYTES`.

    >>> first_bytes(Path("/dev/null"))
    b''
    """
    with path.open("rb") as file:
        return file.read(HEAD_BYTES)


def refuse_foreign(head: bytes, name: str) -> None:
    """Raises ParseError for empty files, pickles, images, Git LFS pointers, web pages and the like.

    >>> refuse_foreign(b"%PDF-1.7", "val.csv")
    Traceback (most recent call last):
    experiments.parsers.errors.ParseError: val.csv is a PDF document, no file of predictions. \
Upload predictions as CSV, TSV, NPZ, NPY, Parquet or JSON lines.
    """
    try:
        refuse_foreign_bytes(head, name)
        refuse_foreign_text(head.decode("utf-8", errors="replace"), name)
    except ParseError as error:
        reason = error.reason.replace(", not a training log", ", no file of predictions")
        kept = error.advice if "pull" in error.advice or "raw file" in error.advice else FORMATS
        raise ParseError(reason, advice=_before(reason) + kept) from None


def _before(reason: str) -> str:
    """What to know or do before the advice holds."""
    if "pickle" in reason:
        return "Pickles can run code and are never opened. "
    return "Unpack it first. " if "an archive" in reason else ""
