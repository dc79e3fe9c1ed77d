"""What the page of a run asks about, where its log leaves a chart without a curve."""

from collections.abc import Sequence
from dataclasses import dataclass

from experiments.curves import KINDS, Series
from experiments.parsers.name_words import NOT_THE_CURVE
from experiments.parsers.names import metric, words

WORDS = {"loss": {"loss", "losses"}, "accuracy": {"acc", "accuracy"}}
MOST_NAMED = 3


@dataclass(frozen=True)
class Unassigned:
    """A quantity that no metric is read as, and the metrics that could be it."""

    quantity: str
    names: list[str]


def unassigned(series: Sequence[Series]) -> list[Unassigned]:
    """Losses and accuracies that are missing, altogether or off the training split."""
    found = []
    for kind in KINDS:
        splits = {one.split for one in series if one.column and one.kind == kind}
        if splits - {"train"}:
            continue
        quantity = f"validation {kind}" if splits else kind
        names = [one.name for one in series if _could_be(one, kind, beside_training=bool(splits))]
        if names:
            found.append(Unassigned(quantity, names[:MOST_NAMED]))
    return found


def _could_be(series: Series, kind: str, *, beside_training: bool) -> bool:
    """A part of the training loss, such as `loss_cls`, is not taken for a validation loss."""
    parts = set(words(series.name))
    if series.column or not len(series.value) or parts & NOT_THE_CURVE:
        return False
    if not parts & WORDS[kind]:
        return False
    split = metric(series.name).split
    return split in ("val", "test") if beside_training else split != "train"
