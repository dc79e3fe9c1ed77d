"""Signs that a model only guesses, read from its curves alone, without knowing its classes."""

import math
from dataclasses import dataclass

from experiments.analysis.progress import Progress
from experiments.analysis.two_numbers import binary_entropy
from experiments.analysis.wording import percent
from experiments.facts import Facts

LOSS_GAIN = 0.02
SHARES_ROOM = 0.95
ACCURACY_ROOM = 0.02
NOISE_LIMIT = 3.0
MOST_BY_CHANCE = 0.6
SAME_SHARE = 0.5
LEVEL = 0.02
SATURATED = 0.995
ENTROPY_LOW = 0.95
FIRST_ROOM = 0.01
ONE_CLASS = ", perhaps the share of one class"
UNDECIDED = 1.5
MOST_UNDECIDED = 1.3


@dataclass(frozen=True)
class Limits:
    """How near to guessing a run may be.

    - `range`: the smoothed accuracy of a guess stays within this range, a fraction
    - `high`, `best`: a exp(L), which is 1 for guessing, is below it for the highest accuracy and
      the lowest loss, or for the accuracy at the lowest loss
    - `answer`: the lowest loss over the entropy of one answer to everything is below it
    """

    range: float = 0.06
    high: float = 1.3
    best: float = 1.15
    answer: float = 1.3


LIMITS = Limits()


def no_better_than(progress: Progress, facts: Facts, limits: Limits = LIMITS) -> str | None:
    """What the accuracy is no better than, in words; None where the run learned.

    >>> from experiments.analysis.progress import progress_of
    >>> from experiments.analysis.tracks import judged
    >>> from experiments.curves import Curves
    >>> flat = Curves.of(val_loss=[2.31] + [2.3] * 5, val_accuracy=[0.1] * 6)
    >>> no_better_than(progress_of(flat, judged(flat)), Facts(classes=10))
    ', no better than guessing among 10 classes (10 %)'
    """
    high = progress.accuracy_high
    if high is None:
        return "" if progress.loss_range < LOSS_GAIN else None
    room = max(ACCURACY_ROOM, NOISE_LIMIT * progress.accuracy_noise)
    if facts.majority is not None:
        if high > facts.majority + room or _below_the_shares(progress, facts):
            return None
        return f", no better than always answering the largest class ({percent(facts.majority)})"
    if facts.classes is not None and high <= 1 / facts.classes + room:
        chance = percent(1 / facts.classes)
        return f", no better than guessing among {facts.classes} classes ({chance})"
    if like_guessing(progress, limits):
        return _guess_words(progress)
    if one_answer(progress, limits) or first_answer(progress):
        return ONE_CLASS
    return None


def _below_the_shares(progress: Progress, facts: Facts) -> bool:
    """Whether the loss fell below what fixed probabilities, the shares of the classes, cost."""
    plain = facts.loss_kind in (None, "mean_cross_entropy")
    return plain and progress.loss_low < SHARES_ROOM * binary_entropy(facts.majority or 1.0)


def _guess_words(progress: Progress) -> str:
    usual, chance = progress.accuracy_usual or 0.0, round(math.exp(min(progress.loss_low, 7.0)))
    if 2 <= chance <= 1000 and abs(usual * chance - 1) < 0.25:
        return f", about what guessing among {chance} equally frequent classes gives"
    return ONE_CLASS


def like_guessing(progress: Progress, limits: Limits = LIMITS) -> bool:
    """Whether loss is no lower than equal probabilities for 1/accuracy classes would make it.

    Such guessing costs ln(1/a), so a exp(L) is near 1. Accuracies above 60 % are never a guess:
    there the product is near 1 for any good model.

    >>> from experiments.analysis.progress import progress_of
    >>> from experiments.analysis.tracks import judged
    >>> from experiments.curves import Curves
    >>> flat = Curves.of(val_loss=[2.31] + [2.3] * 5, val_accuracy=[0.1] * 6)
    >>> accuracy = [0.1, 0.4, 0.5, 0.5, 0.6]
    >>> learned = Curves.of(val_loss=[2.3, 1.5, 1.0, 0.8, 0.7], val_accuracy=accuracy)
    >>> like_guessing(progress_of(flat, judged(flat)))
    True
    >>> like_guessing(progress_of(learned, judged(learned)))
    False
    """
    still = (progress.accuracy_range or 0.0) <= max(limits.range, 4 * progress.accuracy_noise)
    return still and costs_a_guess(progress, limits)


def costs_a_guess(progress: Progress, limits: Limits = LIMITS) -> bool:
    """The part of `like_guessing` that the loss tells, whatever the accuracy did.

    >>> from experiments.analysis.progress import progress_of
    >>> from experiments.analysis.tracks import judged
    >>> from experiments.curves import Curves
    >>> moved = Curves.of(val_loss=[0.7] * 5, val_accuracy=[0.2, 0.3, 0.4, 0.5, 0.5])
    >>> costs_a_guess(progress_of(moved, judged(moved)))
    True
    >>> like_guessing(progress_of(moved, judged(moved)))
    False
    """
    high, best = progress.accuracy_high or 0.0, progress.accuracy_at_best or 0.0
    cost = math.exp(min(progress.loss_low, 50.0))
    return high <= MOST_BY_CHANCE and (high * cost < limits.high or best * cost < limits.best)


def one_answer(progress: Progress, limits: Limits = LIMITS) -> bool:
    """Whether accuracy hardly moves, and the loss is that of answering always the same.

    Of two classes, 90 % and 10 %, always naming the first costs the entropy of 90 %, 0.3251.

    >>> from experiments.analysis.progress import progress_of
    >>> from experiments.analysis.tracks import judged
    >>> from experiments.curves import Curves
    >>> same = Curves.of(val_loss=[0.4] + [0.33] * 5, val_accuracy=[0.9] * 6)
    >>> better = Curves.of(val_loss=[0.4] + [0.2] * 5, val_accuracy=[0.9] * 6)
    >>> one_answer(progress_of(same, judged(same))), one_answer(progress_of(better, judged(better)))
    (True, False)
    """
    best = progress.accuracy_at_best or 0.0
    entropy = max(binary_entropy(best), -math.log(max(best, 1e-9)))
    same = progress.same_share > SAME_SHARE and (progress.accuracy_range or 0.0) < LEVEL
    return same and best < SATURATED and ENTROPY_LOW < progress.loss_low / entropy < limits.answer


def first_answer(progress: Progress) -> bool:
    """Whether the first answers of an undecided model stayed its best.

    Its first loss is far above what its accuracy allows: it gives one answer without having
    learned it. Nothing later is better than always giving that answer.

    >>> from experiments.analysis.progress import progress_of
    >>> from experiments.analysis.tracks import judged
    >>> from experiments.curves import Curves
    >>> accuracy = [0.9, 0.9, 0.89, 0.9, 0.9]
    >>> run = Curves.of(val_loss=[0.69, 0.5, 0.4, 0.36, 0.35], val_accuracy=accuracy)
    >>> first_answer(progress_of(run, judged(run)))
    True
    """
    entropy = binary_entropy(progress.accuracy_first or 0.0)
    return progress.loss_from > UNDECIDED * entropy and no_sign_of_learning(progress)


def no_sign_of_learning(progress: Progress) -> bool:
    """Whether accuracy never rose, and loss stayed above that of always giving the first answer.

    Such an answer, right in a share a, costs h(a) where there are two classes; only runs whose
    first loss is about ln 2 or lower are read this way.

    >>> from experiments.analysis.progress import progress_of
    >>> from experiments.analysis.tracks import judged
    >>> from experiments.curves import Curves
    >>> loss = [0.69, 0.5, 0.4, 0.36, 0.35]
    >>> level = Curves.of(val_loss=loss, val_accuracy=[0.9] * 5)
    >>> rising = Curves.of(val_loss=loss, val_accuracy=[0.9, 0.92, 0.94, 0.95, 0.95])
    >>> no_sign_of_learning(progress_of(level, judged(level)))
    True
    >>> no_sign_of_learning(progress_of(rising, judged(rising)))
    False
    """
    first = progress.accuracy_first
    if first is None or not MOST_BY_CHANCE < first < SATURATED:
        return False
    if progress.loss_from > MOST_UNDECIDED * math.log(2):
        return False
    rose = (progress.accuracy_high or 0.0) > first + FIRST_ROOM
    return not rose and progress.loss_low >= ENTROPY_LOW * binary_entropy(first)
