"""What the rule `miscalibrated` says, in words."""

from experiments.analysis.two_numbers import guessed_classes, nats_per_error, probability_left
from experiments.analysis.wording import listing, number, percent, power_of_ten
from experiments.facts import Facts

LEAST_LEFT = 1e-30
MORE_CLASSES_THAN_MOST_HAVE = 100
HONEST = "The loss is no higher than a model with honest probabilities may have at this accuracy"
CLASSES = "Enter the number of classes"
EITHER = (
    "Either its probabilities are miscalibrated, or the loss is not a plain mean cross-entropy (a "
    "penalty, a sum, label smoothing)."
)
TOO_UNSURE = "Every answer is right, so the model is under-confident."
MISCALIBRATED = "Its probabilities are miscalibrated."
CHECK_THE_LOSS = (
    "check how the loss is computed (a sum, a penalty, other samples than the accuracy)."
)


def reading(loss: float, accuracy: float) -> str:
    """What a loss and an accuracy say about the wrong answers.

    >>> print(reading(0.0997, 0.985))
    At 98.5 % accuracy a loss of 0.0997 is 6.65 for each wrong answer, as if every wrong answer \
had left 0.13 % to the truth.
    """
    nats, left = nats_per_error(loss, accuracy), probability_left(loss, accuracy)
    if nats is None or left is None:
        return f"Every answer is right, and yet the loss is {number(loss)}."
    each = f"At {percent(accuracy)} accuracy a loss of {number(loss)} is {_short(nats)} for each"
    if left < LEAST_LEFT:
        return (
            f"{each} wrong answer, more than any ordinary probability costs: most likely it is a "
            "sum over samples."
        )
    return f"{each} wrong answer, as if every wrong answer had left {_share(left)} to the truth."


def _short(nats: float) -> str:
    """Three digits are enough for a mean that nobody compares with another.

    >>> _short(3.1378), _short(28.27), _short(2484.2)
    ('3.14', '28.3', '2,484')
    """
    return f"{nats:,.0f}" if nats >= 100 else f"{nats:.3g}"


def _share(probability: float) -> str:
    return f"{100 * probability:.2g} %" if probability >= 1e-6 else power_of_ten(probability)


def meaning(accuracy: float, facts: Facts) -> str:
    """What a loss above the ceiling means, as far as the kind of loss is known.

    >>> meaning(1.0, Facts(loss_kind="mean_cross_entropy"))
    'Every answer is right, so the model is under-confident.'
    """
    if facts.loss_kind is None:
        return EITHER
    return TOO_UNSURE if accuracy >= 1 else MISCALIBRATED


def with_cause(sentence: str, measured: str) -> str:
    """The sentence with what predictions measured in the place of what two numbers suggest.

    >>> with_cause(f"The loss lies above the ceiling. {EITHER}", "Measured: over-confident.")
    'The loss lies above the ceiling. Measured: over-confident.'
    """
    for guess in (EITHER, TOO_UNSURE, MISCALIBRATED):
        sentence = sentence.removesuffix(guess)
    return f"{sentence} {measured}".replace("  ", " ").strip()


def missing(facts: Facts) -> str:
    """The request for what is not known, with a space before it; empty where all is known.

    >>> missing(Facts(n_val=900))
    ' Enter what kind of loss it is for a firmer answer.'
    """
    asked = []
    if facts.loss_kind is None:
        asked.append("what kind of loss it is")
    if facts.n_val is None:
        asked.append("how many samples were validated on")
    return f" Enter {listing(asked)} for a firmer answer." if asked else ""


def depends_on_classes(loss: float, accuracy: float, most: int) -> tuple[str, str]:
    """Sentence and advice where the loss is above the ceiling for at most so many classes.

    >>> print(depends_on_classes(2.3, 0.1, 9)[0])
    Cannot tell without the number of classes. A loss of 2.3000 at 10 % accuracy is that of \
guessing among 10 equally frequent classes.
    """
    unknown = "Cannot tell without the number of classes."
    guessed = guessed_classes(loss, accuracy)
    if guessed is not None:
        return (
            f"{unknown} A loss of {number(loss)} at {percent(accuracy)} accuracy is that of "
            f"guessing among {guessed} equally frequent classes.",
            "",
        )
    sentence = (
        f"{unknown} {reading(loss, accuracy)} With at most {most:,} classes that is higher than a "
        "model with honest probabilities would have at this accuracy."
    )
    if most > MORE_CLASSES_THAN_MOST_HAVE:
        return sentence, f"{CLASSES}; unless there are more than {most:,}, {CHECK_THE_LOSS}"
    return sentence, f"{CLASSES}, and how many samples were validated on."
