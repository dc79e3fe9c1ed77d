"""Logs on this machine's disk: found below some paths, and read when they are asked for."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from pathlib import Path

from experiments.parsers import read_folder, read_log
from experiments.parsers.errors import ParseError
from experiments.parsers.grouping import Group, group, is_litter
from experiments.parsers.log import ParsedLog

_SAMPLE = 8192


class _Lazily(Mapping[str, bytes]):
    def __init__(self, files: dict[str, Path], read: Callable[[Path], bytes]) -> None:
        self._files, self._read = files, read

    def __getitem__(self, path: str) -> bytes:
        return self._read(self._files[path])

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)


@dataclass(frozen=True)
class LocalLog:
    """Files that are one log; `files` are in the order of the group's paths."""

    group: Group
    files: tuple[Path, ...]

    @property
    def place(self) -> str:
        """Where it lies: of several files the path of the first, up to the root."""
        first, path = str(self.files[0].resolve()), self.group.paths[0]
        below = self.group.below(path) if self.group.slug else ""
        return first[: len(first) - len(below)].rstrip(os.sep) if below else first

    @property
    def key(self) -> str:
        """What tells it from other logs: two formats may have files in one folder."""
        return f"{self.group.slug}:{self.place}" if self.group.slug else self.place

    def signature(self) -> tuple[tuple[int, int], ...]:
        """What changes when one of the files is written."""
        stats = [file.stat() for file in self.files]
        return tuple((stat.st_size, stat.st_mtime_ns) for stat in stats)

    def hashes(self) -> list[str]:
        return [_sha256(file) for file in self.files]

    def read(self, limit: float = inf, *, to_last_line_end: bool = False) -> ParsedLog:
        """Raises ParseError where it is no log, or where one of its files is over the limit.

        Of a log that is being written the last line may be half there: `to_last_line_end` leaves
        out what no line end follows, where that is a log by itself.
        """
        for file in self.files:
            if (size := file.stat().st_size) > limit:
                raise ParseError(
                    f"{file.name} has {size / 2**20:.1f} MB; files up to {limit / 2**20:g} MB "
                    "are read.",
                    advice="Set LOSSACC_MAX_UPLOAD_MB higher if it is a log.",
                )
        if to_last_line_end:
            try:
                return self._read(_whole_lines)
            except ParseError:
                pass
        return self._read(Path.read_bytes)

    def _read(self, read: Callable[[Path], bytes]) -> ParsedLog:
        if self.group.slug:
            below = map(self.group.below, self.group.paths)
            files = dict(zip(below, self.files, strict=True))
            return read_folder(self.group.slug, _Lazily(files, read))
        return read_log(self.group.name, read(self.files[0]))


def find_logs(paths: Iterable[Path]) -> list[LocalLog]:
    """The logs below some files and folders. Raises FileNotFoundError for a path that is not there.

    Each file is shown by its path from the folder that holds all that was named.
    """
    tops = [path.absolute() for path in paths]
    for top in tops:
        if not top.exists():
            raise FileNotFoundError(top)
    base = Path(os.path.commonpath([top.parent for top in tops])) if tops else Path()
    found = {file.relative_to(base).as_posix(): file for top in tops for file in _walk(top)}
    found = {path: file for path, file in found.items() if not is_litter(path)}
    groups = _grouped(tuple(found))
    return [LocalLog(one, tuple(found[path] for path in one.paths)) for one in groups]


@lru_cache(maxsize=1)
def _grouped(paths: tuple[str, ...]) -> list[Group]:
    """Who watches a folder finds the same files again and again."""
    return group(paths)


def _walk(top: Path) -> Iterator[Path]:
    if not top.is_dir():
        yield top
        return
    for folder, folders, names in os.walk(top):
        folders.sort()
        yield from (file for name in sorted(names) if (file := Path(folder, name)).is_file())


def _whole_lines(file: Path) -> bytes:
    """A text up to its last line end; bytes of anything else as they are."""
    data = file.read_bytes()
    end = data.rfind(b"\n") + 1
    return data[:end] if end and b"\0" not in data[:_SAMPLE] else data


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
