"""One JSON object a line (or in a list) and epoch, by the usual names."""

from experiments.parsers import names
from experiments.parsers.document import Document
from experiments.parsers.json_text import MAX_DEPTH, table_of_records
from experiments.parsers.log import ParsedRun
from experiments.parsers.parser import Parser
from experiments.parsers.runs import runs_of


def recognises(document: Document) -> bool:
    """JSON lines, or a list of objects (alone or in an object), with at least one metric.

    >>> recognises(Document('{"epoch": 0, "train_loss": 2.8}\\n{"epoch": 1, "train_loss": 2.5}'))
    True
    """
    return any(_has_metric(record) for record in _records(document))


def read(document: Document) -> tuple[ParsedRun, ...]:
    """The runs of JSON records. Raises ParseError where a metric is no number.

    >>> [run] = read(Document('{"epoch": 0, "train_loss": 2.8}\\n{"epoch": 1, "train_loss": 2.5}'))
    >>> run.curves.values("train_loss").tolist()
    [2.8, 2.5]
    """
    records = _records(document)
    lines = document.json.lines if document.json else ()
    notes = document.json.notes if document.json else ()
    places = lines or range(1, len(records) + 1)
    unit = "line" if lines else "entry"
    told = (*document.notes, *notes)
    return runs_of(table_of_records(records, places, unit=unit, notes=told))


def _records(document: Document) -> list[dict[str, object]]:
    if document.json is None:
        return []
    if document.json.records is not None:
        return list(document.json.records)
    value = document.json.value
    if isinstance(value, dict):
        value = max(filter(_is_records, value.values()), key=len, default=[])
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []


def _is_records(value: object) -> bool:
    return isinstance(value, list) and any(isinstance(v, dict) for v in value)


def _has_metric(record: dict[str, object], depth: int = 0) -> bool:
    return any(
        depth < MAX_DEPTH and _has_metric(value, depth + 1)
        if isinstance(value, dict)
        else names.is_metric(key)
        for key, value in record.items()
    )


PARSER = Parser("json_lines", "JSON lines", recognises, read)
