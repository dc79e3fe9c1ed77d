"""The questions of the guide: what each page shows, and the numbers in its words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from math import log, sqrt

from experiments.analysis.model_choice import choose, quadrants
from experiments.analysis.pair_reading import PairReading, read_pair
from experiments.analysis.two_numbers import ceiling, wilson_interval
from experiments.charts.plane import Plane, PlaneRun, planes
from experiments.facts import Facts
from experiments.views.guide_calculator import PAIR
from experiments.views.guide_examples import Example, Moment, example

THREE_RUNS = ("healthy", "over-confident", "overfitting")
THREE_PAIRS = {"first": (0.981, 0.1882), "second": (0.985, 0.0997), "third": (0.991, 0.2544)}
TEN_CLASSES = Facts(classes=10)
SIXTY = 0.6


@dataclass(frozen=True)
class Question:
    """One page of the guide.

    - `example`: the training of the demo project that it shows
    - `rules`: whose findings about that training are shown
    - `numbers`: what its words are filled with, from that training
    - `pair`: what the calculator begins with
    """

    slug: str
    title: str
    gist: str
    example: str
    rules: tuple[str, ...]
    numbers: Callable[[Example], dict[str, object]]
    pair: Callable[[Example], Mapping[str, str]] = lambda _shown: PAIR

    @property
    def template(self) -> str:
        return f"guide/{self.slug}.html"


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


def _rising(shown: Example) -> dict[str, object]:
    [finding] = (f for f in shown.of(["disagreement"], "yes") if f.evidence["kind"] == "improved")
    early, late = shown.at(finding.first_epoch), shown.at(finding.last_epoch)
    return {
        "early": early,
        "late": late,
        "moments": [early, late],
        "gained": finding.evidence["accuracy_change"],
        "rise": finding.evidence["loss_change_pct"],
        "dearer": (late.nats_per_error or 0.0) / (early.nats_per_error or 1.0),
        "top": ceiling(late.accuracy, shown.facts.classes or 2),
    }


def _stuck(shown: Example) -> dict[str, object]:
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


def _three(_shown: Example) -> dict[str, object]:
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
        "within": _within_one_run(),
    }


def _within_one_run() -> dict[str, object]:
    shown = example("over-confident")
    keep = shown.report.keep
    return {
        "name": shown.name,
        "by_loss": shown.at(keep.by_loss or 0.0),
        "by_accuracy": shown.at(keep.by_accuracy or 0.0),
    }


@cache
def overlay() -> Plane | None:
    runs = [PlaneRun(name, example(name).curves) for name in THREE_RUNS]
    return planes(runs, "val", 10, name="overlay")


def _two_numbers(shown: Example) -> dict[str, object]:
    accuracy, loss = THREE_PAIRS["second"]
    return {
        "pair": read_pair(loss, accuracy, TEN_CLASSES),
        "wrong": 1 - accuracy,
        "same_accuracy": read_pair(THREE_PAIRS["third"][1], accuracy, TEN_CLASSES),
        "end": read_pair(shown.last.loss, shown.last.accuracy, shown.facts),
        "late": shown.last,
    }


def _below_training(shown: Example) -> dict[str, object]:
    [finding] = shown.of(["val_better_than_train"], "yes")
    n = shown.facts.n_val or 1
    return {
        "below": finding.evidence["below_pct"],
        "chance": 100 * _standard_error(shown.last.accuracy, n) / shown.last.loss,
        "late": shown.last,
    }


def _standard_error(accuracy: float, n: int) -> float:
    """Of the mean cross-entropy over n samples of a model that says its accuracy each time."""
    return sqrt(accuracy * (1 - accuracy) / n) * log(accuracy / (1 - accuracy))


def _stop(shown: Example) -> dict[str, object]:
    [finding] = shown.of(["overfitting"], "yes")
    keep, last = shown.report.keep, shown.last
    best: Moment = shown.at(keep.by_loss or 0.0)
    return {
        "best": best,
        "most_right": shown.at(keep.by_accuracy or 0.0),
        "late": last,
        "rise": finding.evidence["rise_pct"],
        "spent": round(last.epoch - best.epoch),
    }


def _typed(shown: Example, moment: Moment, other: Moment | None = None) -> dict[str, str]:
    """An epoch of a run, and another to compare with, as one would type them."""
    pair = {"loss": f"{moment.loss:.4f}", "accuracy": f"{100 * moment.accuracy:.2f} %"}
    if other is not None:
        pair = _compared(moment.accuracy, moment.loss, other.accuracy, other.loss)
    known = {
        "classes": shown.facts.classes,
        "n": shown.facts.n_val,
        "majority": shown.facts.majority,
    }
    return pair | {name: str(value) for name, value in known.items() if value is not None}


def _compared(
    accuracy: float, loss: float, other_accuracy: float, other_loss: float
) -> dict[str, str]:
    return {
        "loss": f"{loss:.4f}",
        "accuracy": f"{100 * accuracy:.4g} %",
        "loss2": f"{other_loss:.4f}",
        "accuracy2": f"{100 * other_accuracy:.4g} %",
    }


QUESTIONS = (
    Question(
        "why-does-validation-loss-rise-while-accuracy-rises",
        "Why does validation loss rise while accuracy rises?",
        "The model gets more answers right, and grows surer of the ones that it gets wrong.",
        "over-confident",
        ("disagreement", "best_epoch_conflict", "overfitting"),
        _rising,
        lambda shown: _typed(shown, shown.last, shown.at(shown.report.keep.by_loss or 0.0)),
    ),
    Question(
        "loss-falls-but-accuracy-is-stuck",
        "Loss falls but accuracy is stuck at 60 %",
        "Often 60 % is the share of the largest class, and the model has learnt no more than that.",
        "imbalanced",
        ("never_learns", "disagreement"),
        _stuck,
        lambda _shown: {
            "loss": f"{ceiling(SIXTY, 2):.4f}",
            "accuracy": f"{100 * SIXTY:g} %",
            "classes": "2",
            "majority": f"{100 * SIXTY:g} %",
        },
    ),
    Question(
        "which-of-my-three-models-is-best",
        "Which of my three models is best?",
        "The one with the best accuracy for labels, the one with the lowest loss for "
        "probabilities; they need not be the same.",
        "over-confident",
        ("best_epoch_conflict",),
        _three,
        lambda _shown: _compared(*THREE_PAIRS["third"], *THREE_PAIRS["second"]) | {"classes": "10"},
    ),
    Question(
        "what-do-98-5-and-0-0997-mean-together",
        "What do 98.5 % and 0.0997 mean together?",
        "How much each error costs, and whether the model knows how sure it may be.",
        "healthy",
        ("miscalibrated", "inconsistent_metrics"),
        _two_numbers,
    ),
    Question(
        "is-validation-loss-below-training-loss-a-bug",
        "Is validation loss below training loss a bug?",
        "Seldom: the two are measured at other times, in other modes, or on easier samples.",
        "imbalanced",
        ("val_better_than_train",),
        _below_training,
        lambda shown: _typed(shown, shown.last),
    ),
    Question(
        "when-should-i-stop",
        "When should I stop training?",
        "When the validation loss has turned; the checkpoint to keep lies before that.",
        "overfitting",
        ("overfitting", "best_epoch_conflict"),
        _stop,
        lambda shown: _typed(shown, shown.last, shown.at(shown.report.keep.by_loss or 0.0)),
    ),
)
BY_SLUG = {question.slug: question for question in QUESTIONS}
