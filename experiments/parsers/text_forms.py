"""What the numbers of a line mean, told by the text around them.

Lines of a log are forms with numbers filled in. A form is the text of a line without its numbers;
what it means is worked out once and holds for every line that is written like it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from experiments.curves import KINDS
from experiments.parsers.names import metric
from experiments.parsers.text_counts import REACHED, Counts, axis
from experiments.parsers.text_labels import NAMING, Label, is_known, is_plain, label_of, split_in

ASIDE = re.compile(
    r"\b(?:best|sav(?:ed|ing|e)|load(?:ed|ing)?|restor(?:ed|ing|e)|resum(?:ed|ing|e)|improved"
    r"|checkpoint\w*|early.?stop\w*|not improve)\b|最佳|最优|保存|加载",
    re.IGNORECASE,
)
"""Lines that repeat what was logged elsewhere: the best so far, what was saved."""
_NUMBERED = re.compile(r"(?:class|label|category|task|head|layer|worker|gpu|rank)\s*$", re.I)
_SECONDS = re.compile(r"\s?s(?:ec|econds)?(?![A-Za-z/])")
_FILE = re.compile(r"\.(?:py|cc|cpp|c|h|go|rs|js|jl)$")


@dataclass(frozen=True)
class Value:
    """A metric in a form: its name, and which number of the line it is.

    - `average`: which number is its running average, in parentheses behind it; -1 without one
    - `whole`: which number it is a part of, as of right answers among all; -1 without one
    - `comma`: whether another number follows at once behind a comma, which may be decimal
    - `bare`: whether neither the name nor the line tells the split
    """

    name: str
    place: int
    average: int = -1
    whole: int = -1
    percent: bool = False
    comma: bool = False
    bare: bool = False


@dataclass(frozen=True)
class Form:
    """What the numbers of a line are; places count from 0, -1 where there is none.

    - `total`: to what the steps of a progress bar are counted
    - `maybe_epoch`: ``Train: [3/50]`` counts epochs in some logs and batches in others
    - `split`: the split that the line tells, ``""`` where it tells none
    - `starred`: whether it sums up the lines above it, as `` * Acc@1 70.1`` does
    """

    epoch: int = -1
    step: int = -1
    total: int = -1
    maybe_epoch: int = -1
    values: tuple[Value, ...] = ()
    split: str = ""
    starred: bool = False


NO_FORM = Form()


def form_of(texts: Sequence[str]) -> Form:
    """The form of a line whose numbers stand between `texts`, one text more than numbers.

    >>> form = form_of(["Epoch ", "/", ", Train Loss: ", ", Test Acc: ", "%"])
    >>> form.epoch, [(v.name, v.place, v.percent) for v in form.values]
    (0, [('Train Loss', 2, False), ('Test Acc', 3, True)])
    """
    if not any(map(NAMING.search, texts)):
        return NO_FORM
    labels = [label_of(text, follows=i > 0) for i, text in enumerate(texts[:-1])]
    counts = Counts(texts, labels)
    metrics = _metrics(texts, labels, counts.places)
    first = min((*(v.place for v in metrics), *counts.places), default=0)
    if ASIDE.search(" ".join(texts[: first + 1])):
        return NO_FORM
    named, split = _with_splits(metrics, labels)
    known = named if any(is_known(value.name) for value in named) else ()
    return Form(
        counts.epoch,
        counts.step if counts.sure or known else -1,
        counts.step + 1 if counts.drawn else -1,
        counts.maybe_epoch,
        known,
        split,
        starred="*" in labels[first].before,
    )


def _metrics(texts: Sequence[str], labels: Sequence[Label], counts: set[int]) -> list[Value]:
    found: list[Value] = []
    for place, label in enumerate(labels):
        name = label.name or _name_in_front(place, labels)
        if place in counts or not name or not _may_name(label, name):
            continue
        after = texts[place + 1]
        if axis(label.name) or not _ends_value(after, name):
            continue
        joined = after if place + 2 < len(texts) else ""
        behind = texts[place + 2] if joined == "," else after
        found.append(
            Value(
                name,
                place,
                average=_average(texts, place) if is_known(name) else -1,
                whole=place + 1 if joined == "/" else -1,
                percent=behind.lstrip().startswith("%"),
                comma=joined == ",",
            )
        )
    return found


def _name_in_front(place: int, labels: Sequence[Label]) -> str:
    """``Loss after epoch 3: 0.5``."""
    if not place or not labels[place].mark:
        return ""
    front = labels[place - 1].name
    reached = REACHED.search(front)
    return front[: reached.start()] if reached else ""


def _may_name(label: Label, name: str) -> bool:
    """A name joined by a colon, one of words of metrics, or a single word that stands apart."""
    if (label.bracket and not label.mark) or _FILE.search(name):
        return False
    if label.mark or is_plain(name):
        return not _NUMBERED.search(label.before)
    return name.isalpha() and (not label.before or label.before[-1:] in "\t|,;")


def _ends_value(after: str, name: str) -> bool:
    """Whether the text behind a number lets it be a value: no clock, date, or unit but seconds."""
    if after == "/":
        return metric(name).like_accuracy
    if after[:1].isalpha() or after[:1] in ("_", "/"):
        return _SECONDS.match(after) is not None
    return after not in (":", "-", "×")


def _average(texts: Sequence[str], place: int) -> int:
    if texts[place + 1].strip() != "(" or place + 2 >= len(texts):
        return -1
    return place + 1 if texts[place + 2].startswith(")") else -1


def _with_splits(metrics: list[Value], labels: Sequence[Label]) -> tuple[tuple[Value, ...], str]:
    """The values under names that tell their splits, as far as the line does; and its split."""
    own = [value.name for value in metrics]
    heads = _splits_before(labels)
    spoken, line_split, named = "", "", []
    taken: dict[str, int] = {}
    for value in metrics:
        found = metric(value.name)
        head = heads[value.place]
        if found.split:
            human = "_" not in value.name and "/" not in value.name
            spoken = found.split if human or own.count(value.name) > 1 else spoken
            split = ""
        else:
            split = head or spoken
            split = split if is_known(value.name) or (split in ("val", "test") and head) else ""
        line_split = found.split or split or line_split
        name = f"{split}/{value.name}" if split else value.name
        taken[name] = taken.get(name, 0) + 1
        if taken[name] > 1:
            name = f"{name}.{taken[name] - 1}"
        bare = not (found.split or split) and is_known(value.name)
        named.append(replace(value, name=name, bare=bare))
    return tuple(named), line_split or (heads[-1] if heads else "")


def _splits_before(labels: Sequence[Label]) -> list[str]:
    """For each number the split that the words in front of its name tell; names with one end it."""
    splits, current = [], ""
    for label in labels:
        current = split_in(label.before) or current
        splits.append(current)
        if metric(label.name).split and metric(label.name).kind in KINDS:
            current = ""
        elif not is_known(label.name) and (axis(label.name) or label.bracket or not label.mark):
            current = split_in(label.name) or current
    return splits
