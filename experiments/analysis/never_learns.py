"""Did the run learn anything at all?"""

import math

from experiments.analysis.answers import NO_LOSS, cannot_tell, no, too_few
from experiments.analysis.finding import Finding, Rule
from experiments.analysis.progress import MIN_EPOCHS, Progress, progress_of
from experiments.analysis.smoothing import smoothed
from experiments.analysis.tracks import Track, held_out, judged, track
from experiments.analysis.two_numbers import binary_entropy
from experiments.analysis.wording import number, percent, relative, split_name
from experiments.curves import Curves
from experiments.facts import Facts

NAME = "never_learns"
LOSS_GAIN = 0.02
ACCURACY_ROOM = 0.02
NOISE_LIMIT = 3.0
MOST_BY_CHANCE = 0.6
STILL_RANGE = 0.06
GUESS_HIGH = 1.3
GUESS_BEST = 1.15
SAME_SHARE = 0.5
SATURATED = 0.995
ENTROPY_LOW, ENTROPY_HIGH = 0.95, 1.3
ADVICE = (
    "Check that inputs and labels belong together, that gradients reach the weights, and try other "
    "learning rates. A model that cannot fit ten samples has a fault in its code."
)


def check(curves: Curves, facts: Facts) -> list[Finding]:
    losses = judged(curves)
    if losses is None:
        return [cannot_tell(NAME, NO_LOSS)]
    if len(losses) < MIN_EPOCHS:
        at_baseline = _one_point(curves, facts)
        few = too_few(NAME, losses.split, len(losses), MIN_EPOCHS, curves.counted_by)
        return [at_baseline or few]
    progress = progress_of(curves, losses)
    evidence = _evidence(progress)
    if _learned(progress, facts):
        return [no(NAME, _learned_sentence(losses, progress), losses.split, **evidence)]
    return [
        Finding(
            NAME,
            "yes",
            _sentence(losses, progress, facts) + _training_learns(curves, losses),
            severity="critical",
            split=losses.split,
            first_epoch=float(losses.epoch[0]),
            last_epoch=float(losses.epoch[-1]),
            evidence=evidence,
            advice=ADVICE,
        )
    ]


def _learned(progress: Progress, facts: Facts) -> bool:
    if progress.accuracy_high is None:
        return progress.loss_range >= LOSS_GAIN
    base = _baseline(facts)
    if base is not None:
        room = max(ACCURACY_ROOM, NOISE_LIMIT * progress.accuracy_noise)
        return progress.accuracy_high > base + room
    return not (_like_guessing(progress) or _one_answer(progress))


def _like_guessing(progress: Progress) -> bool:
    """Loss never fell, and is what equal probabilities for 1/accuracy classes would cost."""
    high, best = progress.accuracy_high or 0.0, progress.accuracy_at_best or 0.0
    cost = math.exp(min(progress.loss_low, 50.0))
    guess = high * cost < GUESS_HIGH or best * cost < GUESS_BEST
    still = (progress.accuracy_range or 0.0) <= max(STILL_RANGE, 4 * progress.accuracy_noise)
    return still and progress.loss_gain < LOSS_GAIN and high <= MOST_BY_CHANCE and guess


def _one_answer(progress: Progress) -> bool:
    """Accuracy hardly takes another value, and the loss is that of answering always the same."""
    best = progress.accuracy_at_best or 0.0
    entropy = max(binary_entropy(best), -math.log(max(best, 1e-9)))
    same = progress.same_share > SAME_SHARE and (progress.accuracy_range or 0.0) < ACCURACY_ROOM
    return same and best < SATURATED and ENTROPY_LOW < progress.loss_low / entropy < ENTROPY_HIGH


def _baseline(facts: Facts) -> float | None:
    """The accuracy that needs no learning: the largest class, or chance."""
    if facts.majority is not None:
        return facts.majority
    return None if facts.classes is None else 1 / facts.classes


def _evidence(progress: Progress) -> dict[str, object]:
    evidence = {
        "loss_from": progress.loss_from,
        "lowest_loss": progress.loss_low,
        "loss_gain_pct": 100 * progress.loss_gain,
        "accuracy_lowest": progress.accuracy_low,
        "accuracy_highest": progress.accuracy_high,
    }
    return {key: value for key, value in evidence.items() if value is not None}


def _learned_sentence(losses: Track, progress: Progress) -> str:
    name = split_name(losses.split)
    if progress.loss_gain > 0:
        return (
            f"The run learned: the {name} loss fell from {number(progress.loss_from)} to "
            f"{number(progress.loss_low)}."
        )
    return (
        f"The run learned: the {name} accuracy rose from {percent(progress.accuracy_low or 0)} to "
        f"{percent(progress.accuracy_high or 0)}."
    )


def _sentence(losses: Track, progress: Progress, facts: Facts) -> str:
    name = split_name(losses.split)
    moved = (
        f"The {name} loss began at {number(progress.loss_from)} and never fell below "
        f"{number(progress.loss_low)} ({relative(progress.loss_gain)} lower)."
        if progress.loss_gain > 0.0005
        else f"The {name} loss never fell below its first value, {number(progress.loss_from)}."
    )
    if progress.accuracy_high is None:
        return moved
    usual = progress.accuracy_usual or 0.0
    return (
        f"{moved} Accuracy stayed near {percent(usual)}{_baseline_words(usual, progress, facts)}."
    )


def _baseline_words(accuracy: float, progress: Progress, facts: Facts) -> str:
    if facts.majority is not None:
        return f", no better than always answering the largest class ({percent(facts.majority)})"
    if facts.classes is not None:
        return (
            f", no better than guessing among {facts.classes} classes "
            f"({percent(1 / facts.classes)})"
        )
    chance = round(math.exp(min(progress.loss_low, 7.0)))
    if 2 <= chance <= 1000 and abs(accuracy * chance - 1) < 0.25:
        return f", about what guessing among {chance} equally frequent classes gives"
    return ", perhaps the share of one class"


def _training_learns(curves: Curves, losses: Track) -> str:
    training = track(curves, "train", "loss")
    if losses.split == "train" or len(training) < MIN_EPOCHS or training.value[0] <= 0:
        return ""
    low = float(smoothed(training.value).min())
    if low > 0.8 * training.value[0]:
        return ""
    return (
        f" The training loss fell to {number(low)} meanwhile: the model learns its samples by "
        "heart and nothing that carries over."
    )


def _one_point(curves: Curves, facts: Facts) -> Finding | None:
    """An accuracy at the majority share needs no curve to be named."""
    accuracy = held_out(curves, "accuracy")
    if accuracy is None or facts.majority is None:
        return None
    best = float(accuracy.value.max())
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
    version=1,
    title="Never learns",
    question="Did the run learn anything at all?",
    method=(
        "Accuracy stays within its noise of chance or the largest class, where these are known.\n"
        "Else the loss is no lower than guessing, or always the same answer, would make it."
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
