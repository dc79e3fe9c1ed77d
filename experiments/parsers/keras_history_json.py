"""A history as JSON: lists of numbers by metric, or pandas' dict of dicts."""

from collections.abc import Mapping

import numpy as np

from experiments.parsers import names
from experiments.parsers.cells import is_number
from experiments.parsers.document import Document
from experiments.parsers.json_text import as_text
from experiments.parsers.log import ParsedRun
from experiments.parsers.parser import Parser
from experiments.parsers.runs import runs_of
from experiments.parsers.table import refuse_too_large, table_of


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
    histories = _histories(document)
    epochs, columns = _columns(histories)
    notes = document.notes + _length_notes(histories)
    header = [*columns] if epochs is None else ["epoch", *columns]
    cells = [*columns.values()] if epochs is None else [epochs, *columns.values()]
    place = np.arange(1, len(cells[0]) + 1)
    table = table_of(header, cells, place, unit="entry", notes=notes)
    return runs_of(table, parameters=_settings(document))


def _whole(document: Document) -> Mapping[str, object]:
    value = document.json.value if document.json else None
    return value if isinstance(value, dict) else {}


def _histories(document: Document) -> dict[str, list | dict]:
    """The metrics of a history, which may stand in an object of its own beside ``params``."""
    whole = _whole(document)
    inner = whole.get("history")
    source = {**inner, "epoch": whole.get("epoch")} if isinstance(inner, dict) else whole
    found = _columns_in(source, "")
    return found if any(names.is_metric(k) for k in found) else {}


def _columns_in(source: Mapping[str, object], prefix: str) -> dict[str, list | dict]:
    """Lists and numbered objects, also one level down: ``{"train": {"loss": [...]}}``."""
    found: dict[str, list | dict] = {}
    for key, value in source.items():
        if value and (_is_list(value) or _is_numbered(value)):
            found[prefix + key] = value
        elif isinstance(value, dict) and not prefix:
            found.update(_columns_in(value, f"{key}/"))
    return found


def _is_list(value: object) -> bool:
    return isinstance(value, list) and not any(isinstance(v, list | dict) for v in value)


def _is_numbered(value: object) -> bool:
    return isinstance(value, dict) and all(
        is_number(key) and not isinstance(v, list | dict) for key, v in value.items()
    )


def _columns(histories: dict[str, list | dict]) -> tuple[list[str] | None, dict[str, list[str]]]:
    """Cells by metric, all of one length, and the epochs where rows are numbered."""
    numbered = [list(v) for v in histories.values() if isinstance(v, dict)]
    if numbered:
        keys = list(dict.fromkeys(key for own in numbered for key in own))
        refuse_too_large(len(numbered), len(keys))
        return keys, {
            name: [as_text(v.get(key)) for key in keys]
            for name, v in histories.items()
            if isinstance(v, dict)
        }
    length = max(map(len, histories.values()))
    refuse_too_large(len(histories), length)
    return None, {name: _stretch(list(v), length) for name, v in histories.items()}


def _stretch(values: list, length: int) -> list[str]:
    """A shorter list was logged every so many epochs, as Keras' validation_freq has it."""
    every = length // len(values) if length % len(values) == 0 else 1
    cells = [""] * length
    for position, value in enumerate(values, 1):
        cells[position * every - 1] = as_text(value)
    return cells


def _length_notes(histories: dict[str, list | dict]) -> tuple[str, ...]:
    lists = {k: v for k, v in histories.items() if isinstance(v, list)}
    longest = max(map(len, lists.values()), default=0)
    notes = []
    for name, values in lists.items():
        if len(values) < longest:
            every = longest // len(values) if longest % len(values) == 0 else 1
            read = f"read as every {every} epochs" if every > 1 else "read from the first epoch on"
            notes.append(f"“{name}” has {len(values)} values for {longest} epochs: {read}.")
    return tuple(notes)


def _settings(document: Document) -> dict[str, str]:
    params = _whole(document).get("params")
    single = params if isinstance(params, dict) else _whole(document)
    return {k: as_text(v) for k, v in single.items() if isinstance(v, str | float | bool)}


PARSER = Parser("keras_history_json", "Keras History as JSON", recognises, read)
