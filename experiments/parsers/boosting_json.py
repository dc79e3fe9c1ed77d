"""What XGBoost and LightGBM measured while they trained: sets, their metrics, a value a round."""

import re
from collections.abc import Mapping, Sequence

import numpy as np

from experiments.parsers import names
from experiments.parsers.document import Document
from experiments.parsers.errors import ParseError
from experiments.parsers.log import ParsedRun
from experiments.parsers.logged import Logged, run_of_logged
from experiments.parsers.meanings import Mapped
from experiments.parsers.parser import Parser
from experiments.parsers.table import refuse_too_large

Sets = Mapping[str, Mapping[str, list]]
"""The values of each metric, a value a round, by the name of the set."""

_LOSSES = frozenset(("l2", "l1", "binary", "multiclass", "xentropy", "cross_entropy", "mphe"))
"""Losses of LightGBM that only the objective's name tells."""
_WRAPPERS = ("evals_result", "evals_result_", "eval_results")
_XGBOOST = re.compile(r"validation_\d+")
_LIGHTGBM = re.compile(r"training|valid_\d+")


def recognises(document: Document) -> bool:
    """An object of sets, one of them called as a split, with lists of a metric.

    >>> recognises(Document('{"train": {"logloss": [0.6, 0.5]}, "eval": {"logloss": [0.7, 0.6]}}'))
    True
    >>> recognises(Document('{"loss": [0.6, 0.5]}'))
    False
    """
    sets = _sets(document)
    metrics = {metric for values in sets.values() for metric in values}
    return any(map(_split, sets)) and any(names.is_metric(m) or m in _LOSSES for m in metrics)


def read(document: Document) -> tuple[ParsedRun, ...]:
    """One run by rounds, from 0 as XGBoost counts them or from 1 as LightGBM does.

    Metrics are named ``train-logloss``. ``error`` and ``merror`` are 1 - accuracy and stay
    metrics of their own. Raises ParseError for a value that is no number.

    >>> text = '{"training": {"binary_logloss": [0.6, 0.5]}, "valid_0": {"auc": [0.7, 0.8]}}'
    >>> [(s.name, s.split, s.column, s.step.tolist()) for s in read(Document(text))[0].series]
    [('training-binary_logloss', 'train', 'train_loss', [1, 2]), ('valid_0-auc', 'val', '', [1, 2])]
    """
    sets = _sets(document)
    first = int(any(map(_LIGHTGBM.fullmatch, sets)))
    refuse_too_large(sum(map(len, sets.values())), 1)
    logged = [
        Logged.of(f"{one}-{metric}", np.arange(first, first + len(values)), values)
        for one, metrics in sets.items()
        for metric, values in metrics.items()
        if _are_numbers(values, one, metric)
    ]
    splits, notes = _splits(list(sets))
    return (
        run_of_logged(
            _unique(logged),
            summary=_closing(document),
            notes=(*document.notes, *notes),
            mapping=_mapping(sets, splits),
        ),
    )


def _sets(document: Document) -> Sets:
    value = document.json.value if document.json else None
    if not isinstance(value, dict):
        return {}
    inner = next((value[key] for key in _WRAPPERS if isinstance(value.get(key), dict)), value)
    found = {name: metrics for name, metrics in inner.items() if isinstance(metrics, dict)}
    lists = all(isinstance(v, list) for metrics in found.values() for v in metrics.values())
    return found if lists else {}


def _closing(document: Document) -> dict[str, float]:
    """Numbers beside the sets, such as the best round."""
    value = document.json.value if document.json else None
    items = value.items() if isinstance(value, dict) else ()
    return {name: number for name, number in items if isinstance(number, float)}


def _are_numbers(values: Sequence[object], one: str, metric: str) -> bool:
    for place, value in enumerate(values, 1):
        if not isinstance(value, float):
            raise ParseError(
                f"Value {place} of “{metric[:60]}” of “{one[:60]}” is no number.",
                advice="Save what evals_result() or record_evaluation gave, as it is.",
            )
    return True


def _unique(logged: Sequence[Logged]) -> list[Logged]:
    return list({one.name: one for one in logged}.values())


def _split(one: str) -> str:
    """The split that the name of a set tells."""
    return names.metric(f"{one} loss").split


def _splits(sets: Sequence[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The split of each set; of two that only have numbers the first is the training's."""
    splits = {one: _split(one) for one in sets}
    numbered = [one for one in sets if _XGBOOST.fullmatch(one)]
    if "train" in splits.values() or len(numbered) < 2:
        return splits, ()
    note = (
        f"“{numbered[0]}” is read as the training data and “{numbered[1]}” as the validation data, "
        "the order in which eval_set is usually given."
    )
    return {**splits, numbered[0]: "train"}, (note,)


def _mapping(sets: Sets, splits: Mapping[str, str]) -> Mapped:
    """Metrics of the first set of a split fill its columns; those of further ones stay apart."""
    firsts = {split: one for one, split in reversed(splits.items()) if split}
    found = {}
    for one, metrics in sets.items():
        for metric in metrics:
            name, kind = f"{one}-{metric}", _kind(metric)
            main = firsts.get(splits[one]) == one
            found[name] = (kind if main else name, splits[one])
    return found


def _kind(metric: str) -> str:
    return "loss" if metric in _LOSSES else names.metric(metric).kind


PARSER = Parser("boosting_json", "XGBoost and LightGBM evaluation results", recognises, read)
