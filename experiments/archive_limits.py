"""How much may come out of an archive, and streams that hold to it."""

import tarfile
from dataclasses import dataclass
from typing import IO

from experiments.parsers.errors import ParseError

MOST_MEMBERS = 10_000
MOST_RATIO = 200
RATIO_COUNTS_FROM = 32 * 2**20
"""Less than this may be packed as tightly as it likes."""
LONGEST_PATH = 500
LARGEST_HEADER = 2**20
"""Of a tar; what stands before a member's bytes is read in one piece."""
LARGEST_DIRECTORY = MOST_MEMBERS * (LONGEST_PATH + 150)
"""Of a zip; it is read before its first member."""


@dataclass(frozen=True)
class Limits:
    """What may come out of an archive of `packed` bytes."""

    name: str
    packed: int
    most_bytes: int

    @property
    def most(self) -> int:
        return min(self.most_bytes, max(RATIO_COUNTS_FROM, MOST_RATIO * self.packed))

    def refusal(self) -> ParseError:
        if self.most == self.most_bytes:
            return ParseError(
                "The archive unpacks to more than can be taken at once.",
                advice="Upload it in parts, or use manage.py import on the machine itself.",
            )
        return ParseError(
            f"The archive unpacks to more than {MOST_RATIO} times its size.",
            advice="Upload the log files themselves.",
        )


class Counted:
    """A stream that ends with an error where it has given more than may come out of it."""

    def __init__(self, stream: IO[bytes], limits: Limits) -> None:
        self._stream, self._limits, self._left = stream, limits, limits.most

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(self._left + 1 if size < 0 else min(size, self._left + 1))
        self._left -= len(data)
        if self._left < 0:
            raise self._limits.refusal()
        return data


class Header(tarfile.TarInfo):
    """A header that is no bomb: long names and the like are read in one piece, and can chain."""

    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        is_plain = self.isreg() or self.isdir()
        before = 0 if is_plain else getattr(archive, "header_bytes", 0)
        archive.header_bytes = 0 if is_plain else before + self.size
        if archive.header_bytes > LARGEST_HEADER:
            raise ParseError(
                f"The archive holds headers of {archive.header_bytes:,} bytes, which no log needs.",
                advice="Pack the files again as .zip or .tar.gz.",
            )
        return super()._proc_member(archive)


def too_many() -> ParseError:
    return ParseError(
        f"The archive holds more than {MOST_MEMBERS:,} files.",
        advice="Upload it in parts, or use manage.py import on the machine itself.",
    )
