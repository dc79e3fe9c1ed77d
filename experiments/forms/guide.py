"""What the calculator of the guide is given: two numbers, or a few predictions."""

import math
import re
from dataclasses import dataclass

from django import forms

from experiments.facts import Facts
from experiments.forms.facts import ShareField
from experiments.forms.styled import StyledForm

MOST_CLASSES = 1_000_000_000
MOST_SAMPLES = 1_000_000_000
MOST_LINES = 40
MOST_CHARACTERS = 1200
HIGHEST_LOSS = 746
"""-ln of the smallest float64 above 0, rounded up."""

_NUMBER = r"[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:e[+-]?\d+)?"
_NUMBERS = re.compile(_NUMBER, re.IGNORECASE)
_ACCURACY = re.compile(rf"({_NUMBER})\s*(%?)", re.IGNORECASE)
_COUNTED = re.compile(r"(\d{1,12})\s*(?:/|of)\s*(\d{1,12})", re.IGNORECASE)
_LINE = re.compile(r"([^;]*);\s*(\d{1,6})\s*(?:[x×]\s*(\d{1,9}))?", re.IGNORECASE)


def read_number(text: str) -> float | None:
    """A number as people write it, with a point or one comma; None for anything else."""
    plain = text.strip().replace("−", "-")
    return float(plain.replace(",", ".")) if _NUMBERS.fullmatch(plain) else None


class LossField(forms.CharField):
    """A mean cross-entropy in nats."""

    def clean(self, value: str | None) -> float | None:
        text = super().clean(value)
        if not text:
            return None
        loss = read_number(text)
        if loss is None:
            raise forms.ValidationError(f"“{text}”: write a number, such as 0.0997.")
        if loss < 0:
            raise forms.ValidationError(f"{text}: a mean cross-entropy is never below 0.")
        if loss >= HIGHEST_LOSS:
            raise forms.ValidationError(
                f"{text}: no floating-point probability costs {HIGHEST_LOSS} nats or more. "
                "If it is a sum over samples, divide by their number."
            )
        return loss


@dataclass(frozen=True)
class Share:
    """An accuracy as a fraction, and of how many samples where that was written."""

    value: float
    n: int | None = None


class AccuracyField(forms.CharField):
    """An accuracy, written as ``98.5 %``, ``0.985`` or ``952/1000``."""

    def clean(self, value: str | None) -> Share | None:
        text = super().clean(value)
        if not text:
            return None
        if counted := _COUNTED.fullmatch(text):
            return self._counted(text, *map(int, counted.groups()))
        written = _ACCURACY.fullmatch(text.replace("−", "-"))
        if written is None:
            raise forms.ValidationError(
                f"“{text}”: write a percentage such as 98.5 %, a fraction such as 0.985, "
                "or a count such as 952/1000."
            )
        number, percent = float(written[1].replace(",", ".")), written[2]
        return Share(self._share(text, number, bool(percent)))

    @staticmethod
    def _share(text: str, number: float, is_percent: bool) -> float:
        if is_percent and not 0 <= number <= 100:
            raise forms.ValidationError(f"{text}: a percentage lies in 0 to 100 %.")
        if not is_percent and not 0 <= number <= 1:
            raise forms.ValidationError(
                f"{text}: give a fraction from 0 to 1, or a percentage with its sign"
                + (f", {text} %." if 1 < number <= 100 else ".")
            )
        return number / 100 if is_percent else number

    @staticmethod
    def _counted(text: str, right: int, n: int) -> Share:
        if not 0 < n <= MOST_SAMPLES or right > n:
            raise forms.ValidationError(
                f"{text}: write right answers of all samples, such as 952/1000."
            )
        return Share(right / n, n)


def _whole(label: str, least: int, most: int) -> forms.IntegerField:
    rule = f"write a whole number from {least} to {most:,}."
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        required=False,
        error_messages={
            "invalid": rule.capitalize(),
            "min_value": f"%(show_value)s: {rule}",
            "max_value": f"%(show_value)s: {rule}",
        },
    )


class PairForm(StyledForm):
    """A loss and an accuracy, what is known of them, and a second pair to compare with."""

    loss = LossField(
        label="Loss",
        max_length=24,
        error_messages={"required": "Enter one, such as 0.0997."},
        help_text="Mean cross-entropy, natural logarithm.",
    )
    accuracy = AccuracyField(
        label="Accuracy",
        max_length=32,
        error_messages={"required": "Enter one, such as 98.5 %."},
        help_text="98.5 %, 0.985 or 985/1000.",
    )
    classes = _whole("Classes", 2, MOST_CLASSES)
    n = _whole("Samples", 1, MOST_SAMPLES)
    majority = ShareField(
        label="Share of the largest class", required=False, help_text="0.9 or 90 %."
    )
    loss2 = LossField(label="Second loss", max_length=24, required=False)
    accuracy2 = AccuracyField(label="Second accuracy", max_length=32, required=False)

    def clean(self) -> dict:
        given = super().clean()
        for missing, other in (("loss2", "accuracy2"), ("accuracy2", "loss2")):
            needed = given.get(missing) is None and given.get(other) is not None
            if needed and missing not in self.errors:
                self.add_error(missing, "It is needed to compare.")
        return given

    @property
    def facts(self) -> Facts:
        given = self.cleaned_data
        return Facts(
            classes=given["classes"],
            n_val=given["n"] or given["accuracy"].n,
            majority=given["majority"],
        )


@dataclass(frozen=True)
class Line:
    """One prediction: probabilities, the true class counted from 0, and how often it was made."""

    probabilities: tuple[float, ...]
    label: int
    count: int


class SamplesForm(StyledForm):
    """Predictions, one a line."""

    samples = forms.CharField(
        label="Predictions, one a line",
        error_messages={"required": "Enter at least one line, such as 0.50 0.25 0.25 ; 0."},
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text=(
            "Probabilities of all classes; then the true class, counted from 0. One probability "
            "alone is that of class 1 of two. “x 80” at the end: made 80 times."
        ),
    )

    def clean_samples(self) -> list[Line]:
        lines = [
            (number, line.strip())
            for number, line in enumerate(self.cleaned_data["samples"].splitlines(), start=1)
            if line.strip()
        ]
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(f"{len(lines)} lines: at most {MOST_LINES} are read.")
        read = [_line(number, text) for number, text in lines]
        for (number, _), line in zip(lines, read, strict=True):
            _check_width(number, line, lines[0][0], read[0])
        return read


def _line(number: int, text: str) -> Line:
    parts = _LINE.fullmatch(text)
    if parts is None:
        raise forms.ValidationError(
            f"Line {number}, “{text}”: write probabilities, a semicolon and the true class, such "
            "as 0.50 0.25 0.25 ; 0."
        )
    count = int(parts[3] or 1)
    if not 0 < count <= MOST_SAMPLES:
        raise forms.ValidationError(f"Line {number}: made {count} times; write 1 or more.")
    return Line(_probabilities(number, parts[1]), int(parts[2]), count)


def _probabilities(number: int, text: str) -> tuple[float, ...]:
    # A comma between numbers separates them unless it stands within one, as in 0,5.
    words = [word.strip(",") for word in re.split(r",\s|\s+|(?<=\d),(?=\d*\.)", text)]
    values = [read_number(word) for word in words if word]
    wrong = [word for word in words if word and read_number(word) is None]
    if wrong:
        raise forms.ValidationError(f"Line {number}: “{wrong[0]}” is no number.")
    if not values:
        raise forms.ValidationError(f"Line {number}: there is no probability before the semicolon.")
    for value in values:
        if not 0 <= value <= 1:
            raise forms.ValidationError(
                f"Line {number}: {value:g} is no probability, which lies in 0 to 1. Logits need a "
                "softmax first."
            )
    if len(values) == 1:
        return (1 - values[0], values[0])
    if not math.isclose(sum(values), 1, abs_tol=1e-4):
        raise forms.ValidationError(
            f"Line {number}: the probabilities sum to {sum(values):.6g}, not to 1."
        )
    return tuple(values)


def _check_width(number: int, line: Line, first_number: int, first: Line) -> None:
    classes = len(first.probabilities)
    if len(line.probabilities) != classes:
        raise forms.ValidationError(
            f"Line {number} has {len(line.probabilities)} classes, line {first_number} has "
            f"{classes}: all must have as many."
        )
    if line.label >= classes:
        raise forms.ValidationError(
            f"Line {number}: there is no class {line.label}; {classes} classes are counted from 0 "
            f"to {classes - 1}."
        )
