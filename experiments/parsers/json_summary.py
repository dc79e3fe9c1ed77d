"""One JSON object of final values, such as all_results.json: a run of one point."""

from collections.abc import Mapping

from experiments.parsers import names
from experiments.parsers.document import Document
from experiments.parsers.hf_trainer_state import CLOSING_KEY
from experiments.parsers.json_text import table_of_records
from experiments.parsers.log import ParsedRun
from experiments.parsers.parser import Parser
from experiments.parsers.runs import runs_of

_NOTE = "The file holds final values only: one point, no curve."


def recognises(document: Document) -> bool:
    """An object of numbers (or of objects of numbers) with a loss or an accuracy.

    >>> recognises(Document('{"epoch": 3, "eval_loss": 0.42, "eval_accuracy": 0.9}'))
    True
    >>> recognises(Document('{"name": "x"}'))
    False
    """
    return any(_is_final(name) for name in _flat(document))


def read(document: Document) -> tuple[ParsedRun, ...]:
    """A run of one point; run averages beside ``train_runtime`` go into its summary.

    >>> text = '{"epoch": 3, "eval_loss": 0.42, "train_loss": 1, "train_runtime": 9}'
    >>> [run] = read(Document(text))
    >>> [s.name for s in run.series], run.summary
    (['eval_loss'], {'train_loss': 1.0, 'train_runtime': 9.0})
    """
    values = _flat(document)
    summary: dict[str, float] = {}
    if CLOSING_KEY in values and any(_is_final(k) for k in values if not k.startswith("train_")):
        summary = {k: v for k, v in values.items() if k.startswith("train_")}
    logged = {k: v for k, v in values.items() if k not in summary}
    notes = (*document.notes, _NOTE)
    return runs_of(table_of_records([logged], [1], unit="entry", notes=notes), summary=summary)


def _flat(document: Document) -> dict[str, float]:
    json = document.json
    if json is None:
        return {}
    value = json.records[0] if json.records and len(json.records) == 1 else json.value
    return _numbers(value, "") if isinstance(value, dict) else {}


def _numbers(value: Mapping[str, object], prefix: str) -> dict[str, float]:
    numbers = {}
    for key, inner in value.items():
        if isinstance(inner, float):
            numbers[prefix + key] = inner
        elif isinstance(inner, dict) and not prefix:
            numbers.update(_numbers(inner, f"{key}/"))
    return numbers


def _is_final(name: str) -> bool:
    return names.metric(name).kind in ("loss", "accuracy")


PARSER = Parser("json_summary", "Final values as JSON", recognises, read)
