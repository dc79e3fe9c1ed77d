"""Did the run learn anything at all?"""

import math

from experiments.analysis import under_trained
from experiments.analysis.answers import NO_LOSS, cannot_tell, no, too_few
from experiments.analysis.finding import Finding, Rule
from experiments.analysis.guessing import (
    LOSS_GAIN,
    ONE_CLASS,
    no_better_than,
)
from experiments.analysis.never_learns_words import course, lacking, learned, unclear
from experiments.analysis.progress import MIN_EPOCHS, Progress, begins_late, progress_of
from experiments.analysis.smoothing import smoothed
from experiments.analysis.tracks import Track, held_out, judged, track
from experiments.analysis.under_trained import still_falling
from experiments.analysis.wording import number, percent
from experiments.curves import Curves
from experiments.facts import Facts

NAME = "never_learns"
LARGE_CLASS = 0.3
LEARNT_BY_HEART = 0.8
FAULT = (
    "Check that inputs and labels belong together, that gradients reach the weights, and try other "
    "learning rates. A model that cannot fit ten samples has a fault in its code."
)
ONE_ANSWER = (
    "Look at balanced accuracy and at the accuracy of each class: the model may know no more than "
    "how frequent the classes are. Then check that inputs and labels belong together, and try "
    "other learning rates; with class weights a lower accuracy can be wanted."
)
SAY_MORE = "Enter the share of the largest class, or the number of classes."


def check(curves: Curves, facts: Facts) -> list[Finding]:
    """One finding, on the held-out split, or on training where nothing else was logged.

    Fewer than 5 epochs are judged by their accuracy alone, where the share of the largest class is
    known.

    >>> flat = Curves.of(val_loss=[2.31] + [2.3] * 5, val_accuracy=[0.1] * 6)
    >>> [found] = check(flat, Facts(classes=10))
    >>> found.verdict, found.severity
    ('yes', 'critical')
    >>> [single] = check(Curves.of(val_loss=[0.4], val_accuracy=[0.9]), Facts(majority=0.9))
    >>> single.verdict, single.evidence
    ('yes', {'accuracy_highest': 0.9, 'majority': 0.9})
    """
    losses = judged(curves)
    if losses is None:
        return [cannot_tell(NAME, NO_LOSS)]
    if len(losses) < MIN_EPOCHS:
        at_baseline = _one_point(curves, facts)
        few = too_few(NAME, losses.split, len(losses), MIN_EPOCHS, curves.counted_by)
        return [at_baseline or few]
    progress = progress_of(curves, losses)
    reason = no_better_than(progress, facts)
    if reason in ("", ONE_CLASS) and begins_late(curves):
        return [_unknown(losses, progress, lacking(curves, losses, progress), "")]
    if reason is not None:
        return [_never(curves, losses, progress, reason)]
    sentence = "" if facts.says("majority") else unclear(losses, progress)
    if sentence:
        return [_unknown(losses, progress, sentence, SAY_MORE)]
    return [
        no(
            NAME,
            learned(curves, losses, progress, facts),
            losses.split,
            **_evidence(progress),
        )
    ]


def _unknown(losses: Track, progress: Progress, sentence: str, advice: str) -> Finding:
    evidence = _evidence(progress)
    return Finding(
        NAME, "inconclusive", sentence, "none", losses.split, None, None, evidence, advice
    )


def _never(curves: Curves, losses: Track, progress: Progress, reason: str) -> Finding:
    fell = progress.loss_gain >= LOSS_GAIN
    one_answer = fell and (progress.accuracy_usual or 0.0) > LARGE_CLASS
    advice = ONE_ANSWER if one_answer else FAULT
    return Finding(
        NAME,
        "yes",
        course(curves, losses, progress, reason) + _training(curves, losses, progress),
        severity="critical",
        split=losses.split,
        first_epoch=float(losses.epoch[0]),
        last_epoch=float(losses.epoch[-1]),
        evidence=_evidence(progress),
        advice=_train_on(curves, losses) + advice,
    )


def _evidence(progress: Progress) -> dict[str, object]:
    evidence = {
        "loss_from": progress.loss_from,
        "lowest_loss": progress.loss_low,
        "loss_gain_pct": 100 * progress.loss_gain,
        "accuracy_lowest": progress.accuracy_low,
        "accuracy_highest": progress.accuracy_high,
    }
    return {key: value for key, value in evidence.items() if value is not None}


def _training(curves: Curves, losses: Track, progress: Progress) -> str:
    """What the training loss did meanwhile, where it learned by heart or only now begins to."""
    training = track(curves, "train", "loss")
    if losses.split == "train" or len(training) < MIN_EPOCHS or training.value[0] <= 0:
        return ""
    low = float(smoothed(training.value).min())
    if low <= LEARNT_BY_HEART * min(training.value[0], progress.loss_low):
        return (
            f" The training loss fell to {number(float(training.value.min()))} meanwhile: the "
            "model learns its samples by heart and nothing that carries over."
        )
    if not _train_on(curves, losses):
        return ""
    first, last = float(training.value[0]), float(training.value[-1])
    return f" The training loss went from {number(first)} to {number(last)} and was falling."


def _train_on(curves: Curves, losses: Track) -> str:
    """Advice for a training loss that was falling at the end while nothing else was."""
    training = track(curves, "train", "loss")
    if losses.split == "train" or len(training) < under_trained.MIN_EPOCHS:
        return ""
    late = still_falling(training.value) and not still_falling(losses.value)
    little = training.value[-1] > LEARNT_BY_HEART * training.value[0]
    return "Train longer first, or with a higher learning rate. " if late and little else ""


def _one_point(curves: Curves, facts: Facts) -> Finding | None:
    """An accuracy at the majority share needs no curve to be named."""
    accuracy = held_out(curves, "accuracy")
    if accuracy is None or facts.majority is None:
        return None
    best = float(accuracy.value.max())
    if not 0 <= best <= 1:
        return None
    error = math.sqrt(best * (1 - best) / facts.n_val) if facts.n_val else 0.0
    if best > facts.majority + max(0.001, 2 * error):
        return None
    return Finding(
        NAME,
        "yes",
        f"An accuracy of {percent(best)} is no better than always answering the largest class, "
        f"which is right in {percent(facts.majority)}.",
        severity="critical",
        split=accuracy.split,
        first_epoch=float(accuracy.epoch[0]),
        last_epoch=float(accuracy.epoch[-1]),
        evidence={"accuracy_highest": best, "majority": facts.majority},
        advice="Look at balanced accuracy and at the accuracy of each class before trusting it.",
    )


RULE = Rule(
    name=NAME,
    version=4,
    title="Never learns",
    question="Did the run learn anything at all?",
    method=(
        "Accuracy stays within its noise of chance or the largest class, where these are known.\n"
        "Else the loss is no lower than guessing, or one answer to everything, would make it, and "
        "the log does not begin late."
    ),
    check=check,
    evidence={
        "loss_from": ("First loss", "loss"),
        "lowest_loss": ("Lowest smoothed loss", "loss"),
        "loss_gain_pct": ("Fall of the loss", "%"),
        "accuracy_lowest": ("Lowest smoothed accuracy", "fraction"),
        "accuracy_highest": ("Highest smoothed accuracy", "fraction"),
        "majority": ("Share of the largest class", "fraction"),
    },
)
