"""Is the best epoch by loss another one than the best epoch by accuracy?"""

import math
from dataclasses import dataclass

import numpy as np

from experiments.analysis.answers import cannot_tell, no, no_pair, too_few
from experiments.analysis.finding import Finding, Keep, Rule
from experiments.analysis.keep import advice as keep_advice
from experiments.analysis.smoothing import noise
from experiments.analysis.tracks import HELD_OUT, Pair, held_out_pair
from experiments.analysis.wording import (
    at,
    mark,
    number,
    percent,
    points,
    relative,
    row_noun,
)
from experiments.curves import Curves
from experiments.facts import Facts

NAME = "best_epoch_conflict"
MIN_EPOCHS = 3
APART_SHARE = 0.05
LOSS_LIMIT = 0.02
LARGE_LOSS = 0.10
LARGE_ACCURACY = 0.01
POINTS = 0.005
Z = 1.645


@dataclass(frozen=True)
class BestEpochs:
    """Positions of the best epochs, and what choosing one costs in the other metric.

    - `accuracy_cost`: accuracy given up at the epoch of lowest loss, a fraction
    - `loss_cost`: loss paid at the epoch of highest accuracy, relative to the lowest loss;
      to the curve's range where losses reach zero or below
    - `noise`: what a difference of accuracies must exceed
    """

    by_loss: int
    by_accuracy: int
    accuracy_cost: float
    loss_cost: float
    noise: float


def best_epochs(both: Pair, n: int | None) -> BestEpochs:
    """Compare the two best epochs; `n` is the number of samples, None where unknown.

    With `n` the noise is 1.645 standard errors of a difference, sqrt(d/n) (McNemar 1947). The share
    d of samples on which two epochs differ is not in a log; as the same samples recur, half of the
    errors of one epoch are taken to be errors of the other: d is the mean of both error rates.
    Without `n` it is twice the noise between epochs, at least 0.5 points.

    >>> both = Pair("val", np.arange(4.0), np.array([2, 1, 1.5, 2]), np.array([0.1, 0.5, 0.6, 0.7]))
    >>> best = best_epochs(both, None)
    >>> best.by_loss, best.by_accuracy, best.loss_cost
    (1, 3, 1.0)
    """
    i, j = int(np.argmin(both.loss)), int(np.argmax(both.accuracy))
    errors = min(1.0, max(0.0, 1 - float(both.accuracy[i] + both.accuracy[j]) / 2))
    size = float(both.loss[i]) if both.loss[i] > 0 else float(np.ptp(both.loss))
    chance = Z * math.sqrt(errors / n) if n else max(POINTS, 2 * noise(both.accuracy))
    return BestEpochs(
        by_loss=i,
        by_accuracy=j,
        accuracy_cost=float(both.accuracy[j] - both.accuracy[i]),
        loss_cost=float(both.loss[j] - both.loss[i]) / size if size else 0.0,
        noise=chance,
    )


def check(curves: Curves, facts: Facts) -> list[Finding]:
    """One finding on the held-out split; its epochs are the two best ones.

    >>> apart = Curves.of(val_loss=[0.9, 0.5, 0.8, 1.2], val_accuracy=[0.5, 0.7, 0.75, 0.8])
    >>> [(f.verdict, f.first_epoch, f.last_epoch) for f in check(apart, Facts())]
    [('yes', 2.0, 4.0)]
    """
    both = held_out_pair(curves)
    if both is None:
        return [cannot_tell(NAME, no_pair(curves, HELD_OUT))]
    if len(both) < MIN_EPOCHS:
        return [too_few(NAME, both.split, len(both), MIN_EPOCHS, row_noun(curves, both.epoch))]
    return [
        _compared(curves, both, best_epochs(both, facts.n_val if both.split == "val" else None))
    ]


def _compared(curves: Curves, both: Pair, best: BestEpochs) -> Finding:
    apart = abs(best.by_accuracy - best.by_loss)
    if apart == 0:
        where = _capital(at(curves, both.epoch[best.by_loss]))
        sentence = f"{where} is best by loss and by accuracy."
        return no(NAME, sentence, both.split, **_evidence(both, best))
    far = apart > max(1, APART_SHARE * len(both))
    if not far or best.loss_cost < LOSS_LIMIT or best.accuracy_cost <= best.noise:
        sentence = f"{_sentence(curves, both, best)} {_why_none(best)}"
        return no(NAME, sentence, both.split, **_evidence(both, best))
    return _conflict(curves, both, best)


def _conflict(curves: Curves, both: Pair, best: BestEpochs) -> Finding:
    by_loss, by_accuracy = both.epoch[best.by_loss], both.epoch[best.by_accuracy]
    large = best.loss_cost >= LARGE_LOSS and best.accuracy_cost >= LARGE_ACCURACY
    return Finding(
        NAME,
        "yes",
        _sentence(curves, both, best),
        severity="warning" if large else "note",
        split=both.split,
        first_epoch=float(min(by_loss, by_accuracy)),
        last_epoch=float(max(by_loss, by_accuracy)),
        evidence=_evidence(both, best),
        advice=keep_advice(curves, Keep(float(by_loss), float(by_accuracy))),
    )


def _evidence(both: Pair, best: BestEpochs) -> dict[str, object]:
    return {
        "by_loss": float(both.epoch[best.by_loss]),
        "by_accuracy": float(both.epoch[best.by_accuracy]),
        "accuracy_cost": best.accuracy_cost,
        "loss_cost_pct": 100 * best.loss_cost,
        "accuracy_noise": best.noise,
    }


def _sentence(curves: Curves, both: Pair, best: BestEpochs) -> str:
    by_loss, by_accuracy = both.epoch[best.by_loss], both.epoch[best.by_accuracy]
    return (
        f"Loss is lowest at {at(curves, by_loss)} ({number(both.loss[best.by_loss])}), accuracy "
        f"highest at {mark(by_accuracy)} ({percent(both.accuracy[best.by_accuracy])}). Keeping "
        f"{mark(by_loss)} gives up {points(best.accuracy_cost)} of accuracy; keeping "
        f"{mark(by_accuracy)} costs {relative(best.loss_cost)} more loss."
    )


def _why_none(best: BestEpochs) -> str:
    if best.accuracy_cost <= best.noise:
        return "Chance can explain that difference in accuracy."
    return "Either will do."


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


RULE = Rule(
    name=NAME,
    version=4,
    title="Best epochs differ",
    question="Is the best epoch by loss another one than the best by accuracy?",
    method=(
        "Lowest validation loss against highest validation accuracy, and what each costs in the "
        "other.\n"
        "It counts when the accuracy gained exceeds what chance explains: from the number of "
        "samples where it is known, else twice the noise between epochs and at least 0.5 points."
    ),
    check=check,
    evidence={
        "by_loss": ("Epoch of lowest loss", "epoch"),
        "by_accuracy": ("Epoch of highest accuracy", "epoch"),
        "accuracy_cost": ("Accuracy given up at the lowest loss", "fraction"),
        "loss_cost_pct": ("Loss paid at the highest accuracy", "%"),
        "accuracy_noise": ("What a difference of accuracies must exceed", "fraction"),
    },
)
