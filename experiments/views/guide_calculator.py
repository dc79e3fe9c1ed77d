"""The calculator of the guide: its two forms, and what they answer."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from experiments.analysis.pair_reading import (
    PairReading,
    SampleReading,
    compare,
    read_pair,
    read_samples,
)
from experiments.analysis.wording import number, power_of_ten
from experiments.charts.plane import Plane
from experiments.charts.plane_pairs import plane_of_pairs
from experiments.forms.guide import Line, PairForm, SamplesForm
from experiments.templatetags.lossacc import loss, percent, percent1

PAIR = {"loss": "0.0997", "accuracy": "98.5 %", "classes": "10"}
SAMPLES = {"samples": "0.99 0.01 ; 0 x 80\n0.49 0.51 ; 0 x 20"}


@dataclass(frozen=True)
class Number:
    label: str
    text: str
    note: str = ""


@dataclass(frozen=True)
class Row:
    """One number of each pair."""

    label: str
    note: str
    texts: list[str]


@dataclass(frozen=True)
class PairAnswer:
    sentences: tuple[str, ...]
    names: list[str]
    rows: list[Row]
    plane: Plane


@dataclass(frozen=True)
class SampleLine:
    text: str
    label: int
    count: int
    loss: str
    is_right: bool


@dataclass(frozen=True)
class SamplesAnswer:
    sentences: tuple[str, ...]
    numbers: list[Number]
    lines: list[SampleLine]


@dataclass(frozen=True)
class Calculator:
    """Each form with its answer, None where what was entered cannot be read."""

    pair_form: PairForm
    pair: PairAnswer | None
    samples_form: SamplesForm
    samples: SamplesAnswer | None
    has_samples: bool


def calculator(query: QueryDict, pair: Mapping[str, str] = PAIR) -> Calculator:
    """What the address asks for; `pair` is worked out where it asks for none."""
    asked = any(name in query for name in PairForm.base_fields)
    pair_form = PairForm(query if asked else pair)
    has_samples = "samples" in query
    samples_form = SamplesForm(query if has_samples else SAMPLES)
    return Calculator(
        pair_form=pair_form,
        pair=_pair_answer(pair_form) if pair_form.is_valid() else None,
        samples_form=samples_form,
        samples=_samples_answer(samples_form) if samples_form.is_valid() else None,
        has_samples=has_samples,
    )


def _pair_answer(form: PairForm) -> PairAnswer:
    given, facts = form.cleaned_data, form.facts
    first = read_pair(given["loss"], given["accuracy"].value, facts)
    shown, sentences = [("this pair", first)], first.sentences
    if given["loss2"] is not None:
        second = read_pair(given["loss2"], given["accuracy2"].value, facts)
        shown = [("first", first), ("second", second)]
        sentences = (*sentences, compare(first, second, facts.n_val))
    points = [(name, pair.accuracy, pair.loss) for name, pair in shown]
    plane = plane_of_pairs(points, facts.classes)
    rows = _rows([pair for _, pair in shown])
    return PairAnswer(sentences, [name for name, _ in shown], rows, plane)


def _rows(pairs: list[PairReading]) -> list[Row]:
    """Those numbers that one of the pairs has, side by side."""
    numbers = [{n.label: n for n in _numbers(pair)} for pair in pairs]
    notes = {label: n.note for known in reversed(numbers) for label, n in known.items()}
    order = list(dict.fromkeys(label for known in numbers for label in known))
    return [
        Row(label, notes[label], [known[label].text if label in known else "" for known in numbers])
        for label in order
    ]


def _numbers(pair: PairReading) -> list[Number]:
    shown = [
        Number("Accuracy", percent(pair.accuracy)),
        Number("Loss", loss(pair.loss)),
        Number("Floor", loss(pair.floor), "no mean cross-entropy is lower"),
        Number("Ceiling", loss(pair.ceiling), "a calibrated model expects at most this")
        if pair.ceiling is not None
        else Number("Ceiling", _classes(pair.classes_below), "the number of classes is not given"),
        Number("Lies", pair.place),
    ]
    if pair.limit is not None:
        shown.append(Number("Ceiling with room for chance", loss(pair.limit)))
    if pair.interval is not None:
        low, high = pair.interval
        shown.append(Number("Accuracy, 95 % interval", f"{100 * low:.1f} to {100 * high:.1f} %"))
    if pair.nats_per_error is not None and pair.probability_left is not None:
        shown.append(
            Number(
                "Nats per error",
                number(pair.nats_per_error),
                "if the errors carried all of the loss",
            )
        )
        shown.append(
            Number("Left to the truth", small(pair.probability_left), "by each such error")
        )
    return shown


def small(probability: float) -> str:
    """A probability of any size in percent.

    >>> small(0.0013), small(2e-16)
    ('0.13 %', '2 · 10⁻¹⁶')
    """
    if probability >= 1e-6:
        return f"{100 * probability:.2g} %"
    return power_of_ten(probability) if probability > 0 else "0"


def _classes(bound: float) -> str:
    """For which numbers of classes the pair lies above the ceiling."""
    if bound <= 2:
        return "above this pair for any number of classes"
    if math.isinf(bound):
        return "below this pair for any number of classes"
    if bound >= 1e6:
        return f"below this pair up to {power_of_ten(bound)} classes"
    return f"below this pair up to {max(2, math.ceil(bound) - 1):,} classes"


def _samples_answer(form: SamplesForm) -> SamplesAnswer:
    lines: list[Line] = form.cleaned_data["samples"]
    read = read_samples(
        [line.probabilities for line in lines],
        [line.label for line in lines],
        [line.count for line in lines],
    )
    return SamplesAnswer(
        sentences=(*_carried(read), *read.pair.sentences),
        numbers=[
            Number("Cross-entropy, mean", loss(read.pair.loss), f"sum {loss(_sum(read))}"),
            Number("Accuracy", percent(read.pair.accuracy), _right(read)),
            Number("Floor", loss(read.pair.floor)),
            Number("Ceiling", loss(read.pair.ceiling)),
            Number(
                "Largest class", percent(read.majority), "always answering it is right so often"
            ),
        ],
        lines=[_line(*pair) for pair in zip(lines, read.losses, read.right, strict=True)],
    )


def _carried(read: SampleReading) -> tuple[str, ...]:
    told = []
    if read.loss_of_wrong and not read.right.all() and read.right.any():
        wrong = read.n - round(read.pair.accuracy * read.n)
        noun = "wrong answer carries" if wrong == 1 else "wrong answers carry"
        told.append(f"The {wrong:,} {noun} {percent1(read.loss_of_wrong)} of the loss.")
    if read.n > 1 and read.pair.accuracy <= read.majority < 1:
        told.append(
            f"Always answering the most frequent class is right in {percent(read.majority)}: "
            "this accuracy is no better."
        )
    return tuple(told)


def _sum(read: SampleReading) -> float:
    return read.pair.loss * read.n


def _right(read: SampleReading) -> str:
    return f"{round(read.pair.accuracy * read.n):,} of {read.n:,} right"


def _line(line: Line, cost: float, is_right: bool) -> SampleLine:
    shares = " ".join(f"{p:.4g}" for p in line.probabilities)
    return SampleLine(shares, line.label, line.count, loss(float(cost)), bool(is_right))
