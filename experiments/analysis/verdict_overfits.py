"""The sentences of the verdict on a run that overfits."""

from collections.abc import Sequence

from experiments.analysis.finding import Finding, Keep
from experiments.analysis.measured_cause import in_short, is_measured
from experiments.analysis.tracks import Track, held_out, pair
from experiments.analysis.wording import (
    at,
    count,
    from_to,
    number,
    points,
    relative,
    row_noun,
    split_name,
)
from experiments.curves import Curves

WORTHWHILE = 0.01
TOLD = 0.005
MOST = 0.6


def overfits_headline(curves: Curves, f: Finding) -> str:
    """From when on; that a first reading is one is said, as the turn may lie before it.

    >>> from experiments.analysis.overfitting import judge
    >>> curves = Curves.of(val_loss=[0.5, 0.6, 0.7, 0.8, 0.9, 1.0])
    >>> overfits_headline(curves, judge(curves))
    'Overfits from epoch 1, the first'
    """
    slightly = "slightly " if f.severity == "note" else ""
    onset, losses = f.first_epoch or 0.0, held_out(curves)
    first = ""
    if losses is not None and onset == losses.epoch[0]:
        noun = row_noun(curves, losses.epoch)
        first = ", the first" if noun == curves.counted_by else f", the first {noun}"
    return f"Overfits {slightly}from {at(curves, onset)}{first}"


def overfits_body(curves: Curves, findings: Sequence[Finding], keep: Keep, f: Finding) -> str:
    """What loss and accuracy did, and what the epochs after the best one were good for.

    >>> from experiments.analysis.overfitting import judge
    >>> curves = Curves.of(val_loss=[0.9, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0])
    >>> overfits_body(curves, [], Keep(2.0), judge(curves)).split(". ")[1]
    'The last 5 of 7 epochs gained nothing.'
    """
    parting = _parting(findings, f)
    told = _parted(curves, parting) if parting else _rose(curves, f)
    return told + _spent(curves, f, keep)


def _spent(curves: Curves, f: Finding, keep: Keep) -> str:
    after, losses = int(str(f.evidence["epochs_after_best"])), held_out(curves)
    if after < 2 or losses is None:
        return ""
    broken = curves.non_finite.get(f"{losses.split}_loss", ())
    rows = count(len(losses) + len(broken), row_noun(curves, losses.epoch))
    return f" The last {after:,} of {rows} {_worth(curves, f, keep, losses)}."


def _worth(curves: Curves, f: Finding, keep: Keep, losses: Track) -> str:
    both = pair(curves, f.split)
    later = both.epoch > (f.first_epoch or 0)
    if not later.any() or later.all():
        return "gained nothing"
    gained = both.accuracy[later].max() - both.accuracy[~later].max()
    if gained <= 0:
        lost = both.accuracy[~later][-1] - both.accuracy[later][-1]
        return "only made it worse" if lost >= WORTHWHILE else "gained nothing"
    # A second checkpoint that is advised for labels was not in vain, however little it gained.
    if gained < (WORTHWHILE if keep.by_loss == keep.by_accuracy else TOLD):
        return "gained little"
    return f"raised the best accuracy by {points(gained)}, at the price of a higher loss"


def _rose(curves: Curves, f: Finding) -> str:
    lowest, end, rise = (
        float(str(f.evidence[key])) for key in ("lowest_loss", "end_loss", "rise_pct")
    )
    by = f"{relative(rise / 100)} higher"
    if f.evidence["relative_to"] == "descent":
        by = f"higher by {relative(rise / 100)} of its descent"
    where = "at" if f.evidence.get("ends_exactly", True) else "around"
    return (
        f"The {split_name(f.split)} loss was lowest, {number(lowest)}, at "
        f"{at(curves, f.first_epoch or 0)} and ended {where} {number(end)}, {by}"
        f"{_meanwhile(curves, f)}."
    )


def _meanwhile(curves: Curves, f: Finding) -> str:
    both = pair(curves, f.split)
    later = both.epoch >= (f.first_epoch or 0)
    if int(later.sum()) < 2:
        return ""
    first, last = float(both.accuracy[later][0]), float(both.accuracy[-1])
    change, between = last - first, from_to(first, last)
    if abs(change) < WORTHWHILE:
        return f", while accuracy stayed close ({between})"
    return f", while accuracy {'gained' if change > 0 else 'lost'} {points(change)} ({between})"


def _parting(findings: Sequence[Finding], overfits: Finding) -> Finding | None:
    """The disagreement that belongs to this rise of the loss."""
    partings = [
        f
        for f in findings
        if f.evidence.get("kind") in ("held", "improved")
        and f.split == overfits.split
        and not f.evidence.get("accuracy_lost")
        and (f.last_epoch or 0) > (overfits.first_epoch or 0)
    ]
    largest = max(partings, key=_change, default=None)
    if largest is None or _change(largest) < MOST * float(str(overfits.evidence["rise"])):
        return None
    return largest


def _change(parting: Finding) -> float:
    return float(str(parting.evidence["loss_change"]))


def _parted(curves: Curves, f: Finding) -> str:
    said = f.sentence.split(". ")[0]
    cause = "Over-confidence is the likely cause."
    if is_measured(f):
        cause = in_short(f.evidence, curves.counted_by)
    return f"Loss and accuracy disagree over {said[0].lower()}{said[1:]}. {cause}"
