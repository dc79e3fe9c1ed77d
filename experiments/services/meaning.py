"""What a logged metric means, when a person knows better than the parser."""

from collections.abc import Mapping
from dataclasses import replace

from experiments.curves import SPLITS, Series
from experiments.parsers import percent


def remapped(series: list[Series], mapping: Mapping[str, tuple[str, str]]) -> list[Series]:
    """The series with the named ones read as these kinds and splits.

    Raises ValueError with a plain sentence where that cannot be.
    """
    unknown = sorted(set(mapping) - {s.name for s in series})
    if unknown:
        raise ValueError(f"The run has no metric named {', '.join(unknown)}.")
    read = [read_as(s, *mapping.get(s.name, (s.kind, s.split))) for s in series]
    names: dict[str, str] = {}
    for s in read:
        other = names.setdefault(s.column, s.name) if s.column else s.name
        if other != s.name:
            meaning = s.column.replace("_", " ")
            raise ValueError(f"{other} and {s.name} cannot both be the {meaning}. Choose one.")
    return read


def read_as(series: Series, kind: str, split: str) -> Series:
    """The series under another kind and split; an accuracy in percent becomes a fraction."""
    if (kind, split) == (series.kind, series.split):
        return series
    if split not in ("", *SPLITS):
        raise ValueError(f"{split!r} is no split. Choose one of {', '.join(SPLITS)}, or none.")
    read = replace(series, kind=kind, split=split)
    if kind == "accuracy":
        return _as_fraction(read) if series.kind != "accuracy" else read
    return replace(read, value=read.value / read.scale, scale=1.0)


def _as_fraction(series: Series) -> Series:
    reading = percent.read_percent({series.name: series.value}, frozenset())
    if reading.no_share:
        raise ValueError(
            f"{series.name} goes below 0 or above 100: an accuracy is a fraction from 0 to 1 "
            "or a percentage from 0 to 100."
        )
    if not reading.percent:
        return series
    return replace(series, value=series.value * percent.SCALE, scale=percent.SCALE)
