"""W&B's transaction log: run-*.wandb, which an offline run keeps until it is uploaded.

After seven bytes of header it holds records in blocks, and each is a protocol buffer. Source:
https://github.com/wandb/wandb/blob/main/wandb/proto/wandb_internal.proto
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from experiments.parsers.document import Document
from experiments.parsers.errors import ParseError
from experiments.parsers.log import ParsedRun
from experiments.parsers.logged import run_of_logged
from experiments.parsers.parser import Parser
from experiments.parsers.record_log import Records
from experiments.parsers.table import refuse_too_large
from experiments.parsers.wandb_history import OWN, History, as_number, flat
from experiments.parsers.wire import BYTES, VARINT, fields, text
from experiments.parsers.yaml_text import flat_settings

_MAGIC = b":W&B"
_HEADER = 7

# Fields of a Record, of a RunRecord, and of the items of history, summary and configuration.
_HISTORY, _SUMMARY, _CONFIG, _RUN = 2, 3, 5, 17
_RUN_ID, _RUN_CONFIG, _RUN_SUMMARY, _DISPLAY_NAME = 1, 4, 5, 8
_ITEM, _STEP, _STEP_NUMBER = 1, 2, 1
_KEY, _NESTED_KEY, _VALUE = 1, 2, 16
_DECODER = json.JSONDecoder(parse_int=float)
_DEEPEST = 20
"""Parts of a name; of deeper ones the last part counts."""


@dataclass
class RunLog:
    """What a transaction log tells of its run; `cut` where its end is missing."""

    history: History = field(default_factory=History)
    config: dict[str, object] = field(default_factory=dict)
    summary: dict[str, object] = field(default_factory=dict)
    name: str = ""
    cut: bool = False


def recognises(document: Document) -> bool:
    r"""The signature of W&B.

    >>> recognises(Document(data=b":W&B\xe1\xbe\0"))
    True
    """
    return document.data.startswith(_MAGIC)


def read(document: Document) -> tuple[ParsedRun, ...]:
    r"""The run: its history by ``_step``, its configuration as parameters.

    Raises ParseError, with the byte, for a damaged log, and where no metric was logged.

    >>> read(Document(data=b":W&B\xe1\xbe\0"))  # doctest: +ELLIPSIS
    Traceback (most recent call last):
      ...
    experiments.parsers.errors.ParseError: No metric was logged here. Upload the log again ...
    """
    return (run_of_log(read_log(document.data)),)


def read_log(data: bytes) -> RunLog:
    r"""The run in a log's bytes. Raises ParseError, with the byte, for a damaged log.

    >>> read_log(b":W&B\xe1\xbe\0").history.logged()
    []
    """
    log = RunLog()
    records = Records(data, _HEADER)
    for record in records:
        for number, wire_type, value in fields(record):
            if wire_type == BYTES:
                _take(log, number, value)
    log.cut = records.cut
    return log


def run_of_log(
    log: RunLog, parameters: Mapping[str, str] | None = None, notes: tuple[str, ...] = ()
) -> ParsedRun:
    """A run of the history, or of the closing values where there is no history.

    Raises ParseError where there is neither.

    >>> run_of_log(RunLog(summary={"val_loss": 0.5}, name="a")).notes
    ('The log holds final values only: one point, no curve.',)
    """
    summary = {name: as_number(value) for name, value in flat(log.summary)}
    numbers = {k: v for k, v in summary.items() if v is not None and k not in log.history}
    if not log.history.logged() and numbers:
        log.history.add(log.summary)
        numbers, notes = {}, (*notes, "The log holds final values only: one point, no curve.")
    if log.cut:
        notes = (*notes, "The log ends within a record: it was read up to there.")
    settings, told = (parameters, ()) if parameters else _settings(log.config)
    return run_of_logged(
        log.history.logged(),
        name=log.name,
        parameters=settings,
        summary=numbers,
        notes=(*notes, *log.history.notes(), *told),
    )


def _settings(config: Mapping[str, object]) -> tuple[dict[str, str], tuple[str, ...]]:
    own = {name: value for name, value in config.items() if not name.startswith(OWN)}
    try:
        return flat_settings(own), ()
    except ParseError as error:
        return {}, (f"{error.reason} They were left out.",)


def _take(log: RunLog, number: int, record: bytes) -> None:
    if number == _HISTORY:
        log.history.add(_values(record), _step(record))
    elif number == _SUMMARY:
        _update(log.summary, record)
    elif number == _CONFIG:
        _update(log.config, record)
    elif number == _RUN:
        _take_run(log, record)


def _take_run(log: RunLog, record: bytes) -> None:
    for number, wire_type, value in fields(record):
        if wire_type != BYTES:
            continue
        if number == _RUN_CONFIG:
            _update(log.config, value)
        elif number == _RUN_SUMMARY:
            _update(log.summary, value)
        elif number == _DISPLAY_NAME or (number == _RUN_ID and not log.name):
            log.name = text(value)


def _update(values: dict[str, object], record: bytes) -> None:
    values.update(_values(record))
    refuse_too_large(len(values), 1)


def _values(record: bytes) -> dict[str, object]:
    """Items of a record as an object; names of several parts give inner objects."""
    values: dict[str, object] = {}
    for number, wire_type, item in fields(record):
        if number == _ITEM and wire_type == BYTES:
            path, value = _item(item)
            refuse_too_large(len(values), 1)
            inner = values
            for part in path[:-1]:
                known = inner.get(part)
                inner[part] = inner = known if isinstance(known, dict) else {}
            inner[path[-1]] = value
    return values


def _item(item: bytes) -> tuple[list[str], object]:
    path, value = [], b""
    for number, wire_type, content in fields(item):
        if wire_type == BYTES and number in (_KEY, _NESTED_KEY):
            path[_DEEPEST:] = [text(content)]
        elif wire_type == BYTES and number == _VALUE:
            value = content
    return path or [""], _json(value)


def _json(value: bytes) -> object:
    try:
        return _DECODER.decode(value.decode())
    except (ValueError, RecursionError):
        return None


def _step(record: bytes) -> int | None:
    for number, wire_type, value in fields(record):
        if number == _STEP and wire_type == BYTES:
            return next(_numbers(value), 0)
    return None


def _numbers(step: bytes) -> Iterator[int]:
    return (v for n, wire_type, v in fields(step) if n == _STEP_NUMBER and wire_type == VARINT)


PARSER = Parser("wandb_log", "W&B log (.wandb)", recognises, read, binary=True)
