"""What stands in front of a number in a line of a log: its name, and how the two are joined."""

import re
from dataclasses import dataclass
from functools import lru_cache

from experiments.parsers import names

NUMBER = re.compile(
    r"(?:(?<![A-Za-z0-9_@.])(?<!\b[Tt]op[- ])(?<!@0\.5:)(?<!@\.5:)(?<!P50-)"
    r"|(?<=[Ee]poch)|(?<=EPOCH))"
    r"([-+]?(?:[1-9]\d{0,2}(?:,\d{3})+\.\d+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
    r"|(?:[Nn]a[Nn]|NAN|[Ii]nf|INF|[Ii]nfinity)(?![A-Za-z_])))",
    re.ASCII,
)
"""A number, but not one that is part of a name such as ``Acc@1``, ``top-5`` or ``layer4``.

Commas part thousands only where a point follows them, as in ``1,234.5``.
"""

LONGEST_NAME = 60
_MOST_WORDS = 6
_UNIT = re.compile(r"(?:%|[A-Za-zµ]{1,4}(?:/[a-z]{1,8})?)(?=[\s,;|)\]]|$)")
_DELIMITERS = re.compile(
    r"[,;|\t<>{}\[\]()\"“”%•·│┃、，。；✓✔✗→►▶⏱*#█▏▎▍▌▋▊▉━]|\s[-–—]+\s|\s{2,}|[:：]|="
)
_PARENTHESIS = re.compile(r"\s*\(([^()]{0,40})\)$")
_LEVELS = frozenset(("info", "warning", "warn", "debug", "error", "critical", "root"))
_SPLIT_WORD = re.compile(
    r"(?<![a-z])(?:(train|training)|(val|valid|validation|validate|validating|eval|evaluation"
    r"|evaluating|evaluate|dev)|(test|testing))(?![a-z])",
    re.IGNORECASE,
)
_OWNER = re.compile(r"\b(training|valid)(?:_\d+)?'s\b")
"""LightGBM's ``training's binary_logloss`` and ``valid_1's binary_logloss``."""
_LITTLE = frozenset(("on", "the", "of", "for", "over", "set", "data", "dataset"))
_SPLITS = ("train", "val", "test")
_VOCABULARY = frozenset(
    word
    for name in (*names.LOSSES, *names.ACCURACIES, *names.OTHER_METRICS)
    for word in name.split("_")
) | {"avg", "average", "mean", "running", "total", "top", "score", "rate", "learning", "rank"}
_COUNTING = ("epoch", "eph", "step", "iter", "batch", "update", "round", "train")
NAMING = re.compile(
    "|".join(
        (
            *(
                word
                for word in sorted({*_VOCABULARY, *_COUNTING, "learn", "prec"})
                if len(word) > 3
            ),
            "acc|损失|准确率",
            rf"(?<![a-z])(?:it|itr|ep|{'|'.join(w for w in sorted(_VOCABULARY) if len(w) < 4)})",
        )
    ),
    re.IGNORECASE,
)
"""What a text holds that names a metric, an epoch, or a step; others need no closer look."""
_SPLIT_WORDS = frozenset(word for words in names.SPLIT_WORDS.values() for word in words)


@dataclass(frozen=True)
class Label:
    """The text between two numbers, as the second one's label.

    - `name`: its words, ``""`` where there are none
    - `mark`: ``:`` where a colon or an equals sign joins name and number, else ``""``
    - `bracket`: the bracket in which the number stands, ``[`` or ``(``, else ``""``
    - `before`: what stands before the name
    """

    name: str
    mark: str
    bracket: str
    before: str


def label_of(text: str, *, follows: bool = False) -> Label:
    """The label of a number; `follows` where another number stands before the text.

    >>> label_of("INFO:root:Epoch [").name, label_of("s | Val Loss: ", follows=True)
    ('Epoch', Label(name='Val Loss', mark=':', bracket='', before=' |'))
    """
    if follows and (unit := _UNIT.match(text)):
        text = text[unit.end() :]
    core, bracket = _without_bracket(text)
    bare = core.rstrip(":=： ")
    mark = ":" if len(bare) < len(core) else ""
    bare = bare.rstrip("'\"`")
    told = _PARENTHESIS.search(bare[-LONGEST_NAME:]) if bare.endswith(")") else None
    if told:
        bare = f"{bare[: -len(told[0])]} {told[1]}"
    start = 0
    for delimiter in _DELIMITERS.finditer(bare):
        start = delimiter.end()
    return Label(_plain_name(bare[start:]), mark, bracket, bare[:start])


def _without_bracket(text: str) -> tuple[str, str]:
    core, bracket = text.rstrip(), ""
    while core and core[-1] in "[(":
        bracket = core[-1]
        core = core[:-1].rstrip()
    return core, bracket


def _plain_name(name: str) -> str:
    words = name.strip(" '\"`-–—_/.!").split()
    while words and words[0].lower().strip("[]") in _LEVELS:
        words.pop(0)
    if len(words) > _MOST_WORDS:
        return ""
    name = _OWNER.sub(r"\1", " ".join(words))
    if len(name) > LONGEST_NAME:
        return ""
    told = " ".join(word for word in name.split() if word.lower() not in _LITTLE)
    return told if told != name and is_plain(told) and split_in(told) else name


def split_in(text: str) -> str:
    """The split that the last word about one tells, ``""`` where there is none.

    >>> split_in("Test set: "), split_in("Start validating"), split_in("contest")
    ('test', 'val', '')
    """
    found = [match.lastindex for match in _SPLIT_WORD.finditer(text)]
    return _SPLITS[(found[-1] or 1) - 1] if found else ""


@lru_cache(maxsize=4096)
def is_known(name: str) -> bool:
    """Whether a name is that of a metric; the learning rate alone is none.

    >>> is_known("Val Loss"), is_known("F1"), is_known("lr")
    (True, True, False)
    """
    words = names.words(name)
    scored = words[-1:] == ["score"] and names.metric(name).split != ""
    return (names.is_metric(name) or scored or words in (["learn"], ["prec"])) and words != ["lr"]


@lru_cache(maxsize=4096)
def is_plain(name: str) -> bool:
    """Whether all words of a name are of metrics, so that it needs no colon before its value.

    >>> is_plain("train loss"), is_plain("loss in the end"), is_plain("LR")
    (True, False, True)
    """
    words = names.words(name)
    known = [word in _VOCABULARY or word in _SPLIT_WORDS or word.isdigit() for word in words]
    return bool(words) and all(known) and not set(words) <= _SPLIT_WORDS
