"""Did the held-out loss turn, and rise for good?"""

from dataclasses import replace

from experiments.analysis.answers import NO_VALIDATION, cannot_tell, no, too_few
from experiments.analysis.finding import Finding, Rule
from experiments.analysis.overfitting_words import (
    calm_sentence,
    risen,
    stop_advice,
    unclear,
    unclear_advice,
)
from experiments.analysis.smoothing import smoothed, tail_length
from experiments.analysis.tracks import HELD_OUT, Track, held_out, track
from experiments.analysis.turn import DESCENT_LIMIT, LIMITS, Limits, Turn, turn
from experiments.analysis.wording import row_noun, split_name
from experiments.curves import Curves
from experiments.facts import Facts

NAME = "overfitting"
MIN_EPOCHS = 5
UNSTABLE_SHARE = 0.5
NEXT_TO_NOTHING = 0.01


def check(curves: Curves, facts: Facts) -> list[Finding]:
    """One finding on the validation loss, or on the test loss where there is no validation.

    `judge` with the limits that are shipped; facts have no say.

    >>> check(Curves.of(val_loss=[0.9, 0.6, 0.5, 0.53, 0.57, 0.6, 0.65]), Facts())[0].first_epoch
    3.0
    """
    return [judge(curves)]


def judge(curves: Curves, limits: Limits = LIMITS) -> Finding:
    """Whether the held-out loss rose for good: yes, no, or why that cannot be told.

    A slight rise is a note on both sides of the border, be the answer yes or no.

    >>> judge(Curves.of(val_loss=[0.9, 0.6, 0.5, 0.45, 0.4])).verdict
    'no'
    """
    losses = held_out(curves)
    if losses is None:
        return cannot_tell(NAME, _missing(curves), advice="Log a validation loss once an epoch.")
    if len(losses) < MIN_EPOCHS:
        few = row_noun(curves, losses.epoch)
        return too_few(NAME, losses.split, len(losses), MIN_EPOCHS, few)
    found = turn(losses.value, limits)
    if not found.counts or (found.back and not found.beyond_noise):
        told = calm_sentence(curves, losses, found)
        calm = no(NAME, told, losses.split, **_evidence(losses, found))
        return replace(calm, severity="note") if found.slight else calm
    if not found.beyond_noise:
        return _lost_in_noise(curves, losses, found)
    if _unstable(curves, losses, found):
        return _instability(losses, found)
    return _overfits(curves, losses, found)


def _missing(curves: Curves) -> str:
    if any(curves.has(f"{split}_accuracy") for split in HELD_OUT):
        return "No validation loss was logged, so overfitting cannot be judged."
    if len(curves) == 0:
        return "The log holds no loss and no accuracy."
    return NO_VALIDATION.replace("this", "overfitting")


def _unstable(curves: Curves, losses: Track, found: Turn) -> bool:
    """Whether the training loss rose as well, each seen relative to where it began.

    Where losses reach zero or below, each is seen relative to its own descent.
    """
    training = track(curves, "train", "loss")
    if len(training) < MIN_EPOCHS:
        return False
    own, other = smoothed(training.value), smoothed(losses.value)
    low = float(own.min()) if found.by_descent else 0.0
    start = abs(float(own[0]) - low)
    first = abs(float(other[0]) - (found.low if found.by_descent else 0.0))
    if not start or not first:
        return False
    rise = training.value[-tail_length(len(training)) :].mean() - own.min()
    return bool(rise / start > UNSTABLE_SHARE * (found.end - found.low) / first)


def _instability(losses: Track, found: Turn) -> Finding:
    sentence = (
        f"The {split_name(losses.split)} loss rose, but the training loss rose with it: "
        "training became unstable, which is not overfitting."
    )
    return no(NAME, sentence, losses.split, **_evidence(losses, found), unstable=True)


def _evidence(losses: Track, found: Turn) -> dict[str, object]:
    return {
        "lowest_loss": found.lowest,
        "end_loss": found.ended,
        "ends_exactly": found.ends_exactly,
        "rise": found.ended - found.lowest,
        "rise_pct": 100 * found.told,
        "relative_to": "descent" if found.by_descent else "minimum",
        "strength": found.strength,
        "jump_pct": 100 * found.jump,
        "noise_ratio": min(found.noise_ratio, 1e6),
        "trend_z": found.trend,
        "turning_fit_pct": 100 * found.fit,
        "epochs_after_best": len(losses) - 1 - found.onset,
    }


def _lost_in_noise(curves: Curves, losses: Track, found: Turn) -> Finding:
    return Finding(
        NAME,
        "inconclusive",
        f"Cannot tell: {unclear(curves, losses, found)}",
        split=losses.split,
        evidence=_evidence(losses, found) | _gap(curves, losses, found),
        advice=unclear_advice(losses, found),
    )


def _overfits(curves: Curves, losses: Track, found: Turn) -> Finding:
    onset, last = float(losses.epoch[found.onset]), float(losses.epoch[-1])
    severity = "note" if found.gentle else "critical" if found.strong else "warning"
    gap = _gap(curves, losses, found)
    return Finding(
        NAME,
        "yes",
        risen(curves, losses, found, gap.get("train_change_pct")),
        severity=severity,
        split=losses.split,
        first_epoch=onset,
        last_epoch=last,
        evidence=_evidence(losses, found) | gap,
        advice=stop_advice(curves, losses, found),
    )


def _gap(curves: Curves, losses: Track, found: Turn) -> dict[str, float]:
    training = track(curves, "train", "loss")
    onset = float(losses.epoch[found.onset])
    since = training.value[training.epoch >= onset]
    if len(since) < 2 or since[0] == 0:
        return {}
    return {"train_change_pct": float(100 * (since[-1] - since[0]) / abs(since[0]))}


RULE = Rule(
    name=NAME,
    version=3,
    title="Overfits",
    question="Did the validation loss turn, and rise for good?",
    method=(
        "The end (the lower of the mean of the last 5 % and the median of the last 10 % of the "
        f"epochs) against the smoothed minimum; more than {LIMITS.rise:.0%} above it counts, where "
        f"losses reach zero or below more than {DESCENT_LIMIT:.0%} of the descent.\nThe rise must "
        "stand out from the noise of second differences, follow a trend (Mann-Kendall), or fit a "
        "turn closely (isotonic regression), and the training loss must not rise too. "
        "Where none holds, a last value within 2 % of the lowest answers no."
    ),
    check=check,
    evidence={
        "lowest_loss": ("Lowest loss", "loss"),
        "end_loss": ("Loss at the end, a last spike or dip left out", "loss"),
        "ends_exactly": ("The last logged value is that end", ""),
        "rise": ("Rise since the minimum", "loss"),
        "rise_pct": ("Rise since the minimum", "%"),
        "relative_to": ("The rise is relative to the", ""),
        "strength": ("Rise over the limit that counts", "times"),
        "jump_pct": ("Noise between epochs, relative to the same", "%"),
        "noise_ratio": ("Rise over the noise between epochs", "times"),
        "trend_z": ("Trend after the minimum (Mann-Kendall z)", ""),
        "turning_fit_pct": ("Misfit of a falling curve that a turn takes away", "%"),
        "epochs_after_best": ("Trained after the best epoch", "epochs"),
        "unstable": ("Training loss rose as well", ""),
        "train_change_pct": ("Change of the training loss since then", "%"),
    },
)
