"""One NumPy array in a file, and how arrays become columns."""

import math
import tokenize
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import numpy as np

from experiments.parsers.errors import ParseError
from experiments.predictions.readers.reader import Arrays, Reader
from experiments.predictions.readers.source import BATCH_CELLS, HEAD, MAX_ROWS, Batches, Source

MAGIC = b"\x93NUMPY"
MAX_BYTES = 2 << 30
"""Largest array; a small packed file may claim to hold far more."""
_AT_ONCE = 8 * BATCH_CELLS
_MAX_HEADER = 100_000
_BROKEN = (
    ValueError, OSError, EOFError, TypeError, SyntaxError, MemoryError, RecursionError, KeyError,
    IndexError, OverflowError, tokenize.TokenError,
)  # fmt: skip


class PickledError(ParseError):
    """An array of objects, which is never opened."""


def recognises(head: bytes) -> bool:
    r"""Whether a file begins as a NumPy array does.

    >>> recognises(b"\x93NUMPY\x01\x00")
    True
    """
    return head.startswith(MAGIC)


def open_array(name: str, path: Path, scratch: Path) -> Source:
    """A structured array as its fields; any other array is no table by itself.

    Raises ParseError for whatever is no such array.

    >>> import tempfile
    >>> table = np.array([(0, 0.2), (1, 0.9)], dtype=[("label", "i4"), ("prob", "f4")])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "table.npy"
    ...     np.save(path, table)
    ...     list(open_array("table.npy", path, Path(folder)).head)
    ['label', 'prob']
    """
    array = opened(name, path)
    if array.dtype.names:
        return source_of({field: array[field] for field in array.dtype.names})
    shape = " x ".join(map(str, array.shape)) or "a single value"
    raise ParseError(
        f"{name} holds one array ({shape}); predictions are two: true classes and scores.",
        advice="Upload both .npy files together, or save them in one file with "
        "np.savez(file, y_true=…, probs=…).",
    )


def opened(name: str, path: Path) -> np.ndarray:
    """An array mapped from a .npy file. Raises ParseError for broken and for object arrays.

    >>> opened("no.npy", Path("/dev/null"))
    Traceback (most recent call last):
    experiments.parsers.errors.ParseError: no.npy is broken: no NumPy array begins there. \
Save it again.
    """
    with path.open("rb") as file:
        shape, fortran, dtype = header(file, name)
        start = file.tell()
    size = path.stat().st_size - start
    refuse_large(name, shape, dtype)
    refuse_size(name, shape, dtype, size)
    order = "F" if fortran else "C"
    if not size or not np.prod(shape, dtype=object):
        return np.empty(shape, dtype)
    return np.memmap(path, dtype=dtype, mode="r", offset=start, shape=shape or (1,), order=order)


def header(file: BinaryIO, name: str) -> tuple[tuple[int, ...], bool, np.dtype]:
    """Shape, whether in Fortran order, and type of an array that begins here.

    Raises ParseError where none begins, and for objects, which only a pickle can hold.

    >>> import io
    >>> file = io.BytesIO()
    >>> np.save(file, np.zeros((2, 3)))
    >>> header(io.BytesIO(file.getvalue()), "a")[0]
    (2, 3)
    """
    try:
        version = np.lib.format.read_magic(file)
        read = np.lib.format.read_array_header_1_0
        if version != (1, 0):
            read = np.lib.format.read_array_header_2_0
        shape, fortran, dtype = read(file, max_header_size=_MAX_HEADER)
    except _BROKEN:
        raise ParseError(
            f"{name} is broken: no NumPy array begins there.", advice="Save it again."
        ) from None
    if dtype.hasobject:
        raise PickledError(
            f"{name} is an array of Python objects, which only a pickle can hold; pickles can run "
            "code and are never opened.",
            advice="Save numbers: np.save(file, np.array(values, dtype=float)), or np.savez for "
            "several arrays. Lists of different lengths need one score for every class first.",
        )
    return shape, fortran, dtype


def refuse_size(name: str, shape: tuple[int, ...], dtype: np.dtype, size: int) -> None:
    """Raises ParseError where the bytes that follow are not those of the array, before any is read.

    >>> refuse_size("a", (10, 10), np.dtype("f8"), 800)
    """
    told = " x ".join(map(str, shape))
    need = int(np.prod(shape, dtype=object)) * dtype.itemsize
    if need != size:
        raise ParseError(
            f"{name} is cut off or broken: {told} numbers take {need:,} bytes, there are {size:,}.",
            advice="Save it again, or upload it again if it was still being written.",
        )


def refuse_large(name: str, shape: tuple[int, ...], dtype: np.dtype) -> None:
    """Raises ParseError for an array that is too large to be used, or that claims to be.

    >>> refuse_large("a", (10, 10), np.dtype("f8"))
    """
    need = int(np.prod(shape, dtype=object)) * dtype.itemsize
    fits = all(0 <= length <= MAX_ROWS for length in shape) and need <= MAX_BYTES
    if not fits or not dtype.itemsize:
        told = " x ".join(map(str, shape))
        raise ParseError(
            f"{name} claims to hold {told} values, more than can be read.",
            advice="Upload fewer samples: a random part of them tells the same.",
        )


def source_of(arrays: Mapping[str, np.ndarray], classes: tuple[str, ...] = ()) -> Source:
    """Arrays of as many rows as the columns of a file.

    >>> source_of({"y": np.array([0, 1])}).head["y"].tolist()
    [0, 1]
    """

    def batches(names: Sequence[str]) -> Batches:
        yield from batches_of({name: arrays[name] for name in names})

    head = {n: np.asarray(a[: min(HEAD, 1 + _AT_ONCE // row_bytes(a))]) for n, a in arrays.items()}
    return Source(head, batches, arrays=True, classes=classes)


def batches_of(arrays: Mapping[str, np.ndarray]) -> Batches:
    """Rows of arrays side by side. Raises ParseError where they are not as many.

    >>> [share for batch, share in batches_of({"y": np.array([0, 1])})]
    [1.0]
    """
    rows = {name: len(array) for name, array in arrays.items()}
    if len(set(rows.values())) > 1:
        told = ", ".join(f"“{name}” {count:,}" for name, count in rows.items())
        raise ParseError(
            f"The arrays have different numbers of rows: {told}.",
            advice=_turn(arrays) or "Save labels and scores of the same samples.",
        )
    count = next(iter(rows.values()))
    step = max(1, _AT_ONCE // max(map(row_bytes, arrays.values())))
    for start in range(0, count, step):
        batch = {name: np.asarray(array[start : start + step]) for name, array in arrays.items()}
        yield batch, min(1.0, (start + step) / count)


def _turn(arrays: Mapping[str, np.ndarray]) -> str:
    """What to do where the columns of one array are as many as the rows of another."""
    rows = {len(array) for array in arrays.values()}
    turned = (n for n, a in arrays.items() if a.ndim == 2 and a.shape[1] in rows - {len(a)})
    return "".join(f"Turn “{n}” to one row a sample, {n}.T in NumPy." for n in islice(turned, 1))


def row_bytes(array: np.ndarray) -> int:
    """Bytes of one row of an array, at least those of one number.

    >>> row_bytes(np.zeros((5, 3)))
    24
    """
    return max(8, math.prod(array.shape[1:]) * array.dtype.itemsize)


def pair(
    labels: tuple[str, Path], scores: tuple[str, Path], arrays: Arrays
) -> tuple[Source, Arrays]:
    """Two files as one table, in whichever order they were given, and what is what in it.

    Raises ParseError where they are not labels and scores of the same samples.

    >>> pair(("y.npy", Path("/dev/null")), ("p.npy", Path("/dev/null")), Arrays())
    Traceback (most recent call last):
    experiments.parsers.errors.ParseError: y.npy is broken: no NumPy array begins there. \
Save it again.
    """
    opens = {labels[0]: opened(*labels)}
    name = scores[0] if scores[0] != labels[0] else f"{scores[0]} (scores)"
    opens[name] = opened(*scores)
    for called, array in opens.items():
        if array.ndim not in (1, 2):
            shape = " x ".join(map(str, array.shape)) or "a single value"
            raise ParseError(
                f"{called} holds {shape}: neither a list of classes nor a table of scores.",
                advice="Upload the true classes, one a sample, and the scores, one row a sample.",
            )
    true, other = labels[0], name
    if _has_fractions(opens[true]) and not _has_fractions(opens[other]):
        true, other = other, true
    chosen = replace(
        arrays,
        labels=true,
        probabilities=other if arrays.probabilities else "",
        logits=other if arrays.logits else "",
    )
    return source_of(opens), chosen


def _has_fractions(array: np.ndarray) -> bool:
    head = np.asarray(array[:HEAD])
    return head.dtype.kind == "f" and bool((head != np.round(head)).any())


READER = Reader("npy", "NumPy array (.npy)", recognises, open_array)
