"""Archives of logs, unpacked within limits: no links, no paths outside, no bombs."""

import bz2
import gzip
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from experiments.parsers.errors import ParseError
from experiments.parsers.grouping import is_litter

MOST_MEMBERS = 10_000
MOST_RATIO = 200
RATIO_COUNTS_FROM = 32 * 2**20
"""Less than this may be packed as tightly as it likes."""
LONGEST_PATH = 500

_OPENERS = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ\0": lzma.open}
_ZIP = (b"PK\3\4", b"PK\5\6")
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


class _Counted:
    """A stream that ends with an error where it has given more than may come out of it."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream, self._left = stream, most

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(self._left + 1 if size < 0 else min(size, self._left + 1))
        self._left -= len(data)
        if self._left < 0:
            raise _too_large()
        return data


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
        found = (
            _zip_members(file)
            if _head(file).startswith(_ZIP)
            else _streamed(file, name, most_bytes)
        )
        yield from _within_limits(found, packed, most_bytes)
    except ParseError:
        raise
    except _BROKEN as error:
        raise ParseError(
            f"{name} cannot be unpacked: {error or type(error).__name__}.",
            advice="Pack the files again as .zip or .tar.gz, without a password.",
        ) from error


def _within_limits(found: Iterator[Member], packed: int, most_bytes: int) -> Iterator[Member]:
    total = 0
    for count, member in enumerate(found, 1):
        total += member.size
        if count > MOST_MEMBERS:
            raise ParseError(
                f"The archive holds more than {MOST_MEMBERS:,} files.",
                advice="Upload it in parts, or use manage.py import on the machine itself.",
            )
        if total > most_bytes:
            raise _too_large()
        if total > max(RATIO_COUNTS_FROM, MOST_RATIO * packed):
            raise ParseError(
                f"The archive unpacks to more than {MOST_RATIO} times its size.",
                advice="Upload the log files themselves.",
            )
        if not is_litter(member.path):
            yield member


def _zip_members(file: IO[bytes]) -> Iterator[Member]:
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            is_link = info.external_attr >> 28 == 0xA
            if info.is_dir() or is_link:
                continue
            with archive.open(info) as member:
                yield Member(_safe(info.filename), info.file_size, member)


def _streamed(file: IO[bytes], name: str, most_bytes: int) -> Iterator[Member]:
    """Of a tar, packed or not; or the one file that was packed by itself."""
    opener = _opener(_head(file))
    if opener is None:
        yield from _tar_members(file)
    elif _is_packed_tar(file, opener):
        file.seek(0)
        yield from _tar_members(_Counted(opener(file), most_bytes))
    else:
        yield _alone(file, opener, name, most_bytes)


def _tar_members(stream: IO[bytes] | _Counted) -> Iterator[Member]:
    with tarfile.open(fileobj=stream, mode="r|", bufsize=2**16) as archive:
        for info in archive:
            if info.isreg() and not info.issparse():
                yield Member(_safe(info.name), info.size, archive.extractfile(info))


def _alone(file: IO[bytes], opener: object, name: str, most_bytes: int) -> Member:
    file.seek(0)
    size, stream = 0, _Counted(opener(file), most_bytes)
    while chunk := stream.read(2**20):
        size += len(chunk)
    file.seek(0)
    inner = PurePosixPath(name)
    return Member(inner.stem if inner.suffix else inner.name, size, opener(file))


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


def _is_plain_zip(file: IO[bytes]) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            paths = archive.namelist()
    except _BROKEN:
        return True
    made_for_itself = any(PurePosixPath(path).name in _NO_LOGS for path in paths)
    arrays = bool(paths) and all(path.endswith(".npy") and "/" not in path for path in paths)
    return not made_for_itself and not arrays


def _is_packed_tar(file: IO[bytes], opener: object) -> bool:
    file.seek(0)
    return opener(file).read(512)[257:262] == b"ustar"


def _opener(head: bytes) -> object | None:
    return next((opener for magic, opener in _OPENERS.items() if head.startswith(magic)), None)


def _head(file: IO[bytes]) -> bytes:
    file.seek(0)
    head = file.read(512)
    file.seek(0)
    return head


def _too_large() -> ParseError:
    return ParseError(
        "The archive unpacks to more than can be taken at once.",
        advice="Upload it in parts, or use manage.py import on the machine itself.",
    )
