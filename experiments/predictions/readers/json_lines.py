"""JSON: one object a line and sample, a list of objects, or an object of lists."""

import json
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from experiments.parsers.errors import ParseError
from experiments.predictions.readers.json_arrow import Shape, columns
from experiments.predictions.readers.json_columns import column, flat
from experiments.predictions.readers.reader import Reader
from experiments.predictions.readers.source import HEAD, Batches, Chunk, Source
from experiments.predictions.readers.text import as_utf8, is_text


class Line(NamedTuple):
    """A line that is not blank, its number from 1, and the share of the file that is read."""

    number: int
    text: str
    share: float


Record = dict[str, object]

_MAX_LINE = 1 << 24
MAX_DOCUMENT = 1 << 25
_ROWS = 5_000
_LENGTH = 1 << 23
_MARK = "\ufeff".encode()
_OBJECTS = "Write one object a line, such as {“label”: 1, “probs”: [0.2, 0.8]}."


def recognises(head: bytes) -> bool:
    """Whether a text begins with an object or a list.

    >>> recognises(b'{"label": 1, "prob": 0.9}'), recognises(b"label,prob")
    (True, False)
    """
    begun = head.removeprefix(_MARK).replace(b"\0", b"").lstrip()
    return begun.startswith((b"{", b"[")) and is_text(head)


def open_json(name: str, path: Path, scratch: Path) -> Source:
    r"""The records of a file; objects within give names such as ``probs/cat``.

    Raises ParseError, with its line, for broken JSON and for lines that are no objects.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "val.jsonl"
    ...     _ = path.write_text('{"label": 0, "probs": [0.9, 0.1]}\n{"label": 1, "probs": [0, 1]}')
    ...     open_json("val.jsonl", path, Path(folder)).head["probs"].tolist()
    [[0.9, 0.1], [0.0, 1.0]]
    """
    utf8, notes = as_utf8(name, path, scratch)
    return (
        _of_lines(utf8, notes) if _has_lines(utf8) else _of_document(_document(name, utf8), notes)
    )


def _of_lines(path: Path, notes: tuple[str, ...]) -> Source:
    first = next(_grouped(_lines(path), HEAD))
    records = [_record(line) for line in first]
    head = _columns([flat(r) for r in records], _places(first))
    shape = Shape.of(records, head)

    def batches(names: Sequence[str]) -> Batches:
        for lines in _grouped(_lines(path), _ROWS):
            quick = columns([line.text for line in lines], names, shape)
            yield quick or _slowly(lines, names), lines[-1].share

    return Source(head, batches, line_of=lambda row: _line_of(path, row), notes=notes)


def _slowly(lines: Sequence[Line], names: Sequence[str]) -> dict[str, Chunk]:
    return _columns([flat(_record(line)) for line in lines], _places(lines), names)


def _of_document(records: Sequence[Record], notes: tuple[str, ...]) -> Source:
    entries = [f"entry {position}" for position in range(1, len(records) + 1)]

    def batches(names: Sequence[str]) -> Batches:
        for start in range(0, len(records), _ROWS):
            rows = slice(start, start + _ROWS)
            share = min(1.0, rows.stop / len(records))
            yield _columns(records[rows], entries[rows], names), share

    return Source(_columns(records[:HEAD], entries[:HEAD]), batches, notes=notes)


def _columns(
    records: Sequence[Record], where: Sequence[str], names: Sequence[str] | None = None
) -> dict[str, Chunk]:
    """The columns of these names, or all, of records that stand at these places."""
    wanted = dict.fromkeys(chain.from_iterable(records)) if names is None else names
    return {name: column(name, [r.get(name) for r in records], where) for name in wanted}


def _places(lines: Sequence[Line]) -> list[str]:
    return [f"line {line.number}" for line in lines]


def _grouped(lines: Iterator[Line], most: int) -> Iterator[list[Line]]:
    """Some lines at once: so many, or as many as are long together."""
    group: list[Line] = []
    length = 0
    for line in lines:
        group.append(line)
        length += len(line.text)
        if len(group) >= most or length > _LENGTH:
            yield group
            group, length = [], 0
    if group:
        yield group


def _has_lines(path: Path) -> bool:
    """Whether the first line is an object of its own and another line follows."""
    with path.open(encoding="utf-8-sig") as file:
        filled = (line for line in iter(lambda: file.readline(_MAX_LINE), "") if line.strip())
        first, second = next(filled, ""), next(filled, "")
    try:
        return isinstance(json.loads(first), dict) and bool(second)
    except (ValueError, RecursionError):
        return second.lstrip()[:1] == "{" and first.lstrip()[:1] == "{"


def _lines(path: Path) -> Iterator[Line]:
    size = max(1, path.stat().st_size)
    done = 0
    with path.open(encoding="utf-8-sig") as file:
        for number, text in enumerate(iter(lambda: file.readline(_MAX_LINE), ""), 1):
            done += len(text)
            if text.strip():
                yield Line(number, text.strip(), min(1.0, done / size))


def _line_of(path: Path, row: int) -> int:
    with path.open(encoding="utf-8-sig") as file:
        filled = (number for number, line in enumerate(file, 1) if line.strip())
        return next(islice(filled, row, None), row + 1)


def _record(line: Line) -> Record:
    value = _loads(line.text, line.number)
    if not isinstance(value, dict):
        raise ParseError(
            "This line is no JSON object.",
            advice=_OBJECTS,
            line=line.number,
        )
    return value


def _loads(text: str, line: int) -> object:
    try:
        return json.loads(text, object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        raise ParseError(
            f"The JSON is broken here: {error.msg}.",
            advice=_OBJECTS
            if error.msg == "Extra data"
            else "Write the file anew; one that was cut off ends like this too.",
            line=line + error.lineno - 1,
            column=error.colno,
        ) from None
    except _TwiceError as error:
        raise ParseError(
            f"“{str(error)[:60]}” stands twice in one object.",
            advice="Give every value a name of its own.",
            line=line,
        ) from None
    except (ValueError, RecursionError):
        raise ParseError(
            "The JSON holds a number too long or lists too deep to be read.",
            advice="Write numbers and lists of numbers only.",
            line=line,
        ) from None


class _TwiceError(ValueError):
    pass


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise _TwiceError(next(name for name in names if names.count(name) > 1))
    return found


def _document(name: str, path: Path) -> list[Record]:
    """One JSON value: a list of objects, or an object of lists, one value a sample."""
    if path.stat().st_size > MAX_DOCUMENT:
        raise ParseError(
            f"{name} is one JSON value of more than {MAX_DOCUMENT >> 20} MiB.",
            advice="Write one object a line (JSON lines), or save NPZ or Parquet.",
        )
    value = _loads(path.read_text(encoding="utf-8-sig"), 1)
    if isinstance(value, dict):
        value = _turned(flat(value))
    if isinstance(value, list) and value and all(isinstance(entry, dict) for entry in value):
        return [flat(entry) for entry in value]
    raise ParseError(
        f"{name} is JSON, but no predictions.",
        advice=_OBJECTS,
    )


def _turned(value: Record) -> list[Record]:
    lists = {name: entries for name, entries in value.items() if isinstance(entries, list)}
    count = max(map(len, lists.values()), default=0)
    whole = {name: entries for name, entries in lists.items() if len(entries) == count}
    if len(whole) < 2:
        return [value]
    return [dict(zip(whole, row, strict=True)) for row in zip(*whole.values(), strict=True)]


READER = Reader("json_lines", "JSON lines and JSON", recognises, open_json)
