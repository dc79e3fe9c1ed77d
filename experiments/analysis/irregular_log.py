"""Is the log complete and in order?"""

import numpy as np

from experiments.analysis.answers import cannot_tell, no
from experiments.analysis.finding import Finding, Rule
from experiments.analysis.tracks import judged
from experiments.analysis.wording import count, listing, mark
from experiments.curves import Curves
from experiments.facts import Facts

NAME = "irregular_log"
GAP = 1.5
NAMED = 3


def check(curves: Curves, facts: Facts) -> list[Finding]:
    """One finding on gaps, repeated epochs and counts that fell back.

    >>> [resumed] = check(Curves.of(epoch=[1, 2, 3, 2, 3], val_loss=[5, 4, 3, 4, 2]), Facts())
    >>> resumed.verdict, resumed.evidence["repeated"]
    ('yes', 2)
    """
    if len(curves) == 0:
        return [cannot_tell(NAME, "The log holds no loss and no accuracy.")]
    holes = gaps(_logged(curves))
    if not (holes or curves.repeated or curves.went_back):
        return [no(NAME, f"Every {curves.counted_by} is there once, in order.")]
    return [_irregular(curves, holes)]


def _irregular(curves: Curves, holes: list[float]) -> Finding:
    where = sorted([*holes, *curves.repeated, *curves.went_back])
    twice = " Of what was logged twice, the last pass is read." if curves.repeated else ""
    return Finding(
        NAME,
        "yes",
        f"The log is irregular: {listing(_told(curves, holes))}.{twice}",
        severity="note",
        first_epoch=where[0],
        last_epoch=where[-1],
        evidence={
            "gaps": len(holes),
            "repeated": len(curves.repeated),
            "went_back": len(curves.went_back),
        },
        advice=(
            "If the run was resumed from a checkpoint this is as it should be. Otherwise check "
            "whether two runs wrote into one file."
        ),
    )


def _told(curves: Curves, holes: list[float]) -> list[str]:
    unit, again, back = curves.counted_by, curves.repeated, curves.went_back
    told = [
        _said(holes, count(len(holes), "gap"), f"after {unit}"),
        _said(again, f"{count(len(again), unit)} logged more than once", ""),
        _said(back, f"the count fell back {count(len(back), 'time')}", "to"),
    ]
    return [part for part in told if part]


def _logged(curves: Curves) -> np.ndarray:
    """Epochs at which the judged loss was logged, finite or not."""
    losses = judged(curves)
    if losses is None:
        return curves.epoch
    return np.union1d(losses.epoch, curves.non_finite.get(f"{losses.split}_loss", ()))


def gaps(epoch: np.ndarray) -> list[float]:
    """Epochs after which the next one is missing: steps above 1.5 times the usual one.

    >>> gaps(np.array([1.0, 2.0, 3.0, 7.0, 8.0]))
    [3.0]
    """
    if len(epoch) < 3:
        return []
    steps = np.diff(epoch)
    return epoch[:-1][steps > GAP * np.median(steps)].tolist()


def _said(epochs: tuple[float, ...] | list[float], what: str, place: str) -> str:
    if len(epochs) == 0:
        return ""
    named = [mark(e) for e in epochs[:NAMED]]
    more = f" and {len(epochs) - NAMED} more" if len(epochs) > NAMED else ""
    where = ", ".join(named) if more else listing(named)
    return f"{what} ({f'{place} ' if place else ''}{where}{more})"


RULE = Rule(
    name=NAME,
    version=1,
    title="Irregular log",
    question="Is the log complete and in order?",
    method=(
        "Steps between epochs above 1.5 times the median step are gaps.\n"
        "Epochs logged again and counts that fall back come from the log as it was read."
    ),
    check=check,
    evidence={
        "gaps": ("Gaps", "count"),
        "repeated": ("Epochs logged more than once", "count"),
        "went_back": ("Times the count fell back", "count"),
    },
)
