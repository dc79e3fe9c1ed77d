"""JSON documents and JSON lines, read within bounds."""

import json
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from experiments.parsers.errors import ParseError
from experiments.parsers.lines import Lines
from experiments.parsers.packed import PackedRecords
from experiments.parsers.table import Table, refuse_too_large, table_of

MAX_DEPTH = 20
"""Objects within objects deeper than this are left out."""

_START = re.compile(r"\s*(\{(?!')|\[\s*[{\[\"\]])")
"""A brace with a single quote behind it is what Python prints, not JSON."""
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


@dataclass(frozen=True, eq=False)
class JsonText:
    """What a text holds: one `value`, or one object a line in `records` with their `lines`.

    `notes` tell of a last line that was cut off.
    """

    value: object = None
    records: tuple[Mapping[str, object], ...] | None = None
    lines: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def objects(self) -> tuple[tuple[int, Mapping[str, object]], ...]:
        """Each object of JSON lines with its line; a single line counts too.

        >>> JsonText(value={"loss": 1.0}).objects
        ((1, {'loss': 1.0}),)
        """
        if self.records is None:
            return ((1, self.value),) if isinstance(self.value, dict) else ()
        return tuple(zip(self.lines, self.records, strict=True))


def looks_like_json(text: str) -> bool:
    """Whether a text begins as JSON does that can hold a log: an object, or a list of something.

    >>> looks_like_json('{"loss": [0.9]}'), looks_like_json("epoch,loss")
    (True, False)
    """
    return _START.match(text) is not None


def read_json(text: str, lines: Lines) -> JsonText:
    """One JSON value, or JSON lines. Raises ParseError with line and column for broken JSON.

    Numbers become floats, NaN and Infinity too. A last line that was cut off is left out.

    >>> read_json('{"loss": 1}', Lines("")).value
    {'loss': 1.0}
    """
    try:
        return JsonText(value=_loads(text))
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and isinstance(_first_value(text), dict):
            return _json_lines(lines)
        raise _broken(error, error.lineno) from error


def table_of_records(
    records: Iterable[Mapping[str, object]],
    places: Iterable[int],
    *,
    unit: str,
    notes: tuple[str, ...] = (),
) -> Table:
    """Objects as a table, one row each; inner objects give names such as ``train/loss``.

    >>> table_of_records([{"train": {"loss": 1.0}}], [1], unit="entry").columns[0].name
    'train/loss'
    """
    rows = PackedRecords()
    for record in records:
        rows.append(_with_split(_flat(record)))
        refuse_too_large(len(rows.names), 1)
    refuse_too_large(len(rows.names), len(rows))
    columns = [rows.column(name) for name in rows.names]
    place = np.fromiter(places, dtype=np.int64, count=len(rows))
    return table_of(list(rows.names), columns, place, unit=unit, notes=notes)


def as_text(value: object) -> str:
    """A JSON value as a cell: numbers exactly, whole ones without a point, null empty.

    >>> as_text(0.1), as_text(3.0), as_text(None)
    ('0.1', '3', '')
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return value if isinstance(value, str) else repr(value)


def _loads(text: str) -> object:
    try:
        value = json.loads(text, parse_int=float)
        return _without_lone_surrogates(value) if _SURROGATE.search(text) else value
    except RecursionError as error:
        raise ParseError(
            "The JSON is nested too deeply to be a training log.",
            advice="Upload the history itself: lists of numbers, or one object an epoch.",
        ) from error


def _without_lone_surrogates(value: object) -> object:
    """Half a character, which JSON can escape, cannot be stored or printed: a ? stands for it."""
    printed = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    return json.loads(printed, parse_int=float)


def _first_value(text: str) -> object:
    decoder = json.JSONDecoder(parse_int=float)
    return decoder.raw_decode(text.lstrip())[0]


def _json_lines(lines: Lines) -> JsonText:
    records, places = [], []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = _loads(line)
        except json.JSONDecodeError as error:
            # The last line has no end yet: it is still being written, or the copy was cut off.
            if number == len(lines):
                return JsonText(None, tuple(records), tuple(places), (_cut_off(number),))
            raise _broken(error, number) from error
        if not isinstance(record, dict):
            raise ParseError(
                "This line is no JSON object, as the others are.",
                advice="Each line should be an object such as {“epoch”: 1, “loss”: 0.5}.",
                line=number,
            )
        # Names that all lines share are one object, which json makes anew for each line.
        records.append({sys.intern(name): value for name, value in record.items()})
        places.append(number)
    return JsonText(None, tuple(records), tuple(places))


def _cut_off(line: int) -> str:
    return f"Line {line}, the last one, was cut off and was left out."


def _broken(error: json.JSONDecodeError, line: int) -> ParseError:
    reason = error.msg[:1].lower() + error.msg[1:]
    return ParseError(
        f"The JSON is broken here: {reason}.",
        advice="The file may have been cut off; upload it again when it is complete.",
        line=line,
        column=error.colno,
    )


def _flat(record: Mapping[str, object], prefix: str = "", depth: int = 0) -> dict[str, str]:
    flat = {}
    for key, value in record.items():
        if isinstance(value, dict) and depth < MAX_DEPTH:
            flat.update(_flat(value, f"{prefix}{key}/", depth + 1))
        elif not isinstance(value, list | dict):
            flat[prefix + key] = as_text(value)
    return flat


def _with_split(record: dict[str, str]) -> dict[str, str]:
    """``{"mode": "val", "loss": 1}`` says ``val/loss``."""
    split = next((record[k] for k in ("mode", "phase", "split") if k in record), "")
    if split not in ("train", "val", "valid", "validation", "eval", "test"):
        return record
    keep = ("mode", "phase", "split", "epoch", "step", "iter", "global_step", "time", "timestamp")
    return {k if k in keep else f"{split}/{k}": v for k, v in record.items() if v != split}
