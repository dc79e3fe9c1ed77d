"""Files that are no training logs, each refused in a sentence of its own."""

import re
from collections.abc import Sequence

from experiments.parsers.cells import is_number
from experiments.parsers.document import Document
from experiments.parsers.errors import ParseError
from experiments.parsers.layout import TRACEBACK, may_be_names
from experiments.parsers.lines import Lines

_IMAGE = ("an image", "Upload the numbers behind the plot: the CSV or JSON log of the training.")
_ARCHIVE = ("an archive", "Unpack it and upload the log files in it.")
_PICKLE = (
    "a pickle",
    "Pickles can run code and are never opened; save the history as JSON or CSV.",
)
_ELSEWHERE = (
    "If it holds predictions, upload them on the page of their run; here goes the CSV or JSON log."
)
_WEIGHTS = "Weights hold no curves; upload the training's CSV or JSON log."

_SIGNATURES = (
    (b"\x89PNG", *_IMAGE),
    (b"\xff\xd8\xff", *_IMAGE),
    (b"GIF87a", *_IMAGE),
    (b"GIF89a", *_IMAGE),
    (b"II*\0", *_IMAGE),
    (b"MM\0*", *_IMAGE),
    (b"%PDF", "a PDF document", "Upload the CSV or JSON log of the training."),
    (b"\x1f\x8b", *_ARCHIVE),
    (b"BZh", *_ARCHIVE),
    (b"\xfd7zXZ\0", *_ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", *_ARCHIVE),
    (b"\x28\xb5\x2f\xfd", *_ARCHIVE),
    (b"Rar!\x1a\x07", *_ARCHIVE),
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file", f"It usually holds weights. {_WEIGHTS}"),
    (b"\x93NUMPY", "a NumPy array", _ELSEWHERE),
    (b"PAR1", "a Parquet file", f"Save a log as CSV. {_ELSEWHERE}"),
    (
        b"ARROW1",
        "an Arrow file",
        "Save a log as CSV, and predictions as Parquet, which go to the page of their run.",
    ),
    (b"SQLite format 3\0", "an SQLite database", "Export the metrics as CSV and upload that."),
    (b"GGUF", "a file of model weights", _WEIGHTS),
)
_BINARY_PICKLES = (b"\x80\2", b"\x80\3", b"\x80\4", b"\x80\5")
_TEXT_PICKLES = (b"(dp", b"(lp", b"ccopy_reg\n", b"cnumpy", b"ccollections\n", b"ckeras", b"ctorch")
_TESTS = (
    (lambda data: data[:4] == b"RIFF" and data[8:12] == b"WEBP", *_IMAGE),
    (lambda data: data[:2] == b"BM" and b"\0" in data[:32], *_IMAGE),
    (lambda data: data[257:262] == b"ustar", *_ARCHIVE),
    (lambda data: data.startswith(_BINARY_PICKLES), *_PICKLE),
    (lambda data: data.startswith(_TEXT_PICKLES) and b"\n" in data[:40], *_PICKLE),
    (lambda data: data[8:9] == b"{" and b"\0" in data[2:8], "a file of model weights", _WEIGHTS),
)
_LFS = "version https://git-lfs.github.com/spec/"
_MARKUP = re.compile(r"\s*<(!doctype html|html|head|body|\?xml|svg)\b", re.IGNORECASE)


def refuse_foreign_bytes(data: bytes, name: str = "") -> None:
    """Raises ParseError for an empty file, and for formats told by their first bytes.

    >>> refuse_foreign_bytes(b"%PDF-1.7", "log.csv")
    Traceback (most recent call last):
    experiments.parsers.errors.ParseError: log.csv is a PDF document, not a training log. \
Upload the CSV or JSON log of the training.
    """
    if not data:
        raise ParseError(
            f"{_called(name)} is empty.", advice="Check that the training wrote its log there."
        )
    what = _foreign(data)
    if what is not None:
        kind, advice = what
        raise ParseError(f"{_called(name)} is {kind}, not a training log.", advice=advice)


def refuse_foreign_text(text: str, name: str = "") -> None:
    """Raises ParseError for texts that are surely no logs: blank, Git LFS pointers, web pages.

    >>> refuse_foreign_text("<!DOCTYPE html><html>", "log.csv")
    Traceback (most recent call last):
    experiments.parsers.errors.ParseError: log.csv is a web page or other markup, not a training \
log. Download the raw file instead of the page that shows it.
    """
    if not text.strip("\ufeff \t\n\f\v"):
        raise ParseError(
            f"{_called(name)} holds white space only.",
            advice="Check that the training wrote its log there.",
        )
    refuse_pointer(text[: len(_LFS)].encode(errors="replace"), name)
    if _MARKUP.match(text):
        raise ParseError(
            f"{_called(name)} is a web page or other markup, not a training log.",
            advice="Download the raw file instead of the page that shows it.",
        )


def refuse_pointer(data: bytes, name: str = "") -> None:
    """Raises ParseError where a file stands for one that Git LFS did not fetch.

    >>> refuse_pointer(b"version https://git-lfs.github.com/spec/v1", "loss")
    Traceback (most recent call last):
    experiments.parsers.errors.ParseError: loss is a Git LFS pointer: the file itself was not \
downloaded. Run “git lfs pull” in the repository and upload the file again.
    """
    if data.startswith(_LFS.encode()):
        raise ParseError(
            f"{_called(name)} is a Git LFS pointer: the file itself was not downloaded.",
            advice="Run “git lfs pull” in the repository and upload the file again.",
        )


def unrecognised(document: Document, name: str = "") -> ParseError:
    """Why a text that no parser recognised is no log.

    >>> unrecognised(Document("Dear team,\\nall went well.\\n"), "mail.txt").reason
    'mail.txt holds text without a table of metrics.'
    """
    if document.json is not None:
        return _unknown_json(document.json.value, name)
    for number, line in enumerate(document.lines, 1):
        if TRACEBACK in line:
            return _traceback(document.lines, number, name)
    header = _foreign_table(document.lines)
    if any(map(is_number, header)):
        return ParseError(
            "The table has no header: its first line holds numbers.",
            advice="Put a line of names above it, such as epoch,loss,accuracy,val_loss.",
            line=1,
        )
    if header:
        return no_metric(header)
    return ParseError(
        f"{_called(name)} holds text without a table of metrics.",
        advice="Upload a CSV or JSON log whose columns have names such as epoch, loss, accuracy, "
        "val_loss, val_accuracy.",
    )


def no_metric(columns: Sequence[str]) -> ParseError:
    """Why a table is no log: none of its columns is a metric.

    >>> no_metric(["name", "age"]).reason
    'No column is a metric of a training; the columns are “name”, “age”.'
    """
    shown = ", ".join(f"“{name[:40]}”" for name in columns[:8])
    more = f" and {len(columns) - 8} more" if len(columns) > 8 else ""
    return ParseError(
        f"No column is a metric of a training; the columns are {shown}{more}.",
        advice="Name them such as epoch, loss, accuracy, val_loss, val_accuracy.",
    )


def _unknown_json(value: object, name: str) -> ParseError:
    if isinstance(value, dict) and "cells" in value and "nbformat" in value:
        return ParseError(
            f"{_called(name)} is a Jupyter notebook.",
            advice="Save the history in it with json.dump(history.history, file) and upload that.",
        )
    return ParseError(
        f"{_called(name)} is JSON, but no training history.",
        advice="Upload an object of lists such as {“loss”: [0.9, 0.5]}, or one object an epoch.",
    )


def _traceback(lines: Lines, number: int, name: str) -> ParseError:
    following = (
        line.strip() for line in lines.since(number) if line.strip() and line[0] not in " \t"
    )
    last = next(following, "an unknown error")
    return ParseError(
        f"{_called(name)} holds a Python traceback ({last[:120]}) and no table of metrics.",
        advice="The training stopped with an error: upload the log that it writes while it runs.",
        line=number,
    )


def _foreign_table(lines: Lines) -> list[str]:
    """The header of a table of something else, empty where there is none."""
    first = [line for line in lines[:50] if line.strip()][:2]
    for delimiter in ",\t;|":
        counts = {line.count(delimiter) for line in first}
        if len(first) == 2 and len(counts) == 1 and counts != {0}:
            cells = [cell.strip() for cell in first[0].split(delimiter)]
            return cells if may_be_names(cells) else []
    return []


def _foreign(data: bytes) -> tuple[str, str] | None:
    for signature, kind, advice in _SIGNATURES:
        if data.startswith(signature):
            return kind, advice
    if data.startswith((b"PK\3\4", b"PK\5\6")):
        return _zip(data)
    return next(((kind, advice) for test, kind, advice in _TESTS if test(data)), None)


def _zip(data: bytes) -> tuple[str, str]:
    if b"data.pkl" in data:
        return "a PyTorch checkpoint", f"Checkpoints are pickles and are never opened. {_WEIGHTS}"
    if b"model.weights.h5" in data:
        return "a saved Keras model", _WEIGHTS
    if b".npy" in data[:512]:
        return "an NPZ file of NumPy arrays", _ELSEWHERE
    if b"[Content_Types].xml" in data:
        return "an Excel workbook or other Office document", "Save the sheet as CSV."
    return _ARCHIVE


def _called(name: str) -> str:
    return name or "This file"
