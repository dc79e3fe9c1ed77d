"""Did the held-out loss turn, and rise for good?"""

from experiments.analysis.answers import NO_VALIDATION, cannot_tell, no, too_few
from experiments.analysis.finding import Finding, Rule
from experiments.analysis.smoothing import smoothed, tail_length
from experiments.analysis.tracks import HELD_OUT, Track, held_out, track
from experiments.analysis.turn import RISE_LIMIT, Turn, turn
from experiments.analysis.wording import (
    at,
    count,
    mark,
    number,
    relative,
    row_noun,
    span,
    split_name,
)
from experiments.curves import Curves
from experiments.facts import Facts

NAME = "overfitting"
MIN_EPOCHS = 5
GENTLE = 0.065
STRONG = 0.5
UNSTABLE_SHARE = 0.5


def check(curves: Curves, facts: Facts) -> list[Finding]:
    losses = held_out(curves)
    if losses is None:
        return [cannot_tell(NAME, _missing(curves), advice="Log a validation loss once an epoch.")]
    if len(losses) < MIN_EPOCHS:
        few = row_noun(curves, losses.epoch)
        return [too_few(NAME, losses.split, len(losses), MIN_EPOCHS, few)]
    found = turn(losses.value)
    if found.strength <= 1 or not found.lasting:
        return [no(NAME, _calm(curves, losses, found), losses.split, **_evidence(losses, found))]
    if _unstable(curves, losses, found):
        evidence = _evidence(losses, found) | {"unstable": True}
        sentence = (
            f"The {split_name(losses.split)} loss rose, but the training loss rose with it: "
            "training became unstable, which is not overfitting."
        )
        return [no(NAME, sentence, losses.split, **evidence)]
    if not found.beyond_noise:
        return [_lost_in_noise(losses, found)]
    return [_overfits(curves, losses, found)]


def _missing(curves: Curves) -> str:
    if any(curves.has(f"{split}_accuracy") for split in HELD_OUT):
        return "No validation loss was logged, so overfitting cannot be judged."
    if len(curves) == 0:
        return "The log holds no loss and no accuracy."
    return NO_VALIDATION.replace("this", "overfitting")


def _unstable(curves: Curves, losses: Track, found: Turn) -> bool:
    """Whether the training loss rose as well, each seen relative to where it began."""
    training = track(curves, "train", "loss")
    if len(training) < MIN_EPOCHS:
        return False
    own = smoothed(training.value)
    start, first = abs(float(own[0])), abs(float(smoothed(losses.value)[0]))
    if not start or not first:
        return False
    rise = training.value[-tail_length(len(training)) :].mean() - own.min()
    return bool(rise / start > UNSTABLE_SHARE * (found.end - found.low) / first)


def _evidence(losses: Track, found: Turn) -> dict[str, object]:
    return {
        "lowest_loss": float(losses.value[found.onset]),
        "end_loss": found.end,
        "rise": found.end - found.low,
        "rise_pct": 100 * found.rise,
        "relative_to": "descent" if found.by_descent else "minimum",
        "strength": found.strength,
        "noise_ratio": min(found.noise_ratio, 1e6),
        "trend_z": found.trend,
        "epochs_after_best": len(losses) - 1 - found.onset,
    }


def _calm(curves: Curves, losses: Track, found: Turn) -> str:
    name, best = split_name(losses.split), at(curves, losses.epoch[found.onset])
    lowest = number(losses.value[found.onset])
    if found.onset == len(losses) - 1:
        return f"The {name} loss was lowest, {lowest}, at the last {curves.counted_by}."
    if found.rise < 0.01 or not found.lasting:
        return (
            f"The {name} loss was lowest, {lowest}, at {best} and did not rise for good after it."
        )
    if found.by_descent:
        return (
            f"The {name} loss was lowest, {lowest}, at {best}; the rise since then is "
            f"{relative(found.rise)} of the descent, too little to count."
        )
    return (
        f"The {name} loss was lowest, {lowest}, at {best} and ended {relative(found.rise)} "
        "higher, too little to count."
    )


def _lost_in_noise(losses: Track, found: Turn) -> Finding:
    sentence = (
        f"Cannot tell: the {split_name(losses.split)} loss ended {relative(found.rise)} above its "
        f"minimum, but from epoch to epoch it jumps about as far."
    )
    advice = "Use more validation samples, or train on until the trend is clear."
    evidence = _evidence(losses, found)
    return Finding(
        NAME, "inconclusive", sentence, split=losses.split, evidence=evidence, advice=advice
    )


def _overfits(curves: Curves, losses: Track, found: Turn) -> Finding:
    onset, last = float(losses.epoch[found.onset]), float(losses.epoch[-1])
    best = at(curves, onset)
    gentle = GENTLE / RISE_LIMIT
    severity = "note" if found.strength < gentle else "warning"
    if found.strength > STRONG / RISE_LIMIT:
        severity = "critical"
    advice = f"Keep {best}. Stop there, or regularise: dropout, weight decay, more data."
    return Finding(
        NAME,
        "yes",
        _sentence(curves, losses, found),
        severity=severity,
        split=losses.split,
        first_epoch=onset,
        last_epoch=last,
        evidence=_evidence(losses, found) | _gap(curves, losses, found),
        advice=advice,
    )


def _sentence(curves: Curves, losses: Track, found: Turn) -> str:
    onset, last = float(losses.epoch[found.onset]), float(losses.epoch[-1])
    since = len(losses) - 1 - found.onset
    how = "rose slightly" if found.strength < GENTLE / RISE_LIMIT else "rose"
    text = (
        f"The {split_name(losses.split)} loss was lowest, {number(losses.value[found.onset])}, at "
        f"{at(curves, onset)} and {how} by {relative(found.rise)}"
        f"{' of its descent' if found.by_descent else ''} until {mark(last)}; "
        f"the last {count(since, row_noun(curves, losses.epoch))} "
        f"{'was' if since == 1 else 'were'} spent after the best one."
    )
    fell = _gap(curves, losses, found).get("train_change_pct")
    if fell is None:
        return f"{text} Without a training loss this evidence is weaker."
    if found.by_descent:
        text += " Losses at or below zero make this evidence weaker."
    if fell < -1:
        text += (
            f" The training loss fell by {relative(fell / 100)} over {span(curves, onset, last)}."
        )
    return text


def _gap(curves: Curves, losses: Track, found: Turn) -> dict[str, object]:
    training = track(curves, "train", "loss")
    onset = float(losses.epoch[found.onset])
    since = training.value[training.epoch >= onset]
    if len(since) < 2 or since[0] == 0:
        return {}
    return {"train_change_pct": float(100 * (since[-1] - since[0]) / abs(since[0]))}


RULE = Rule(
    name=NAME,
    version=1,
    title="Overfits",
    question="Did the validation loss turn, and rise for good?",
    method=(
        f"Mean of the last 5 % of the epochs against the smoothed minimum; more than "
        f"{RISE_LIMIT:.0%} above it counts.\nThe rise must stand out from the noise of second "
        "differences or from a trend test (Mann-Kendall), and the training loss must not rise too."
    ),
    check=check,
    evidence={
        "lowest_loss": ("Lowest loss", "loss"),
        "end_loss": ("Loss at the end, mean of the last 5 %", "loss"),
        "rise": ("Rise since the minimum", "loss"),
        "rise_pct": ("Rise since the minimum", "%"),
        "relative_to": ("The rise is relative to the", ""),
        "strength": ("Rise over the limit that counts", "times"),
        "noise_ratio": ("Rise over the noise between epochs", "times"),
        "trend_z": ("Trend after the minimum (Mann-Kendall z)", ""),
        "epochs_after_best": ("Trained after the best epoch", "epochs"),
        "unstable": ("Training loss rose as well", ""),
        "train_change_pct": ("Change of the training loss since then", "%"),
    },
)
