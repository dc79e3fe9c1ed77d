"""What a metric's name means: one table for every parser.

A name such as ``val_acc``, ``Train Loss``, ``ValAcc`` or ``loss/test_epoch`` is split into words;
one of them may name the split, a few say how the value was averaged, the rest is looked up.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

SPLIT_WORDS = {
    "train": ("train", "training", "trn", "tr", "learn"),
    "val": ("val", "valid", "validation", "eval", "evaluation", "dev", "metrics"),
    "test": ("test", "testing", "tst"),
}

LOSSES = (
    "loss", "losses", "total_loss", "loss_total", "cross_entropy", "crossentropy", "ce",
    "cross_entropy_loss", "loss_ce", "ce_loss", "categorical_crossentropy",
    "sparse_categorical_crossentropy", "binary_crossentropy", "bce", "bce_loss", "nll", "nll_loss",
    "log_loss", "logloss", "mlogloss", "multi_logloss", "binary_logloss", "mse_loss", "mse",
    "rmse", "mae",
)  # fmt: skip
"""Losses, the one to prefer first; of several in one log one is the loss, the others stay."""

ACCURACIES = (
    "accuracy", "acc", "accuracies", "accs", "categorical_accuracy", "sparse_categorical_accuracy",
    "binary_accuracy", "accuracy_score", "top1", "top_1", "acc1", "acc_1", "top1_accuracy",
    "top_1_accuracy", "top1_acc", "top_1_acc", "accuracy_top1", "accuracy_top_1", "acc_top1",
    "acc_top_1", "prec1", "prec_1",
)  # fmt: skip
"""Share of right answers, the name to prefer first."""

TOP_K = re.compile(r"(top|acc|accuracy|prec)_?(top_?)?\d+(_(acc|accuracy))?|.*top_?k.*accuracy")
"""Top-5 and the like: accuracies in the same unit, but another quantity."""

OTHER_METRICS = frozenset((
    "loss", "losses", "acc", "accuracy", "f1", "fscore", "precision", "recall", "auc", "roc", "map",
    "iou", "miou", "dice", "jaccard", "mse", "mae", "rmse", "r2", "error", "err", "perplexity",
    "ppl", "wer", "cer", "bleu", "rouge", "psnr", "ssim", "kappa", "mcc", "matthews", "logloss",
    "nll", "entropy", "top1", "top5", "lr",
))  # fmt: skip
"""Words that make a column a metric, though neither loss nor accuracy."""

LOWER_IS_BETTER = frozenset((
    "loss", "losses", "mse", "mae", "rmse", "error", "err", "perplexity", "ppl", "wer", "cer",
    "logloss", "nll", "entropy", "cross", "crossentropy",
))  # fmt: skip

EPOCHS = ("epoch", "epochs", "ep", "epoch_number", "epoch_num", "epoch_idx", "current_epoch")
STEPS = ("global_step", "trainer_global_step", "step", "steps", "iteration", "iter", "iterations")
TIMES = ("timestamp", "wall_time", "walltime", "datetime", "date", "time", "ts")

_SPLIT_OF = {word: split for split, words in SPLIT_WORDS.items() for word in words}
_RANKS = {
    **{name: ("loss", rank) for rank, name in enumerate(LOSSES)},
    **{name: ("accuracy", rank) for rank, name in enumerate(ACCURACIES)},
}
_AVERAGED = ("avg", "average", "mean", "running", "overall", "epoch")
"""Words that say how a value was averaged; a name without them is preferred."""
_PERCENT = re.compile(r"%|\b(pct|percent|percentage)\b|(?<=_)(pct|percent)\b")
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
    step = 100 if rest and rest[-1] in ("step", "batch") else 0
    if len(rest) > 1 and rest[-1] in ("step", "batch", "epoch"):
        rest = rest[:-1]
    plain = [word for word in rest if word not in _AVERAGED] or rest
    base = "_".join(plain)
    kind, rank = _RANKS.get(base, (own, 0))
    return Metric(
        kind=kind,
        split=split,
        own=own,
        rank=rank + step + 50 * (plain != rest),
        like_accuracy=kind == "accuracy" or _is_like_accuracy(base),
        percent=bool(_PERCENT.search(name.lower())),
    )


def words(name: str) -> list[str]:
    """The lower-case words of a name.

    >>> words("metrics/mAP50(B)"), words("ValAcc (%)"), words("learn:Logloss")
    (['metrics', 'm', 'ap50', 'b'], ['val', 'acc'], ['learn', 'logloss'])
    """
    plain = _PERCENT.sub(" ", _CAMEL.sub(" ", name).lower())
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


def _take_split(parts: list[str]) -> tuple[str, list[str]]:
    for position, word in enumerate(parts):
        if word in _SPLIT_OF and len(parts) > 1:
            return _SPLIT_OF[word], parts[:position] + parts[position + 1 :]
    if len(parts) == 1:
        return _take_glued(parts[0])
    return "", parts


def _take_glued(word: str) -> tuple[str, list[str]]:
    """``valloss`` and ``trainacc``, written without a separator."""
    for prefix, split in _SPLIT_OF.items():
        if word.startswith(prefix) and word[len(prefix) :] in _RANKS:
            return split, [word[len(prefix) :]]
    return "", [word]


def _is_like_accuracy(base: str) -> bool:
    inner = "_".join(word for word in base.split("_") if word not in _SPLIT_OF)
    known = _RANKS.get(inner, ("", 0))[0] == "accuracy" or TOP_K.fullmatch(inner)
    return bool(known) or inner.split("_")[-1] in ("acc", "accuracy")
