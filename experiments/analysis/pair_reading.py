"""What one loss and one accuracy, or a few predictions, say: the rules' answers and the numbers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from experiments.analysis import inconsistent_metrics, miscalibrated
from experiments.analysis.finding import Finding
from experiments.analysis.model_choice import choose, quadrants
from experiments.analysis.two_numbers import (
    Z_95,
    ceiling,
    ceiling_limit,
    classes_below,
    cross_entropies,
    floor,
    nats_per_error,
    probability_left,
    wilson_interval,
)
from experiments.analysis.wording import number, percent, points
from experiments.curves import Curves
from experiments.facts import Facts

PLAIN = Facts(loss_kind="mean_cross_entropy")


@dataclass(frozen=True)
class PairReading:
    """A pair between its bounds.

    - `loss`, `floor`, `ceiling`, `limit`, `nats_per_error`: nats; `limit` is the ceiling with room
      for chance where the number of samples is known
    - `accuracy`, `probability_left`: fractions; `interval`: 95 % interval of the accuracy (Wilson)
    - `classes_below`: it lies above the ceiling for every number of classes below this one
    - `place`: ``below the floor``, ``between floor and ceiling``, ``above the ceiling``,
      ``above the floor`` where the number of classes is not known, or one of the two bounds passed
      by no more than rounding or chance
    - `sentences`: what that means, as the rules say it

    None where there is no such number.
    """

    loss: float
    accuracy: float
    floor: float
    ceiling: float | None
    limit: float | None
    nats_per_error: float | None
    probability_left: float | None
    classes_below: float
    interval: tuple[float, float] | None
    place: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class SampleReading:
    """Predictions one by one and together.

    - `losses`: nats, `right`: whether the most probable class is the true one; one a line
    - `loss_of_wrong`: the share of the whole loss that wrong answers carry, None where it is 0
    - `majority`: the accuracy of always answering the most frequent class
    - `pair`: mean loss and accuracy of all samples together
    """

    losses: np.ndarray
    right: np.ndarray
    n: int
    loss_of_wrong: float | None
    majority: float
    pair: PairReading


def read_pair(loss: float, accuracy: float, facts: Facts | None = None) -> PairReading:
    """The reading of a mean cross-entropy (nats, 0 or more) and an accuracy (0 to 1).

    >>> pair = read_pair(0.0997, 0.985, Facts(classes=10))
    >>> pair.place, round(pair.floor, 4), round(pair.ceiling, 4), round(pair.nats_per_error, 3)
    ('between floor and ceiling', 0.0104, 0.1108, 6.647)
    """
    facts = facts or Facts()
    k, n = facts.classes, facts.n_val
    curves = Curves.of(val_loss=[loss], val_accuracy=[accuracy])
    [too_low] = inconsistent_metrics.check(curves, facts)
    [too_high] = miscalibrated.check(curves, facts)
    return PairReading(
        loss=loss,
        accuracy=accuracy,
        floor=floor(accuracy),
        ceiling=None if k is None else ceiling(accuracy, k),
        limit=None if k is None or n is None else ceiling_limit(accuracy, k, n),
        nats_per_error=nats_per_error(loss, accuracy),
        probability_left=probability_left(loss, accuracy),
        classes_below=classes_below(loss, accuracy),
        interval=None if n is None else wilson_interval(accuracy * n, n),
        place=_place(loss, accuracy, k, too_low, too_high),
        sentences=(_told(too_low, too_high), *_beside_majority(accuracy, facts)),
    )


def _place(
    loss: float, accuracy: float, classes: int | None, too_low: Finding, too_high: Finding
) -> str:
    if too_low.verdict == "yes":
        return "below the floor"
    if too_high.verdict == "yes":
        return "above the ceiling"
    if loss < floor(accuracy):
        return "below the floor, by no more than rounding"
    if classes is None:
        return "above the floor"
    by_chance = loss > ceiling(accuracy, classes)
    return "above the ceiling, by chance perhaps" if by_chance else "between floor and ceiling"


def _told(too_low: Finding, too_high: Finding) -> str:
    if too_low.verdict != "yes":
        return too_high.sentence
    return (
        f"The plain mean cross-entropy of such answers is never below "
        f"{number(float(too_low.evidence['floor']))}: each wrong answer leaves the truth at most "
        "half. The loss is of another kind, or the two were not measured on the same samples."
    )


def _beside_majority(accuracy: float, facts: Facts) -> tuple[str, ...]:
    if facts.majority is None:
        return ()
    always = f"Always answering the most frequent class is right in {percent(facts.majority)}"
    if accuracy <= facts.majority:
        return (f"{always}: this accuracy is no better.",)
    n = facts.n_val
    if n is not None and wilson_interval(accuracy * n, n)[0] <= facts.majority:
        return (f"{always}: over {n:,} samples, this accuracy is not shown to be better.",)
    return ()


def compare(first: PairReading, second: PairReading, n: int | None = None) -> str:
    """Which of two models for what; their losses must be of one kind, over one set of classes.

    With `n` samples it says where the accuracies differ by less than 1.96 standard errors of the
    difference between two independent sets of that size.

    >>> print(compare(read_pair(0.2398, 0.95), read_pair(0.1507, 0.80)))
    The first is accurate with high loss (few, huge errors), the second inaccurate with low loss \
(many small errors). Take the first for labels, the second for probabilities.
    """
    losses, accuracies = zip(*((p.loss, p.accuracy) for p in (first, second)), strict=True)
    if len(set(losses)) == 1 and len(set(accuracies)) == 1:
        return "Both are the same."
    choice = choose(losses, accuracies)
    names = ("the first", "the second")
    chance = _by_chance(accuracies, n)
    if not choice.conflict:
        best = names[choice.for_labels].capitalize()
        return f"{best} is the better one for both purposes.{chance}"
    one, other = quadrants(losses, accuracies)
    return (
        f"The first is {one}, the second {other}. Take {names[choice.for_labels]} for labels, "
        f"{names[choice.for_probabilities]} for probabilities.{chance}"
    )


def _by_chance(accuracies: Sequence[float], n: int | None) -> str:
    if n is None:
        return ""
    one, other = accuracies
    error = math.sqrt((one * (1 - one) + other * (1 - other)) / n)
    if abs(one - other) > Z_95 * error:
        return ""
    return (
        f" Over {n:,} samples, {points(one - other)} of accuracy can be chance, unless both were "
        "measured on the same ones."
    )


def read_samples(
    probabilities: Sequence[Sequence[float]], labels: Sequence[int], counts: Sequence[int]
) -> SampleReading:
    """The reading of m predictions over K classes, the i-th one made `counts[i]` times.

    `probabilities` is m x K with rows that sum to 1, `labels` are the true classes, 0 to K-1; of
    equally probable classes the first is the answer. Raises ValueError as `cross_entropies` does.

    >>> both = read_samples([[0.99, 0.01], [0.49, 0.51]], [0, 0], [80, 20])
    >>> both.n, round(both.pair.loss, 4), both.pair.accuracy, round(both.loss_of_wrong, 2)
    (100, 0.1507, 0.8, 0.95)
    """
    losses = cross_entropies(probabilities, labels)
    p, weight = np.asarray(probabilities, dtype=np.float64), np.asarray(counts)
    right = p.argmax(axis=1) == np.asarray(labels)
    n, total = int(weight.sum()), float((losses * weight).sum())
    facts = Facts(classes=p.shape[1], n_val=n) | PLAIN
    return SampleReading(
        losses=losses,
        right=right,
        n=n,
        loss_of_wrong=float((losses * weight)[~right].sum() / total) if total > 0 else None,
        majority=float(np.bincount(labels, weight).max() / n),
        pair=read_pair(max(0.0, total / n), float(weight[right].sum() / n), facts),
    )
