"""Archives of logs, unpacked within limits: no links, no paths outside, no bombs."""

import bz2
import gzip
import lzma
import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from experiments.archive_limits import (
    LARGEST_DIRECTORY,
    LONGEST_PATH,
    MOST_MEMBERS,
    Counted,
    Header,
    Limits,
    too_many,
)
from experiments.parsers.errors import ParseError
from experiments.parsers.grouping import is_litter

Opener = Callable[[IO[bytes]], IO[bytes]]

_OPENERS = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ\0": lzma.open}
_ZIP = (b"PK\3\4", b"PK\5\6")
_END_WITHIN = 2**16 + 200
"""A zip ends with a record of its members, and a comment of up to 64 KB."""
_IN_LARGE_RECORD = 2**32 - 1
_NO_LOGS = ("data.pkl", "[Content_Types].xml", "model.weights.h5")
_BROKEN = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, OSError, EOFError,
    NotImplementedError, RuntimeError, ValueError, UnicodeError, OverflowError,
)  # fmt: skip


@dataclass(frozen=True)
class Member:
    """A file in an archive: `path` is relative and parted by ``/``; `file` reads its bytes."""

    path: str
    size: int
    file: IO[bytes]


class _Named:
    """The bytes of a member; where they are damaged, the error names it."""

    def __init__(self, stream: IO[bytes], path: str) -> None:
        self._stream, self._path = stream, path

    def read(self, size: int = -1) -> bytes:
        try:
            return self._stream.read(size)
        except ParseError:
            raise
        except _BROKEN as error:
            raise ParseError(
                f"“{self._path}” in the archive is damaged: {error or type(error).__name__}.",
                advice="Pack the files again; what came before it was taken in.",
            ) from error


def is_archive(file: IO[bytes]) -> bool:
    """Whether a file is packed and may hold logs: zip, tar, gzip, bzip2 or xz.

    Zip files that other programs made for themselves, such as NPZ and checkpoints, are none.
    """
    head = _head(file)
    if head.startswith(_ZIP):
        return _is_plain_zip(file)
    return _opener(head) is not None or head[257:262] == b"ustar"


def members(file: IO[bytes], name: str, most_bytes: int) -> Iterator[Member]:
    """The files in an archive called `name`, at most `most_bytes` in all.

    Links, and what file managers leave behind, are passed over. Raises ParseError for an archive
    that is broken or encrypted, names a file outside of itself, or is over a limit.
    """
    packed = file.seek(0, 2)
    file.seek(0)
    try:
        limits = Limits(name, packed, most_bytes)
        is_zip = _head(file).startswith(_ZIP)
        found = _zip_members(file) if is_zip else _streamed(file, limits)
        yield from _within_limits(found, limits)
    except ParseError:
        raise
    except _BROKEN as error:
        raise ParseError(
            f"{name} cannot be unpacked: {error or type(error).__name__}.",
            advice="Pack the files again as .zip or .tar.gz, without a password.",
        ) from error


def _within_limits(found: Iterator[Member], limits: Limits) -> Iterator[Member]:
    total = 0
    for count, member in enumerate(found, 1):
        total += member.size
        if count > MOST_MEMBERS:
            raise too_many()
        if total > limits.most:
            raise limits.refusal()
        if not is_litter(member.path):
            yield member


def _zip_members(file: IO[bytes]) -> Iterator[Member]:
    if not _has_plain_directory(file):
        raise too_many()
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            is_link = info.external_attr >> 28 == 0xA
            if info.is_dir() or is_link:
                continue
            with archive.open(info) as member:
                path = _safe(info.filename)
                yield Member(path, info.file_size, _Named(member, path))


def _streamed(file: IO[bytes], limits: Limits) -> Iterator[Member]:
    """Of a tar, packed or not; or the one file that was packed by itself."""
    opener = _opener(_head(file))
    if opener is None:
        yield from _tar_members(file)
    elif _is_packed_tar(file, opener):
        file.seek(0)
        yield from _tar_members(Counted(opener(file), limits))
    else:
        yield _alone(file, opener, limits)


def _tar_members(stream: IO[bytes] | Counted) -> Iterator[Member]:
    with tarfile.open(fileobj=stream, mode="r|", bufsize=2**16, tarinfo=Header) as archive:
        for info in archive:
            if info.isreg() and not info.issparse():
                path = _safe(info.name)
                yield Member(path, info.size, _Named(archive.extractfile(info), path))


def _alone(file: IO[bytes], opener: Opener, limits: Limits) -> Member:
    file.seek(0)
    size, stream = 0, Counted(opener(file), limits)
    while chunk := stream.read(2**20):
        size += len(chunk)
    file.seek(0)
    inner = PurePosixPath(limits.name)
    path = inner.stem if inner.suffix else inner.name
    return Member(path, size, _Named(opener(file), path))


def _safe(path: str) -> str:
    plain = PurePosixPath(path.replace("\\", "/"))
    if plain.is_absolute() or ".." in plain.parts or ":" in str(plain)[:2]:
        raise ParseError(
            f"The archive names a file outside of itself: “{str(plain)[:80]}”.",
            advice="Pack the folder again with relative paths.",
        )
    if not plain.parts or len(str(plain)) > LONGEST_PATH:
        raise ParseError(
            f"The archive holds a path of {len(str(plain))} characters; "
            f"1 to {LONGEST_PATH} can be read.",
            advice="Pack the files under shorter names.",
        )
    return str(plain)


def _has_plain_directory(file: IO[bytes]) -> bool:
    """Whether the list of a zip's members is short enough to be read; as its end record tells."""
    file.seek(max(0, file.seek(0, 2) - _END_WITHIN))
    end = file.read()
    file.seek(0)
    # Whichever is taken for the end record must be plain: parts of one may look like another.
    small = _records(end, b"PK\5\6", 10, "<HL")
    large = _records(end, b"PK\6\6", 32, "<QQ")
    told = [one for one in small if not (large and one[1] == _IN_LARGE_RECORD)] + large
    return all(n <= MOST_MEMBERS and size <= LARGEST_DIRECTORY for n, size in told)


def _records(end: bytes, mark: bytes, place: int, numbers: str) -> list[tuple[int, int]]:
    """Number of members and size of the directory, as each record tells that may be the last."""
    last = len(end) - place - struct.calcsize(numbers)
    found = (match.start() for match in re.finditer(re.escape(mark), end))
    return [struct.unpack_from(numbers, end, at + place) for at in found if at <= last]


def _is_plain_zip(file: IO[bytes]) -> bool:
    if not _has_plain_directory(file):
        return True
    try:
        with zipfile.ZipFile(file) as archive:
            paths = archive.namelist()
    except _BROKEN:
        return True
    made_for_itself = any(PurePosixPath(path).name in _NO_LOGS for path in paths)
    arrays = bool(paths) and all(path.endswith(".npy") and "/" not in path for path in paths)
    return not made_for_itself and not arrays


def _is_packed_tar(file: IO[bytes], opener: Opener) -> bool:
    file.seek(0)
    return opener(file).read(512)[257:262] == b"ustar"


def _opener(head: bytes) -> Opener | None:
    return next((opener for magic, opener in _OPENERS.items() if head.startswith(magic)), None)


def _head(file: IO[bytes]) -> bytes:
    file.seek(0)
    head = file.read(512)
    file.seek(0)
    return head
