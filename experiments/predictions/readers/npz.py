"""NumPy arrays by name in one archive."""

import math
import shutil
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from experiments.parsers.errors import ParseError
from experiments.predictions.readers import npy
from experiments.predictions.readers.names import CLASS_NAMES
from experiments.predictions.readers.reader import Reader
from experiments.predictions.readers.refusals import first_bytes, refuse_foreign
from experiments.predictions.readers.source import HEAD, Batches, Source

_BROKEN = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError,
    ValueError, UnicodeDecodeError,
)  # fmt: skip
_MOST_ARRAYS = 1_000
_COPY = 1 << 20
_LONGEST_ROW = 1 << 23
_PLAIN = "biufUS"


def recognises(head: bytes) -> bool:
    r"""Whether a file begins as a zip archive does, which NPZ is.

    >>> recognises(b"PK\x03\x04")
    True
    """
    return head.startswith((b"PK\3\4", b"PK\5\6"))


def open_archive(name: str, path: Path, scratch: Path) -> Source:
    """The arrays of one and two dimensions; those in use are unpacked into `scratch`.

    Raises ParseError for a broken archive, and for arrays that are not as large as they claim.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "val.npz"
    ...     np.savez(path, y_true=[0, 1], probs=[[0.9, 0.1], [0.3, 0.7]])
    ...     source = open_archive("val.npz", path, Path(folder))
    >>> source.head["probs"].tolist()
    [[0.9, 0.1], [0.3, 0.7]]
    """
    archive = _Archive(name, path, scratch)
    heads, pickled = archive.heads()
    if not heads and not pickled:
        refuse_foreign(first_bytes(path), name)
        raise ParseError(
            f"{name} is an archive without NumPy arrays.",
            advice="Save one with np.savez(file, y_true=…, probs=…), or upload the table in it.",
        )
    named = {n: h for n, h in heads.items() if h.dtype.kind in "US" and _names_classes(n, heads)}
    classes = tuple(map(str, next(iter(named.values()), ())))
    return Source(
        {n: h for n, h in heads.items() if n not in named},
        archive.batches,
        arrays=True,
        classes=classes,
        pickled=tuple(pickled),
    )


def _names_classes(name: str, heads: Mapping[str, np.ndarray]) -> bool:
    widths = {head.shape[1] for head in heads.values() if head.ndim == 2}
    return name.lower() in CLASS_NAMES and len(heads[name]) in widths | {2}


class _Archive:
    """Members of a zip archive as arrays, each unpacked when it is used."""

    def __init__(self, name: str, path: Path, scratch: Path) -> None:
        self.name, self.path, self.scratch = name, path, scratch

    def heads(self) -> tuple[dict[str, np.ndarray], list[str]]:
        """First rows of the tables among the arrays, and the names of pickles."""
        heads: dict[str, np.ndarray] = {}
        pickled = []
        with self._opened() as archive:
            for info in self._members(archive):
                name = info.filename.removesuffix(".npy")
                try:
                    head = self._head(archive, info)
                except npy.PickledError:
                    pickled.append(name)
                    continue
                if head is not None:
                    heads[name] = head
        return heads, pickled

    def batches(self, names: Sequence[str]) -> Batches:
        with self._opened() as archive:
            arrays = {name: self._unpacked(archive, name) for name in names}
        yield from npy.batches_of(arrays)

    @contextmanager
    def _opened(self) -> Iterator[zipfile.ZipFile]:
        try:
            with zipfile.ZipFile(self.path) as archive:
                yield archive
        except ParseError:
            raise
        except _BROKEN as error:
            raise ParseError(
                f"{self.name} is a broken archive: {str(error)[:100] or 'it was cut off'}.",
                advice="Save it again, or upload it again if it was still being written.",
            ) from error

    def _members(self, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
        members = [info for info in archive.infolist() if info.filename.endswith(".npy")]
        names = {info.filename for info in members}
        if len(members) > _MOST_ARRAYS or len(names) < len(members):
            raise ParseError(
                f"{self.name} holds {len(members)} arrays: too many, or several of one name.",
                advice="Save the true classes and the scores only.",
            )
        return members

    def _head(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> np.ndarray | None:
        """First rows of an array; None for a value or a cube, which are no table."""
        label = self._label(info)
        with archive.open(info) as stream:
            shape, fortran, dtype = npy.header(stream, label)
            npy.refuse_size(label, shape, dtype, info.file_size - stream.tell())
            row = math.prod(shape[1:]) * dtype.itemsize
            if len(shape) not in (1, 2) or dtype.kind not in _PLAIN or not 0 < row <= _LONGEST_ROW:
                return None
            if fortran and len(shape) == 2:
                return self._unpacked(archive, info.filename.removesuffix(".npy"))[:HEAD]
            rows = min(shape[0], HEAD, max(1, _LONGEST_ROW // row))
            return np.frombuffer(stream.read(rows * row), dtype).reshape(rows, *shape[1:])

    def _unpacked(self, archive: zipfile.ZipFile, name: str) -> np.ndarray:
        info = archive.getinfo(f"{name}.npy")
        with archive.open(info) as stream:
            shape, _, dtype = npy.header(stream, self._label(info))
        npy.refuse_large(self._label(info), shape, dtype)
        target = self.scratch / f"member{archive.infolist().index(info)}.npy"
        with archive.open(info) as stream, target.open("wb") as file:
            shutil.copyfileobj(stream, file, _COPY)
        return npy.opened(self._label(info), target)

    def _label(self, info: zipfile.ZipInfo) -> str:
        return f"The array “{info.filename.removesuffix('.npy')[:60]}” in {self.name}"


READER = Reader("npz", "NumPy archive (.npz)", recognises, open_archive)
