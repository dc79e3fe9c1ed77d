"""Files to damage: samples of every format, and the corpus of real logs where it is there."""

from pathlib import Path

from experiments.parsers.grouping import group, without_litter
from tests import corpus

EVERYTHING = sorted((Path(__file__).parent.parent / "samples").iterdir())
SAMPLES = [path for path in EVERYTHING if path.is_file()]
FOLDER_SAMPLES = [path for path in EVERYTHING if path.is_dir()]

_LARGEST_REAL = 40_000
"""Bytes; larger logs of the corpus say nothing new to a test that damages them."""


def files_in(folder: Path) -> dict[str, bytes]:
    """The files of a folder sample by their path below it; they must be one log."""
    found = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    paths = without_litter(sorted(found))
    [one] = group(paths)
    assert (one.slug, one.paths) == (folder.name, tuple(paths))
    return {one.below(path): found[path].read_bytes() for path in paths}


def contents() -> list[bytes]:
    """Every single-file sample, and the files of the corpus that are no larger than is useful."""
    paths = [p for p in corpus.ROOT.rglob("*") if p.is_file() and "predictions" not in p.parts]
    real = [p for p in sorted(paths) if 0 < p.stat().st_size <= _LARGEST_REAL]
    return [path.read_bytes() for path in (*SAMPLES, *real) if path.suffix != ".md"]
