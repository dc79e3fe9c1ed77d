"""The questions of the guide, one page each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from experiments.analysis.two_numbers import ceiling
from experiments.views import guide_numbers
from experiments.views.guide_calculator import PAIR
from experiments.views.guide_examples import Example
from experiments.views.guide_numbers import SIXTY, THREE_PAIRS, compared, typed


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


QUESTIONS = (
    Question(
        "why-does-validation-loss-rise-while-accuracy-rises",
        "Why does validation loss rise while accuracy rises?",
        "The model gets more answers right, and grows surer of the ones that it gets wrong.",
        "over-confident",
        ("disagreement", "best_epoch_conflict", "overfitting"),
        guide_numbers.rising,
        lambda shown: typed(shown, shown.last, shown.best_by_loss),
    ),
    Question(
        "loss-falls-but-accuracy-is-stuck",
        "Loss falls but accuracy is stuck at 60 %",
        "Often 60 % is the share of the largest class, and the model has learnt no more than that.",
        "imbalanced",
        ("never_learns", "disagreement"),
        guide_numbers.stuck,
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
        guide_numbers.three,
        lambda _shown: compared(*THREE_PAIRS["third"], *THREE_PAIRS["second"]) | {"classes": "10"},
    ),
    Question(
        "what-do-98-5-and-0-0997-mean-together",
        "What do 98.5 % and 0.0997 mean together?",
        "How much each error costs, and whether the model knows how sure it may be.",
        "healthy",
        ("miscalibrated", "inconsistent_metrics"),
        guide_numbers.two_numbers,
    ),
    Question(
        "is-validation-loss-below-training-loss-a-bug",
        "Is validation loss below training loss a bug?",
        "Seldom: the two are measured at other times, in other modes, or on easier samples.",
        "imbalanced",
        ("val_better_than_train",),
        guide_numbers.below_training,
        lambda shown: typed(shown, shown.last),
    ),
    Question(
        "when-should-i-stop",
        "When should I stop training?",
        "When the validation loss has turned; the checkpoint to keep lies before that.",
        "overfitting",
        ("overfitting", "best_epoch_conflict"),
        guide_numbers.stop,
        lambda shown: typed(shown, shown.last, shown.best_by_loss),
    ),
)
BY_SLUG = {question.slug: question for question in QUESTIONS}
