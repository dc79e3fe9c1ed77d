"""What a logged metric means, when a person knows better than the parser."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from experiments.curves import SPLITS, Series

PERCENT = 0.01


def remapped(series: list[Series], mapping: Mapping[str, tuple[str, str]]) -> list[Series]:
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
    if (kind, split) == (series.kind, series.split):
        return series
    if split not in ("", *SPLITS):
        raise ValueError(f"{split!r} is no split. Choose one of {', '.join(SPLITS)}, or none.")
    read = replace(series, kind=kind, split=split)
    if kind != "accuracy":
        return replace(read, value=read.value / read.scale, scale=1.0)
    finite = read.value[np.isfinite(read.value)]
    if not len(finite) or (finite.min() >= 0 and finite.max() <= 1):
        return read
    if finite.min() < 0 or finite.max() > 100:
        raise ValueError(
            f"{series.name} goes from {finite.min():g} to {finite.max():g}: an accuracy is a "
            "fraction from 0 to 1 or a percentage from 0 to 100."
        )
    return replace(read, value=read.value * PERCENT, scale=PERCENT)
