"""catboost_training.json: CatBoost's learning and evaluation errors, one entry an iteration."""

from collections.abc import Iterator, Mapping, Sequence

from experiments.parsers import names
from experiments.parsers.document import Document
from experiments.parsers.errors import ParseError
from experiments.parsers.log import ParsedRun
from experiments.parsers.logged import Logged, run_of_logged
from experiments.parsers.meanings import Mapped
from experiments.parsers.parser import Parser
from experiments.parsers.table import refuse_too_large

_LOSSES = frozenset(("MultiClass", "MultiClassOneVsAll", "MultiLogloss", "MultiCrossEntropy"))
EVALUATION_NOTE = (
    "CatBoost's test sets are those it was given for evaluation: they are read as validation."
)


def recognises(document: Document) -> bool:
    """An object with ``meta`` and a list of ``iterations``.

    >>> recognises(Document('{"meta": {}, "iterations": [{"iteration": 0, "learn": [0.6]}]}'))
    True
    """
    value = document.json.value if document.json else None
    return (
        isinstance(value, dict)
        and isinstance(value.get("meta"), dict)
        and isinstance(value.get("iterations"), list)
        and any(isinstance(one, dict) and "iteration" in one for one in value["iterations"])
    )


def read(document: Document) -> tuple[ParsedRun, ...]:
    """One run by iteration; the test sets are read as validation.

    Raises ParseError where an entry holds something else than a list of numbers for a set.

    >>> text = '''{"meta": {"learn_sets": ["learn"], "learn_metrics": [{"name": "Logloss"}]},
    ...            "iterations": [{"iteration": 0, "learn": [0.6]}]}'''
    >>> [(s.name, s.column) for s in read(Document(text))[0].series]
    [('learn:Logloss', 'train_loss')]
    """
    value = document.json.value if document.json else None
    meta, entries = (value["meta"], value["iterations"]) if isinstance(value, dict) else ({}, [])
    sets = _metrics_by_set(meta)
    points: dict[str, tuple[list[int], list[float]]] = {}
    for number, entry in enumerate(entries):
        step = _iteration(entry, number)
        for name, error in _errors(entry, sets, number):
            steps, values = points.setdefault(name, ([], []))
            steps.append(step)
            values.append(error)
        refuse_too_large(len(points), 1)
    logged = [Logged.of(name, steps, values) for name, (steps, values) in points.items()]
    return (run_of_errors(logged, document.notes),)


def run_of_errors(
    logged: Sequence[Logged],
    notes: tuple[str, ...] = (),
    parameters: Mapping[str, str] | None = None,
) -> ParsedRun:
    """A run of errors that are called by their set, such as ``test:Logloss``.

    Raises ParseError where there are none.

    >>> run_of_errors([Logged.of("test:MultiClass", [0, 1], [0.9, 0.5])]).series[0].column
    'val_loss'
    """
    told = (EVALUATION_NOTE,) if any(not _of_training(one.name) for one in logged) else ()
    mapping = _meanings([one.name for one in logged])
    return run_of_logged(logged, notes=(*notes, *told), parameters=parameters, mapping=mapping)


def _meanings(metrics: Sequence[str]) -> Mapped:
    """Errors of the training, of the first evaluation set, and of further ones by their name."""
    first = next((_set(name) for name in metrics if not _of_training(name)), "")
    found = {}
    for name in metrics:
        further = not _of_training(name) and _set(name) != first
        split = "train" if _of_training(name) else "val"
        found[name] = (name if further else _kind(name), split)
    return found


def _set(name: str) -> str:
    return name.split(":")[0]


def _of_training(name: str) -> bool:
    return name.startswith("learn")


def _kind(name: str) -> str:
    """What ``test:Accuracy:type=Classic`` measures, whatever its options."""
    metric = name.split(":")[1] if ":" in name else name
    return "loss" if metric in _LOSSES else names.metric(metric).kind


def _iteration(entry: object, number: int) -> int:
    step = entry.get("iteration", float(number)) if isinstance(entry, dict) else None
    if not isinstance(step, float) or not step.is_integer() or abs(step) >= 2**53:
        raise _broken(number, "is no object with the number of its iteration")
    return int(step)


def _metrics_by_set(meta: Mapping[str, object]) -> dict[str, list[str]]:
    """What is measured on each set, in the order of its values."""
    found = {}
    for which in ("learn", "test"):
        metrics = _names(meta.get(f"{which}_metrics"))
        found |= dict.fromkeys(_names(meta.get(f"{which}_sets")), metrics)
    return found


def _errors(
    entry: Mapping[str, object], sets: Mapping[str, list[str]], number: int
) -> Iterator[tuple[str, float]]:
    for one in (name for name in entry if name in sets):
        values = entry[one]
        if not isinstance(values, list) or not all(isinstance(v, float) for v in values):
            raise _broken(number, f"holds no list of numbers for “{one[:60]}”")
        unnamed = [str(place) for place in range(len(sets[one]), len(values))]
        for metric, value in zip([*sets[one], *unnamed], values, strict=False):
            yield f"{one}:{metric}", value


def _names(value: object) -> list[str]:
    """Names from a list of names, or of objects with a name."""
    listed = value if isinstance(value, list) else []
    named = [one.get("name") if isinstance(one, dict) else one for one in listed]
    return list(dict.fromkeys(name for name in named if isinstance(name, str)))


def _broken(number: int, what: str) -> ParseError:
    return ParseError(
        f"Entry {number + 1} of the iterations {what}.",
        advice="Upload the file as CatBoost wrote it, or learn_error.tsv and test_error.tsv.",
    )


PARSER = Parser("catboost_json", "CatBoost training JSON", recognises, read)
