"""What a metric's name means: one table for every parser.

A name such as ``val_acc``, ``Train Loss``, ``ValAcc`` or ``loss/test_epoch`` is split into words;
one of them may name the split, a few say how the value was averaged, the rest is looked up.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from experiments.parsers.name_words import (
    ACCURACIES,
    AVERAGED,
    EPOCHS,
    LOSSES,
    LOWER_IS_BETTER,
    NOT_THE_CURVE,
    OTHER_METRICS,
    SPLIT_WORDS,
    STEPS,
    TIMES,
    WITHIN_EPOCH,
)

_SPLIT_OF = {word: split for split, words in SPLIT_WORDS.items() for word in words}
_RANKS = {
    **{name: ("loss", rank) for rank, name in enumerate(LOSSES)},
    **{name: ("accuracy", rank) for rank, name in enumerate(ACCURACIES)},
}
_KIND_WORDS = frozenset(word for name in _RANKS for word in name.split("_"))
_ACCURACY_STARTS = ("acc", "top", "prec")
_TOP_K = re.compile(r"(top|acc|accuracy|prec)_?(top_?)?\d+(_(acc|accuracy))?|.*top_?k.*accuracy")
"""Top-5 and the like: accuracies in the same unit, but another quantity."""
_NUMBERED = re.compile(r"((?:sparse_)?categorical_accuracy|binary_accuracy)_\d+")
"""Keras numbers the metrics of a second model that is made in one session."""
_PERCENT = re.compile(r"%|\b(pct|percent|percentage)\b|(?<=_)(pct|percent)\b")
_GENITIVE = re.compile(r"'s\b")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True)
class Metric:
    """What a name stands for.

    - `kind`: ``loss``, ``accuracy``, or for any other metric the same as `own`
    - `own`: the name without its split
    - `split`: ``train``, ``val``, ``test``, or ``""`` where the name tells none
    - `rank`: of several names for one quantity the lowest is preferred
    - `like_accuracy`: whether its values are shares of right answers
    - `percent`: whether the name says that they are in percent
    """

    kind: str
    split: str
    own: str
    rank: int = 0
    like_accuracy: bool = False
    percent: bool = False


@lru_cache(maxsize=4096)
def metric(name: str) -> Metric:
    """What the metric called `name` is.

    >>> metric("val_acc")
    Metric(kind='accuracy', split='val', own='acc', rank=1, like_accuracy=True, percent=False)
    >>> metric("TrainLoss").split, metric("loss/test_epoch").split, metric("loss").split
    ('train', 'test', '')
    >>> metric("val_top5").kind
    'top5'
    """
    split, rest = _take_split(words(name))
    own = "_".join(rest) or name
    percent = bool(_PERCENT.search(name.lower()))
    if not any(map(_tells_kind, rest or [name])):
        return Metric(kind=own, split=split, own=own, percent=percent)
    known, handicap = _plain(rest or [name], split)
    kind, rank = _RANKS.get(known, (own, 0))
    return Metric(
        kind=kind,
        split=split,
        own=own,
        rank=rank + handicap,
        like_accuracy=kind == "accuracy" or _is_like_accuracy(known),
        percent=percent,
    )


def words(name: str) -> list[str]:
    """The lower-case words of a name.

    >>> words("metrics/mAP50(B)"), words("ValAcc (%)"), words("learn:Logloss")
    (['metrics', 'm', 'ap50', 'b'], ['val', 'acc'], ['learn', 'logloss'])
    """
    plain = _PERCENT.sub(" ", _CAMEL.sub(" ", _GENITIVE.sub("", name)).lower())
    return re.findall(r"[^\W_]+", plain)


def is_metric(name: str) -> bool:
    """Whether a column of this name is surely a metric.

    >>> is_metric("val_acc"), is_metric("epoch"), is_metric("name")
    (True, False, False)
    """
    known = metric(name)
    return known.kind in ("loss", "accuracy") or not OTHER_METRICS.isdisjoint(words(name))


def better(name: str) -> int:
    """1 where higher values of a metric are better, -1 where lower ones are, 0 where unknown.

    >>> better("val_acc"), better("train/box_loss"), better("lr")
    (1, -1, 0)
    """
    parts = set(words(name))
    if not parts.isdisjoint(LOWER_IS_BETTER) or metric(name).kind == "loss":
        return -1
    return 1 if parts & (OTHER_METRICS - {"lr"}) or metric(name).kind == "accuracy" else 0


def is_known(name: str) -> bool:
    """Whether the name belongs into the header of a training log.

    >>> is_known("epoch"), is_known("name")
    (True, False)
    """
    return is_metric(name) or axis(name) != ""


def axis(name: str) -> str:
    """``epoch``, ``step`` or ``time`` where the name is that of an axis, else ``""``.

    >>> axis("Epoch"), axis("trainer/global_step"), axis("val_loss")
    ('epoch', 'step', '')
    """
    plain = "_".join(words(name))
    for what, names in (("epoch", EPOCHS), ("step", STEPS), ("time", TIMES)):
        if plain in names:
            return what
    return ""


def bare_split(names: list[str]) -> str:
    """The split of accuracies whose names tell none: training, as Keras has it.

    Where both losses name theirs and no accuracy does, it is the validation accuracy.

    >>> bare_split(["loss", "accuracy", "val_loss"])
    'train'
    >>> bare_split(["train_loss", "valid_loss", "accuracy"])
    'val'
    """
    found = [metric(name) for name in names]
    losses = {m.split for m in found if m.kind == "loss"}
    accuracies = {m.split for m in found if m.kind == "accuracy"}
    return "val" if losses == {"train", "val"} and "val" not in accuracies else "train"


def _tells_kind(word: str) -> bool:
    """Whether a name with this word may be that of a loss or an accuracy at all."""
    return word in _KIND_WORDS or word.startswith(_ACCURACY_STARTS)


def _take_split(parts: list[str]) -> tuple[str, list[str]]:
    if len(parts) == 1:
        return _take_glued(parts[0])
    # ``metrics/mAP50`` is of an evaluation, ``epoch_metrics/loss`` only a group.
    told = [
        position
        for position, word in enumerate(parts)
        if word in _SPLIT_OF and (word != "metrics" or position == 0)
    ]
    if not told:
        return "", parts
    at = next((position for position in told if parts[position] != "metrics"), told[0])
    return _SPLIT_OF[parts[at]], parts[:at] + parts[at + 1 :]


def _take_glued(word: str) -> tuple[str, list[str]]:
    """``valloss`` and ``trainacc``, written without a separator."""
    for prefix, split in _SPLIT_OF.items():
        if word.startswith(prefix) and word[len(prefix) :] in _RANKS:
            return split, [word[len(prefix) :]]
    return "", [word]


def _plain(parts: list[str], split: str) -> tuple[str, int]:
    """The name to look up, as short as need be, and how much a plainer name is preferred to it."""
    plain, handicap = parts, 0
    for shortened, by in _SHORTENINGS:
        if "_".join(plain) in _RANKS:
            break
        shorter = shortened(plain, split) or plain
        handicap += by * (shorter != plain)
        plain = shorter
    return _NUMBERED.sub(r"\1", "_".join(plain)), handicap


def _without_axis(parts: list[str], split: str) -> list[str]:
    """``loss_vs_iterations``"""
    return parts[: parts.index("vs")] if "vs" in parts else parts


def _without_set(parts: list[str], split: str) -> list[str]:
    """``validation_0-logloss``, ``val_loss/dataloader_idx_0``, ``test_set_loss``"""
    if parts[-3:-1] == ["dataloader", "idx"]:
        parts = parts[:-3]
    if split and parts and (parts[0].isdigit() or parts[0] == "set"):
        parts = parts[1:]
    return parts


def _without_closing_epoch(parts: list[str], split: str) -> list[str]:
    """``loss_epoch``: what Lightning adds where it logs each step too."""
    return parts[:-1] if parts[-1] == "epoch" else parts


def _without_group(parts: list[str], split: str) -> list[str]:
    """``loss/loss_train``: a panel that is called as what it shows."""
    kind = _RANKS.get(parts[0], ("",))[0]
    inner = _RANKS.get("_".join(parts[1:]), (None,))[0]
    return parts[1:] if kind == inner else parts


def _without_split(parts: list[str], split: str) -> list[str]:
    """``train/train_loss``, ``metrics/train/loss``"""
    return [word for word in parts if word != "metrics" and _SPLIT_OF.get(word, "") != split]


def _without(left_out: frozenset[str]) -> "_Shortening":
    return lambda parts, split: [word for word in parts if word not in left_out]


_Shortening = Callable[[list[str], str], list[str]]
_SHORTENINGS: tuple[tuple[_Shortening, int], ...] = (
    (_without_axis, 0),
    (_without_set, 5),
    (_without_closing_epoch, 0),
    (_without_group, 20),
    (_without_split, 30),
    (_without(AVERAGED), 50),
    (_without(WITHIN_EPOCH), 100),
)
"""What is left out of a name one after the other until it is known."""


def _is_like_accuracy(base: str) -> bool:
    left_out = NOT_THE_CURVE | _SPLIT_OF.keys()
    inner = "_".join(word for word in base.split("_") if word not in left_out)
    known = _RANKS.get(inner, ("",))[0] == "accuracy" or _TOP_K.fullmatch(inner)
    return bool(known) or inner.split("_")[-1] in ("acc", "accuracy")
