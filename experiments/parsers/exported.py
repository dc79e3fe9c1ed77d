"""Runs that were downloaded from here: what they are is written in them and is not guessed."""

import json
from collections.abc import Mapping, Sequence

import numpy as np

from experiments.curves import NO_TIME, SPLITS, Series
from experiments.parsers.errors import ParseError
from experiments.parsers.log import ParsedRun

FORMAT = "lossacc run"
VERSION = 1
_ADVICE = "Download the run again."


def exported_run(about: Mapping[str, object], series: Sequence[Series]) -> ParsedRun:
    """The run that `about` describes. Raises ParseError where it cannot be one.

    >>> losses = Series.of("val_loss", "loss", "val", [0.7])
    >>> exported_run({"name": "baseline"}, [losses]).name
    'baseline'
    """
    kept = tuple(s for s in series if len(s.value))
    if not kept:
        raise damaged("The downloaded run holds no points.")
    _refuse_same(kept)
    for one in kept:
        _refuse_unlikely(one)
    parameters, summary = (_mapping(about, key) for key in ("parameters", "summary"))
    return ParsedRun(
        kept,
        name=str(about.get("name", "")),
        parameters={str(k): str(v) for k, v in parameters.items()},
        summary={str(k): number(v) for k, v in summary.items()},
        notes=tuple(str(note) for note in _list(about.get("notes", []))),
    )


def description(text: str | bytes) -> dict[str, object]:
    """What stands in JSON about a downloaded run. Raises ParseError where it is broken.

    >>> description('{"format": "lossacc run", "version": 1}')["version"]
    1
    """
    try:
        about = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise damaged(f"The JSON of this downloaded run is broken: {error}.") from error
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise damaged("The JSON of this downloaded run does not say what it is.")
    if about.get("version") != VERSION:
        raise ParseError(
            f"This run was downloaded in version {about.get('version')} of the format; "
            f"version {VERSION} can be read.",
            advice="Download it again, as CSV.",
        )
    return about


def described_series(
    told: object, step: np.ndarray, value: np.ndarray, epoch: np.ndarray, time: np.ndarray
) -> Series:
    """A metric with these points and what `told` says it is: name, kind, split and scale.

    `epoch` and `time_ms` in `told` take the place of the others. Raises ParseError.

    >>> told = {"name": "acc", "kind": "accuracy", "split": "val"}
    >>> one = np.array([1])
    >>> described_series(told, one, one * 0.5, one * 1.0, one).column
    'val_accuracy'
    """
    if not isinstance(told, dict):
        raise damaged("A metric of this downloaded run is not described.")
    count = len(value)
    if "epoch" in told:
        epoch = floats(told["epoch"])[:count]
    if "time_ms" in told:
        time = integers(told["time_ms"])[:count]
    name, kind, split = (str(told.get(key, "")) for key in ("name", "kind", "split"))
    try:
        return Series(name, kind, split, step, value, epoch, time, number(told.get("scale", 1)))
    except ValueError as error:
        raise damaged(f"The lists of “{name}” are of unequal length.") from error


def floats(values: object) -> np.ndarray:
    """A list of JSON as float64: text for what is not finite, null for NaN. Raises ParseError.

    >>> floats([0.5, "Infinity", None]).tolist()
    [0.5, inf, nan]
    """
    return np.array([number(v) for v in _list(values)], dtype=np.float64)


def integers(values: object) -> np.ndarray:
    """A list of JSON as int64, null as `NO_TIME`. Raises ParseError.

    >>> integers([3, None])[0]
    np.int64(3)
    """
    whole = [NO_TIME if v is None else v for v in _list(values)]
    if not all(type(v) is int for v in whole):
        raise damaged("A step or a time of this downloaded run is no whole number.")
    try:
        return np.array(whole, dtype=np.int64)
    except OverflowError as error:
        raise damaged("A step or a time of this downloaded run is too large.") from error


def number(value: object) -> float:
    """A number of JSON, or text or null for what JSON has no number for. Raises ParseError.

    >>> number(3), number("-Infinity")
    (3.0, -inf)
    """
    try:
        return float("nan" if value is None else value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError) as error:
        shown = str(value)[:40]
        raise damaged(f"“{shown}” in this downloaded run is no number.") from error


def damaged(reason: str, line: int | None = None) -> ParseError:
    """The refusal of a download that is not as it was written.

    >>> str(damaged("The file is cut off.", line=3))
    'line 3: The file is cut off. Download the run again.'
    """
    return ParseError(reason, advice=_ADVICE, line=line)


def _refuse_same(series: Sequence[Series]) -> None:
    names: set[str] = set()
    columns: dict[str, str] = {}
    for one in series:
        other = columns.setdefault(one.column, one.name) if one.column else one.name
        if one.name in names or other != one.name:
            raise damaged(f"“{one.name}” and “{other}” cannot both be in this downloaded run.")
        names.add(one.name)


def _refuse_unlikely(series: Series) -> None:
    if series.split not in ("", *SPLITS):
        raise damaged(f"“{series.split}” of “{series.name}” is no split.")
    if not np.isfinite(series.scale) or series.scale <= 0:
        raise damaged(f"The scale of “{series.name}” is no positive number.")


def _mapping(about: Mapping[str, object], key: str) -> Mapping[str, object]:
    found = about.get(key, {})
    if not isinstance(found, dict):
        raise damaged(f"The {key} of this downloaded run are no object.")
    return found


def _list(values: object) -> Sequence[object]:
    if not isinstance(values, list):
        raise damaged("A list of this downloaded run is missing.")
    return values
