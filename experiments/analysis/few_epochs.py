"""The many questions that a short curve leaves open, in one sentence."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from experiments.analysis.wording import count, split_name

# What `answers.too_few` says, read back: stored findings bear no other mark of it.
TOO_FEW = re.compile(r"Cannot tell: (\d+) (\w+?)s? (?:is|are) too few; (\d+) are needed\.")


class Said(Protocol):
    """A finding, just made or stored."""

    rule: str
    split: str
    sentence: str


Some = TypeVar("Some", bound=Said)


@dataclass(frozen=True)
class Few:
    """Rules that one curve is too short for, and the sentence that stands for all of them."""

    rules: tuple[str, ...]
    sentence: str


def few_together(findings: Iterable[Some]) -> tuple[list[Few], list[Some]]:
    """Findings that a curve is too short for, two or more together, and all others.

    >>> from experiments.analysis.answers import NO_LOSS, cannot_tell, too_few
    >>> short = [too_few(f"rule_{n}", "val", 5, n, "epoch") for n in (8, 10)]
    >>> [few], [other] = few_together([*short, cannot_tell("disagreement", NO_LOSS)])
    >>> few.sentence, other.rule
    ('2 questions need more epochs, 8 to 10; the validation curve has 5.', 'disagreement')
    """
    held = list(findings)
    alike: dict[tuple[str, str, str], list[Some]] = {}
    for finding in held:
        if found := TOO_FEW.fullmatch(finding.sentence):
            alike.setdefault((finding.split, *found.group(1, 2)), []).append(finding)
    several = {key: group for key, group in alike.items() if len(group) > 1}
    told = {id(finding) for group in several.values() for finding in group}
    few = [_few(*key, group) for key, group in several.items()]
    return few, [finding for finding in held if id(finding) not in told]


def _few(split: str, has: str, unit: str, group: Sequence[Said]) -> Few:
    needed = sorted({int(n) for f in group for n in TOO_FEW.findall(f.sentence)[0][2:]})
    range_ = f"{needed[0]} to {needed[-1]}" if len(needed) > 1 else f"{needed[0]}"
    curve = f"the {split_name(split)} curve" if split else "the run"
    sentence = (
        f"{count(len(group), 'question')} need more {unit}s, {range_}; {curve} has {int(has):,}."
    )
    return Few(tuple(f.rule for f in group), sentence)
