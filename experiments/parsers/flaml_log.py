"""FLAML's log of a search: one JSON object for each trial."""

from collections.abc import Mapping

from experiments.parsers.document import Document
from experiments.parsers.json_text import table_of_records
from experiments.parsers.log import ParsedRun
from experiments.parsers.parser import Parser
from experiments.parsers.runs import runs_of

_TRIAL = {"record_id", "validation_loss", "config"}
_BEST = "curr_best_record_id"
_NOTE = (
    "A search log: each point is a trial with settings of its own, by its record_id, and no epoch "
    "of one training."
)


def recognises(document: Document) -> bool:
    """Lines with ``record_id``, ``validation_loss`` and ``config``.

    >>> recognises(Document('{"record_id": 0, "validation_loss": 0.5, "config": {"a": 1}}'))
    True
    """
    objects = document.json.objects if document.json else ()
    return any(record.keys() >= _TRIAL for _, record in objects)


def read(document: Document) -> tuple[ParsedRun, ...]:
    """One run with a point for each trial; its step is the trial's number.

    Raises ParseError where a metric is no number.

    >>> text = '{"record_id": 3, "validation_loss": 0.5, "config": {"max_leaves": 4}}'
    >>> [(s.name, s.column, s.step.tolist()) for s in read(Document(text))[0].series]
    [('validation_loss', 'val_loss', [3]), ('config/max_leaves', '', [3])]
    """
    objects, notes = (document.json.objects, document.json.notes) if document.json else ((), ())
    trials = [(line, record) for line, record in objects if "record_id" in record]
    table = table_of_records(
        (_with_step(record) for _, record in trials),
        (line for line, _ in trials),
        unit="line",
        notes=(_NOTE, *document.notes, *notes),
    )
    best = [record[_BEST] for _, record in objects if isinstance(record.get(_BEST), float)]
    return runs_of(table, summary={_BEST: best[-1]} if best else {})


def _with_step(record: Mapping[str, object]) -> dict[str, object]:
    return {"step": record["record_id"], **{k: v for k, v in record.items() if k != "record_id"}}


PARSER = Parser("flaml_log", "FLAML search log", recognises, read)
