"""What is said of whether a run learned."""

from experiments.analysis.guessing import LOSS_GAIN, costs_a_guess, no_sign_of_learning
from experiments.analysis.progress import Progress
from experiments.analysis.tracks import Track, pair
from experiments.analysis.two_numbers import binary_entropy
from experiments.analysis.wording import at, from_to, number, percent, split_name
from experiments.curves import Curves
from experiments.facts import Facts

FELL = 0.05


def learned(curves: Curves, losses: Track, progress: Progress, facts: Facts) -> str:
    """What tells that a run learned.

    >>> from experiments.analysis.progress import progress_of
    >>> from experiments.analysis.tracks import judged
    >>> run = Curves.of(val_loss=[2.0, 1.5, 1.0, 0.9, 0.8])
    >>> learned(run, judged(run), progress_of(run, judged(run)), Facts())
    'The run learned: the validation loss fell from 2.0000 to 0.8000.'
    """
    name, low = split_name(losses.split), number(float(losses.value.min()))
    stayed = _stayed(curves, losses.split, progress)
    if facts.majority is not None and (progress.accuracy_high or 1.0) <= facts.majority:
        return (
            f"The run learned, though accuracy is that of always answering the largest class: the "
            f"{name} loss fell to {low}, below the "
            f"{number(binary_entropy(facts.majority))} that fixed probabilities cost."
        )
    if progress.loss_gain > 0:
        fell = f"the {name} loss fell from {number(progress.loss_from)} to {low}"
        if stayed.startswith("never"):
            return f"The run learned something: {fell}. But accuracy {stayed}."
        return f"The run learned: {fell}."
    return (
        f"The run learned: the {name} accuracy rose from "
        f"{from_to(progress.accuracy_low or 0.0, progress.accuracy_high or 0.0)}."
    )


def unclear(losses: Track, progress: Progress) -> str:
    """Why it cannot be told whether a run learned; ``""`` where it can.

    >>> from experiments.analysis.progress import progress_of
    >>> from experiments.analysis.tracks import judged
    >>> run = Curves.of(val_loss=[2.0, 1.5, 1.0, 0.9, 0.8])
    >>> unclear(judged(run), progress_of(run, judged(run)))
    ''
    """
    name, low = split_name(losses.split), number(float(losses.value.min()))
    if progress.loss_gain < LOSS_GAIN and progress.accuracy_high and costs_a_guess(progress):
        moved = from_to(progress.accuracy_low or 0.0, progress.accuracy_high)
        return (
            f"Cannot tell: accuracy ranged from {moved}, but the {name} loss never fell clearly: "
            f"its lowest value, {low}, is what guessing would give."
        )
    if not no_sign_of_learning(progress):
        return ""
    first = progress.accuracy_first or 0.0
    return (
        "Cannot tell: accuracy never rose clearly above its first value, "
        f"{percent(first)}. Always giving the same probabilities would have a loss of "
        f"{number(binary_entropy(first))} at that accuracy; the {name} loss, {low} at its lowest, "
        "is not clearly better."
    )


def course(curves: Curves, losses: Track, progress: Progress, reason: str) -> str:
    """How the loss and the accuracy of a run went that shows no learning.

    - `reason`: what the accuracy is no better than, as `guessing.no_better_than` has it

    >>> from experiments.analysis.progress import progress_of
    >>> from experiments.analysis.tracks import judged
    >>> flat = Curves.of(val_loss=[2.31] + [2.3] * 5)
    >>> course(flat, judged(flat), progress_of(flat, judged(flat)), "")
    'The validation loss began at 2.3100 and never fell below 2.3000.'
    """
    name, gain = split_name(losses.split), progress.loss_gain
    lowest = float(losses.value.min())
    first, low = number(progress.loss_from), number(lowest)
    stayed = _stayed(curves, losses.split, progress)
    if gain >= LOSS_GAIN and stayed:
        stayed = _never_rose(progress) or f"accuracy {stayed}"
        return f"The {name} loss fell from {first} to {low}, but {stayed}{reason}."
    moved = f"The {name} loss never fell below its first value, {first}."
    if lowest < progress.loss_from and low != first:
        moved = f"The {name} loss began at {first} and never fell below {low}."
    return f"{moved} Accuracy {stayed}{reason}." if stayed else moved


def _stayed(curves: Curves, split: str, progress: Progress) -> str:
    """Where accuracy stayed, with the lowest and the highest that a chart shows."""
    if progress.accuracy_usual is None:
        return ""
    accuracy = pair(curves, split).accuracy
    low, high = float(accuracy.min()), float(accuracy.max())
    if percent(low) == percent(high):
        return f"never moved: {percent(low)} in every epoch"
    return f"stayed near {percent(progress.accuracy_usual)}, within {from_to(low, high)}"


def _never_rose(progress: Progress) -> str:
    """For accuracies that began high and fell, which a median would not tell."""
    first = progress.accuracy_first or 0.0
    if not no_sign_of_learning(progress) or first - (progress.accuracy_usual or 0.0) < FELL:
        return ""
    return f"accuracy never rose clearly above its first value, {percent(first)}"


def lacking(curves: Curves, losses: Track, progress: Progress) -> str:
    """Why it cannot be told of a log that begins late.

    >>> from experiments.analysis.progress import progress_of
    >>> from experiments.analysis.tracks import judged
    >>> run = Curves.of(epoch=[16, 17, 18, 19, 20], val_loss=[2] * 5)
    >>> print(lacking(run, judged(run), progress_of(run, judged(run))))
    Cannot tell: the log begins at epoch 16, and what was learned before is not in it. \
The validation loss never fell below its first value, 2.0000.
    """
    return (
        f"Cannot tell: the log begins at {at(curves, float(curves.epoch[0]))}, and what was "
        f"learned before is not in it. {course(curves, losses, progress, '')}"
    )
