"""A history as JSON: lists of numbers by metric, or pandas' dict of dicts."""

from collections.abc import Iterator, Mapping

import numpy as np

from experiments.parsers import names
from experiments.parsers.cells import is_number
from experiments.parsers.document import Document
from experiments.parsers.json_text import as_text
from experiments.parsers.log import ParsedRun
from experiments.parsers.packed import packed_column
from experiments.parsers.parser import Parser
from experiments.parsers.runs import runs_of
from experiments.parsers.table import Table, refuse_too_large, table_of

History = list | dict[str, object]
"""The values of one metric: a list, or an object by row number."""


def recognises(document: Document) -> bool:
    """An object with a list, or an object by row number, for a metric.

    >>> recognises(Document('{"loss": [0.9, 0.5]}')), recognises(Document('{"loss": 0.5}'))
    (True, False)
    """
    return bool(_histories(document))


def read(document: Document) -> tuple[ParsedRun, ...]:
    """The run of a history. Rows that pandas numbered keep that number as their epoch.

    Raises ParseError for a list that holds more than numbers.

    >>> [run] = read(Document('{"loss": {"0": 0.9, "1": 0.5}}'))
    >>> run.curves.epoch.tolist()
    [0.0, 1.0]
    """
    return runs_of(_table(document), parameters=_settings(document))


def _table(document: Document) -> Table:
    histories = _histories(document)
    refuse_too_large(len(histories), 1)
    metrics = [values for name, values in histories.items() if names.is_metric(name)]
    rows = _row_numbers(metrics)
    length = max(len(rows), *map(len, metrics))
    epochs = rows + [""] * (length - len(rows))
    fitting = {n: v for n, v in histories.items() if names.is_metric(n) or len(v) == length}
    refuse_too_large(len(fitting), length)
    columns = {n: packed_column(_cells(v, epochs, length)) for n, v in fitting.items()}
    if rows:
        columns["epoch"] = epochs
    notes = document.notes + _length_notes(histories, fitting, length)
    place = np.arange(1, length + 1)
    return table_of([*columns], [*columns.values()], place, unit="entry", notes=notes)


def _whole(document: Document) -> Mapping[str, object]:
    value = document.json.value if document.json else None
    return value if isinstance(value, dict) else {}


def _histories(document: Document) -> dict[str, History]:
    """The lists of a history, which may stand in an object of its own beside ``params``."""
    whole = _whole(document)
    inner = whole.get("history")
    source = {**inner, "epoch": whole.get("epoch")} if isinstance(inner, dict) else whole
    found = _histories_in(source, "")
    return found if any(names.is_metric(name) for name in found) else {}


def _histories_in(source: Mapping[str, object], prefix: str) -> dict[str, History]:
    """Lists and numbered objects, also one level down: ``{"train": {"loss": [...]}}``."""
    found: dict[str, History] = {}
    for key, value in source.items():
        if value and (_is_list(value) or _is_numbered(value)):
            found[prefix + key] = value
        elif isinstance(value, dict) and not prefix:
            found.update(_histories_in(value, f"{key}/"))
    return found


def _is_list(value: object) -> bool:
    return isinstance(value, list) and not any(isinstance(v, list | dict) for v in value)


def _is_numbered(value: object) -> bool:
    return isinstance(value, dict) and all(
        is_number(key) and not isinstance(v, list | dict) for key, v in value.items()
    )


def _row_numbers(histories: list[History]) -> list[str]:
    """The row numbers of objects such as ``{"0": 0.9, "1": 0.5}``, empty where there are none."""
    return list(dict.fromkeys(key for h in histories if isinstance(h, dict) for key in h))


def _cells(history: History, epochs: list[str], length: int) -> Iterator[str]:
    """One cell a row; a shorter list was logged every so many rows."""
    if isinstance(history, dict):
        yield from (as_text(history.get(epoch)) for epoch in epochs)
        return
    every = _every(history, length)
    for row in range(1, length + 1):
        position, between = divmod(row, every)
        is_logged = not between and position <= len(history)
        yield as_text(history[position - 1]) if is_logged else ""


def _every(history: History, length: int) -> int:
    """As Keras' validation_freq has it, if the lengths allow it."""
    return length // len(history) if length % len(history) == 0 else 1


def _length_notes(
    histories: dict[str, History], fitting: dict[str, History], length: int
) -> tuple[str, ...]:
    notes = [
        f"“{name}” is no list of one value an epoch and was left out."
        for name in histories
        if name not in fitting
    ]
    for name, values in fitting.items():
        if isinstance(values, list) and len(values) < length:
            every = _every(values, length)
            read = f"read as every {every} epochs" if every > 1 else "read from the first epoch on"
            notes.append(f"“{name}” has {len(values)} values for {length} epochs: {read}.")
    return tuple(notes)


def _settings(document: Document) -> dict[str, str]:
    """Single values beside the lists, also one level down: ``{"config": {"classes": 10}}``."""
    whole = _whole(document)
    found = {}
    for key, value in whole.items():
        if isinstance(value, dict) and not _is_numbered(value):
            found.update({name: as_text(v) for name, v in value.items() if _is_single(v)})
        elif _is_single(value):
            found[key] = as_text(value)
    return found


def _is_single(value: object) -> bool:
    return isinstance(value, str | float | bool)


PARSER = Parser("keras_history_json", "Keras History as JSON", recognises, read)
