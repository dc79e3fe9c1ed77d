"""Which numbers of a line count epochs and steps."""

import re
from collections.abc import Sequence
from functools import lru_cache

from experiments.parsers import names
from experiments.parsers.text_labels import Label, is_known, split_in

_EPOCHS = frozenset(("epoch", "ep", "eph"))
_STEPS = frozenset(
    ("step", "batch", "iter", "iters", "iteration", "iterations", "it", "itr", "minibatch",
     "update", "updates", "round")
)  # fmt: skip
_NO_COUNT = frozenset(
    ("num", "number", "max", "total", "warmup", "best", "last", "per", "save", "every", "resume",
     "decay", "n", "nb", "patience", "early", "stop", "stopping", "from", "previous", "size",
     "seed", "lr", "for", "steps", "epochs", "milestone", "s", "ms")
)  # fmt: skip
"""Words beside ``epoch`` or ``step`` that make it a setting or a rate."""
REACHED = re.compile(r"\s(?:after|at|in|on|for|of)\s+(epoch|step|iteration)$", re.IGNORECASE)
"""``Loss after epoch 3: 0.5``: the name of the value stands in front of the count."""


class Counts:
    """Places of the numbers that count; -1 where there is none.

    - `epoch`, `step`: those of the line's epoch and step
    - `maybe_epoch`: ``Train: [3/50]`` counts epochs in some logs and batches in others
    - `sure`: whether the step is called so
    - `drawn`: whether the step is that of a progress bar, followed by its total
    - `places`: all of them, and what they are counted to
    """

    def __init__(self, texts: Sequence[str], labels: Sequence[Label]) -> None:
        self.epoch = self.step = self.maybe_epoch = -1
        self.sure = self.drawn = False
        self.places: set[int] = set()
        for place, label in enumerate(labels):
            if place not in self.places:
                self._count(place, label, texts)

    def _count(self, place: int, label: Label, texts: Sequence[str]) -> None:
        role = axis(label.name)
        after = texts[place + 1]
        ranged = after.strip() == "/" and place + 2 < len(texts)
        if role == "epoch" and self.epoch < 0:
            self.epoch = place
        elif role == "step" and self.step < 0:
            self.step, self.sure = place, True
        elif self.step < 0 and self._is_bare_step(place, label, texts):
            self.step = place
        elif self._is_phase(label, after) and self.maybe_epoch < 0 and self.epoch < 0:
            self.maybe_epoch = place
        elif ranged and self.step < 0 and self._is_range(place, label, texts):
            self.step = place
            self.drawn = "%|" in texts[place]
        else:
            return
        self.places |= {place, place + 1} if ranged else {place}

    def _is_bare_step(self, place: int, label: Label, texts: Sequence[str]) -> bool:
        """A number without a name: ``[0]`` or ``0:`` at the start, ``][10/500]`` after an epoch."""
        if label.name:
            return False
        if place == 0:
            inner = texts[0].strip() == "[" and texts[1].startswith("]")
            return inner or (not texts[0] and texts[1].startswith(":\t"))
        counted = place - 1 in self.places or place - 2 in self.places
        return label.bracket == "[" and counted and self.epoch + self.maybe_epoch > -2

    def _is_phase(self, label: Label, after: str) -> bool:
        """``Train: [3/50]``, ``Train: 3 [``."""
        if label.name.lower() not in ("train", "training"):
            return False
        return label.bracket == "[" if "/" in after else bool(label.mark) and "[" in after

    def _is_range(self, place: int, label: Label, texts: Sequence[str]) -> bool:
        """``Test: [5/97]``, ``[640/60000 (1%)]``, ``|###| 5/97``, ``| 200/ 2983 batches``."""
        if label.bracket == "[":
            closed = texts[place + 2].lstrip().startswith(("]", "("))
            return closed and (not label.name or bool(split_in(label.name)))
        return not label.name and "|" in label.before


@lru_cache(maxsize=4096)
def axis(name: str) -> str:
    """``epoch`` or ``step`` where a number of this name counts them, else an empty text.

    >>> axis("Epoch"), axis("max_epoch"), axis("Batch"), axis("train_loss_epoch")
    ('epoch', '', 'step', '')
    """
    words = names.words(name)
    if not words or "/" in name:
        return ""
    if reached := REACHED.search(name):
        return "epoch" if reached[1].lower() == "epoch" else "step"
    rest = words[:-1]
    if rest and split_in(words[-1]):
        words, rest = rest, rest[:-1]
    if not _NO_COUNT.isdisjoint(rest) or is_known(name):
        return ""
    return "epoch" if words[-1] in _EPOCHS else "step" if words[-1] in _STEPS else ""
