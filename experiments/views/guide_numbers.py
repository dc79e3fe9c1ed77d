"""The numbers in the words of the guide, computed from its runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import log, sqrt

from experiments.analysis.finding import Advice
from experiments.analysis.model_choice import choose, quadrants
from experiments.analysis.pair_reading import PairReading, read_pair
from experiments.analysis.two_numbers import ceiling, wilson_interval
from experiments.charts.plane import Plane, PlaneRun, planes
from experiments.facts import Facts
from experiments.views.guide_examples import Example, Moment, advices_of, example

THREE_RUNS = ("healthy", "over-confident", "overfitting")
THREE_PAIRS = {"first": (0.981, 0.1882), "second": (0.985, 0.0997), "third": (0.991, 0.2544)}
TEN_CLASSES = Facts(classes=10)
SIXTY = 0.6


@dataclass(frozen=True)
class Model:
    """One of several models that are compared by a loss and an accuracy."""

    name: str
    pair: PairReading
    quadrant: str
    is_best_for_labels: bool
    is_best_for_probabilities: bool
    interval: tuple[float, float] | None = None


def models(pairs: Mapping[str, tuple[float, float]], samples: tuple[int, ...] = ()) -> list[Model]:
    """Name, accuracy and loss of each; `samples` are their numbers of validation samples."""
    accuracies, losses = zip(*pairs.values(), strict=True)
    choice, places = choose(losses, accuracies), quadrants(losses, accuracies)
    return [
        Model(
            name=name,
            pair=read_pair(loss, accuracy, TEN_CLASSES),
            quadrant=places[i],
            is_best_for_labels=i == choice.for_labels,
            is_best_for_probabilities=i == choice.for_probabilities,
            interval=wilson_interval(accuracy * samples[i], samples[i]) if samples else None,
        )
        for i, (name, (accuracy, loss)) in enumerate(pairs.items())
    ]


def rising(shown: Example) -> dict[str, object]:
    early, late = shown.best_by_loss, shown.last
    return {
        "early": early,
        "late": late,
        "moments": [early, late],
        "dearer": (late.nats_per_error or 0.0) / (early.nats_per_error or 1.0),
        "top": ceiling(late.accuracy, shown.facts.classes or 2),
    }


def stuck(shown: Example) -> dict[str, object]:
    share = shown.facts.majority or 0.0
    first = shown.at(float(shown.curves.epoch[0]))
    accuracy = shown.curves.values("val_accuracy")
    since = shown.at(float(shown.curves.epoch[accuracy >= share - 0.005][0]))
    return {
        "share": share,
        "first": first,
        "since": since,
        "late": shown.last,
        "constant_loss": ceiling(share, 2),
        "sixty": SIXTY,
        "sixty_loss": ceiling(SIXTY, 2),
    }


def three(shown: Example) -> dict[str, object]:
    ends = {name: example(name).last for name in THREE_RUNS}
    samples = tuple(example(name).facts.n_val or 1 for name in THREE_RUNS)
    real = models({n: (m.accuracy, m.loss) for n, m in ends.items()}, samples)
    paper = models(THREE_PAIRS)
    return {
        "real": real,
        "paper": paper,
        "best_real": next(m for m in real if m.is_best_for_labels),
        "for_labels": next(m for m in paper if m.is_best_for_labels),
        "for_probabilities": next(m for m in paper if m.is_best_for_probabilities),
        "overlay": overlay(),
        "by_loss": shown.best_by_loss,
        "by_accuracy": shown.best_by_accuracy,
    }


@cache
def overlay() -> Plane | None:
    runs = [PlaneRun(name, example(name).curves) for name in THREE_RUNS]
    return planes(runs, "val", 10, name="overlay")


def two_numbers(shown: Example) -> dict[str, object]:
    accuracy, loss = THREE_PAIRS["second"]
    return {
        "pair": read_pair(loss, accuracy, TEN_CLASSES),
        "wrong": 1 - accuracy,
        "same_accuracy": read_pair(THREE_PAIRS["third"][1], accuracy, TEN_CLASSES),
        "end": read_pair(shown.last.loss, shown.last.accuracy, shown.facts),
        "late": shown.last,
    }


def below_training(shown: Example) -> dict[str, object]:
    late, n = shown.last, shown.facts.n_val or 1
    train, val = (shown.curves.values(f"{split}_loss")[-1] for split in ("train", "val"))
    return {
        "below": 100 * (1 - val / train),
        "chance": 100 * _standard_error(late.accuracy, n) / late.loss,
    }


def _standard_error(accuracy: float, n: int) -> float:
    """Of the mean cross-entropy over n samples of a model that says its accuracy each time."""
    return sqrt(accuracy * (1 - accuracy) / n) * log(accuracy / (1 - accuracy))


def stop(shown: Example) -> dict[str, object]:
    best, last = shown.best_by_loss, shown.last
    return {
        "best": best,
        "most_right": shown.best_by_accuracy,
        "late": last,
        "advices": _advices(shown, best.epoch),
        "spent": round(last.epoch - best.epoch),
    }


def _advices(shown: Example, best: float) -> list[tuple[float, Advice]]:
    """The advice after the first epochs that carry one, at the best, when to stop, at the end."""
    said = [(epoch, a) for epoch, a in advices_of(shown.name) if a.action != "cannot_tell"]
    stops = [epoch for epoch, advice in said if advice.action == "stop"]
    told = (said[0][0], best, *stops[:1], said[-1][0])
    return [(epoch, advice) for epoch, advice in said if epoch in told]


def typed(shown: Example, moment: Moment, other: Moment | None = None) -> dict[str, str]:
    """An epoch of a run, and another to compare with, as one would type them."""
    pair = {"loss": f"{moment.loss:.4f}", "accuracy": f"{100 * moment.accuracy:.2f} %"}
    if other is not None:
        pair = compared(moment.accuracy, moment.loss, other.accuracy, other.loss)
    known = {
        "classes": shown.facts.classes,
        "n": shown.facts.n_val,
        "majority": shown.facts.majority,
    }
    return pair | {name: str(value) for name, value in known.items() if value is not None}


def compared(
    accuracy: float, loss: float, other_accuracy: float, other_loss: float
) -> dict[str, str]:
    return {
        "loss": f"{loss:.4f}",
        "accuracy": f"{100 * accuracy:.4g} %",
        "loss2": f"{other_loss:.4f}",
        "accuracy2": f"{100 * other_accuracy:.4g} %",
    }
