"""What the Hugging Face Trainer writes: trainer_state.json, or its log_history alone."""

from collections.abc import Mapping
from dataclasses import replace

from experiments.parsers import names
from experiments.parsers.document import Document
from experiments.parsers.errors import ParseError
from experiments.parsers.json_text import as_text, table_of_records
from experiments.parsers.log import ParsedRun
from experiments.parsers.parser import Parser
from experiments.parsers.runs import runs_of
from experiments.parsers.table import Table

CLOSING_KEY = "train_runtime"
"""Only the row that closes a training has it; its values are averages over the run."""

Entry = Mapping[str, object]


def recognises(document: Document) -> bool:
    """An object with ``log_history``, or a list of objects with ``step`` and ``epoch``.

    >>> recognises(Document('[{"loss": 2.6, "epoch": 0.1, "step": 100}]'))
    True
    """
    value = document.json.value if document.json else None
    if isinstance(value, dict):
        return isinstance(value.get("log_history"), list)
    return isinstance(value, list) and any(
        isinstance(entry, dict) and {"epoch", "step"} <= set(entry) for entry in value
    )


def read(document: Document) -> tuple[ParsedRun, ...]:
    """The run of a trainer state; the closing run average goes into its summary.

    ``loss`` is the training's, ``eval_*`` the validation's. Raises ParseError for an empty history.

    >>> [run] = read(Document('[{"loss": 2.6, "epoch": 1, "step": 9},'
    ...                       ' {"train_runtime": 3, "train_loss": 2.8, "epoch": 1, "step": 9}]'))
    >>> [s.name for s in run.series], run.summary["train_loss"]
    (['loss'], 2.8)
    """
    value = document.json.value if document.json else None
    state = value if isinstance(value, dict) else {"log_history": value}
    logged, closing, places = [], {}, []
    for place, entry in enumerate(_entries(state), 1):
        if CLOSING_KEY in entry:
            closing.update(_numbers(entry))
        else:
            logged.append(entry)
            places.append(place)
    if not logged:
        raise ParseError(
            "The history of this trainer state holds no logged values.",
            advice="Set logging_steps lower than the number of steps and train again, "
            "or upload the state of a later checkpoint.",
        )
    notes = document.notes + ((_CLOSING_NOTE,) if closing else ())
    table = table_of_records(logged, places, unit="entry", notes=notes)
    mapping, told = _several_validation_sets(table)
    runs = runs_of(table, parameters=_settings(state), summary=closing, mapping=mapping)
    return tuple(_with_notes(run, told) for run in runs)


_CLOSING_NOTE = "The closing row is an average over the run, no epoch; it is kept as its summary."


def _entries(state: Entry) -> list[Entry]:
    history = state["log_history"]
    entries = history if isinstance(history, list) else []
    for place, entry in enumerate(entries, 1):
        if not isinstance(entry, dict):
            raise ParseError(
                f"Entry {place} of the history is no object.",
                advice="Each entry should be an object such as "
                "{“loss”: 0.5, “step”: 100, “epoch”: 1}.",
            )
    return entries


def _numbers(entry: Entry) -> dict[str, float]:
    return {k: v for k, v in entry.items() if isinstance(v, float)}


def _settings(state: Entry) -> dict[str, str]:
    """Single values beside the history, such as ``num_train_epochs``."""
    single = {k: v for k, v in state.items() if isinstance(v, str | float)}
    return {key: as_text(value) for key, value in single.items()}


def _several_validation_sets(table: Table) -> tuple[dict[str, tuple[str, str]], tuple[str, ...]]:
    """With several validation sets (``eval_<set>_loss``) the first one is read as validation."""
    columns = [c.name for c in table.columns if c.name.startswith("eval_")]
    if any((m := names.metric(c)).kind == "loss" and m.split == "val" for c in columns):
        return {}, ()
    first = next((c for c in columns if c.endswith("_loss")), None)
    if first is None:
        return {}, ()
    data = first.removesuffix("_loss")
    mapping = {first: ("loss", "val")}
    if f"{data}_accuracy" in columns:
        mapping[f"{data}_accuracy"] = ("accuracy", "val")
    note = f"There are several validation sets; the first, {data}, is read as the validation split."
    return mapping, (note,)


def _with_notes(run: ParsedRun, notes: tuple[str, ...]) -> ParsedRun:
    return replace(run, notes=(*run.notes, *notes))


PARSER = Parser("hf_trainer_state", "Hugging Face trainer_state.json", recognises, read)
