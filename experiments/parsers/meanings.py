"""What the metrics of one log are, seen together: kinds, splits, units, and which come first."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from experiments.curves import KINDS, METRIC_COLUMNS
from experiments.parsers import names
from experiments.parsers.names import Metric
from experiments.parsers.percent import Reading, read_percent

_BARE = 10
"""A name that tells its split is preferred to one of the same kind that does not."""

Mapped = Mapping[str, tuple[str, str]]
"""(kind, split) of names that a format knows better than the common table of names."""


def meanings(metric_names: Sequence[str], mapping: Mapped | None = None) -> dict[str, Metric]:
    """What each metric of a log is; a loss or an accuracy without a split gets one.

    >>> found = meanings(["loss", "val_loss", "acc"], {"acc": ("accuracy", "val")})
    >>> [(m.kind, m.split) for m in found.values()]
    [('loss', 'train'), ('loss', 'val'), ('accuracy', 'val')]
    """
    mapping = mapping or {}
    bare = names.bare_split(list(metric_names))
    found = {}
    for name in metric_names:
        metric = names.metric(name)
        if name in mapping:
            kind, split = mapping[name]
            share = metric.like_accuracy or kind == "accuracy"
            metric = replace(metric, kind=kind, split=split, like_accuracy=share)
        elif not metric.split and metric.kind in KINDS:
            told = "train" if metric.kind == "loss" else bare
            metric = replace(metric, split=told, rank=metric.rank + _BARE)
        found[name] = metric
    return found


def next_meaning(name: str, filled: Collection[str] = (), mapping: Mapped | None = None) -> Metric:
    """What a metric is that is logged live, before the names to come are known.

    `filled` are the columns of the epoch table that earlier metrics of the run have: the first
    keeps its column, and a later one for the same gets a kind of its own. So what was said of a
    name never changes with the names that follow; a bare accuracy is of training.

    >>> next_meaning("accuracy").split, next_meaning("val_top1").kind
    ('train', 'accuracy')
    >>> next_meaning("val_acc", {"val_accuracy"}).kind
    'acc'
    """
    [found] = meanings([name], mapping).values()
    taken = f"{found.split}_{found.kind}" in filled
    return replace(found, kind=own_kind(found)) if taken else found


def units(
    values: Mapping[str, np.ndarray],
    metrics: Mapping[str, Metric],
    marked: frozenset[str] = frozenset(),
) -> Reading:
    """Which of a run's accuracies are in percent; `marked` ones carried a percent sign.

    >>> units({"acc": np.array([61.5, 70.0])}, meanings(["acc"])).percent
    frozenset({'acc'})
    """
    accuracies = {name: v for name, v in values.items() if metrics[name].like_accuracy}
    told = {name for name in accuracies if name in marked or metrics[name].percent}
    return read_percent(accuracies, frozenset(told))


def primary(
    metric_names: Sequence[str],
    metrics: Mapping[str, Metric],
    no_share: frozenset[str] = frozenset(),
) -> frozenset[str]:
    """Of several names for one column of the epoch table the preferred one.

    >>> found = meanings(["val_top1", "val_acc"])
    >>> primary(list(found), found)
    frozenset({'val_acc'})
    """
    best: dict[str, tuple[tuple[int, bool], str]] = {}
    for name in metric_names:
        found = metrics[name]
        place = f"{found.split}_{found.kind}"
        if place not in METRIC_COLUMNS or name in no_share:
            continue
        preference = (found.rank, name != place)
        if place not in best or preference < best[place][0]:
            best[place] = (preference, name)
    return frozenset(name for _, name in best.values())


def own_kind(found: Metric) -> str:
    """A kind that is no column of the epoch table: the name without its split.

    >>> own_kind(names.metric("val_loss")), own_kind(names.metric("val_acc"))
    ('other_loss', 'acc')
    """
    if found.kind not in KINDS:
        return found.kind
    return found.own if found.own not in KINDS else f"other_{found.kind}"
