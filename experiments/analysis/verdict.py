"""From all findings of a run to the one line that stands above them."""

from collections.abc import Callable, Sequence

from experiments.analysis.finding import Finding, Keep, Verdict
from experiments.analysis.keep import advice as keep_advice
from experiments.analysis.keep import reason, worth_telling
from experiments.analysis.measured_cause import confidence, in_short, is_measured, remedy
from experiments.analysis.overfitting_words import TOO_MUCH, UNSURE
from experiments.analysis.tracks import held_out, pair, track
from experiments.analysis.verdict_overfits import overfits_body, overfits_headline
from experiments.analysis.wording import at, number, percent, relative, span, split_name
from experiments.curves import Curves

SERIOUS = ("warning", "critical")
ANY = (*SERIOUS, "note")
LONG = 5
LARGE_FALL = 20.0
EARLY_RISE = 6.0

Teller = Callable[[Curves, Sequence[Finding], Keep, Finding], Verdict]


def sum_up(curves: Curves, findings: Sequence[Finding], keep: Keep) -> Verdict:
    """The verdict of the first rule in `ORDER` that has enough to say.

    >>> from experiments.analysis.answers import no
    >>> calm = no("overfitting", "The validation loss fell to the end.", "val")
    >>> sum_up(Curves.of(val_loss=[0.9, 0.5]), [calm], Keep(by_loss=2.0)).sentence
    'Healthy. The validation loss fell to the end. Keep epoch 2.'
    """
    for rule, severities, tell in ORDER:
        chosen = _first(findings, rule, severities)
        if chosen is not None:
            return tell(curves, findings, keep, chosen)
    unclear = next((f for f in findings if f.rule == "never_learns" and _open(f)), None)
    if unclear is not None:
        return _unclear(unclear)
    if _trend_was_judged(findings):
        return _healthy(curves, findings, keep)
    gainless = _gained_nothing(findings)
    if gainless is not None:
        return _no_gain(curves, findings, keep, gainless)
    two_numbers = _first(findings, "miscalibrated", ("note",))
    if two_numbers is not None:
        return _miscalibrated(curves, findings, keep, two_numbers)
    return _cannot_tell(curves, findings, keep)


def _first(findings: Sequence[Finding], rule: str, severities: Sequence[str]) -> Finding | None:
    said = [f for f in findings if f.rule == rule and f.verdict == "yes"]
    held = [f for f in said if f.severity in severities]
    return min(held, key=lambda f: (f.split == "train", -SERIOUS_FIRST[f.severity]), default=None)


def _kept(curves: Curves, findings: Sequence[Finding], keep: Keep) -> str:
    return keep_advice(curves, worth_telling(keep, findings), reason(keep, findings))


SERIOUS_FIRST = {"none": 0, "note": 1, "warning": 2, "critical": 3}


def _trend_was_judged(findings: Sequence[Finding]) -> bool:
    return any(f.rule == "overfitting" and f.verdict == "no" for f in findings)


def _diverged(curves: Curves, findings: Sequence[Finding], keep: Keep, f: Finding) -> Verdict:
    start = f"at {at(curves, f.first_epoch)}" if f.first_epoch is not None else ""
    before = held_out(curves)
    usable = keep.by_loss is not None and before is not None and keep.by_loss < (f.first_epoch or 0)
    kept = f"The best checkpoint before that is {at(curves, keep.by_loss or 0)}." if usable else ""
    advice = " ".join(part for part in (kept, f.advice) if part)
    return Verdict("diverged", f"Diverged {start}", f.sentence, advice, f.first_epoch)


def _never_learns(curves: Curves, findings: Sequence[Finding], keep: Keep, f: Finding) -> Verdict:
    improving = _first(findings, "under_trained", ("note",)) is not None
    longer = "The loss was still falling at the end: train longer first. " if improving else ""
    return Verdict("never_learns", "Never learns", f.sentence, longer + f.advice)


def _suspicious(curves: Curves, findings: Sequence[Finding], keep: Keep, f: Finding) -> Verdict:
    headline = (
        "Loss and accuracy do not belong together"
        if f.rule == "inconsistent_metrics"
        else "Too good to be true"
    )
    return Verdict("suspicious", headline, f.sentence, f.advice, f.first_epoch)


def _overfits(curves: Curves, findings: Sequence[Finding], keep: Keep, f: Finding) -> Verdict:
    return Verdict(
        "overfits",
        overfits_headline(curves, f),
        overfits_body(curves, findings, worth_telling(keep, findings), f),
        f"{_kept(curves, findings, keep)} {remedy(findings, f.split)}".strip(),
        f.first_epoch or 0.0,
    )


def _disagrees(curves: Curves, findings: Sequence[Finding], keep: Keep, f: Finding) -> Verdict:
    headline = f"Loss and accuracy disagree over {_epochs(curves, f)}"
    advice = (
        _kept(curves, findings, keep) if f.evidence["kind"] in ("held", "improved") else f.advice
    )
    body = f.sentence.split(": ", 1)[1]
    if is_measured(f):
        body = f"{body.split('. ')[0]}. {in_short(f.evidence, curves.counted_by)}"
        advice = f"{advice} {remedy(findings, f.split)}".strip()
    return Verdict("disagrees", headline, body[0].upper() + body[1:], advice, f.first_epoch)


def _epochs(curves: Curves, f: Finding) -> str:
    return span(curves, f.first_epoch or 0, f.last_epoch or 0)


def _oscillates(curves: Curves, findings: Sequence[Finding], keep: Keep, f: Finding) -> Verdict:
    advice = f"{_kept(curves, findings, keep)} {f.advice}".strip()
    return Verdict("oscillates", "Oscillates", f.sentence, advice)


def _best_differ(curves: Curves, findings: Sequence[Finding], keep: Keep, f: Finding) -> Verdict:
    return Verdict("disagrees", "Best epochs differ", f.sentence, f.advice, f.first_epoch)


def _miscalibrated(curves: Curves, findings: Sequence[Finding], keep: Keep, f: Finding) -> Verdict:
    measured = confidence(f.evidence)
    label = f"{measured}_confident" if measured else "miscalibrated"
    headline = f"{measured.capitalize()}-confident" if measured else "Miscalibrated"
    return Verdict(label, headline, f.sentence, f.advice, f.first_epoch)


def _still_improving(
    curves: Curves, findings: Sequence[Finding], keep: Keep, f: Finding
) -> Verdict:
    headline = f"Still improving at {at(curves, f.last_epoch or 0)}"
    return Verdict("still_improving", headline, f.sentence, f.advice, f.first_epoch)


def _plateau(curves: Curves, findings: Sequence[Finding], keep: Keep, f: Finding) -> Verdict:
    headline = f"Plateau from {at(curves, f.first_epoch or 0)}"
    advice = _kept(curves, findings, keep) or f.advice
    return Verdict("plateau", headline, f.sentence, advice, f.first_epoch)


def _healthy(curves: Curves, findings: Sequence[Finding], keep: Keep) -> Verdict:
    calm = next(f for f in findings if f.rule == "overfitting" and f.verdict == "no")
    if "unstable" in calm.evidence:
        return Verdict("oscillates", "Unstable", calm.sentence, _kept(curves, findings, keep))
    told = [f for f in findings if f.rule == "disagreement" and f.split == calm.split]
    agree = (
        bool(told)
        and all(f.verdict == "no" for f in told)
        and _first(findings, "best_epoch_conflict", ANY) is None
        and keep.by_accuracy in (None, keep.by_loss)
    )
    headline = "No overfitting so far" if _too_early(calm) else "Healthy"
    body = f"{'Loss and accuracy agree. ' if agree else ''}{calm.sentence}"
    return Verdict("healthy", headline, body, _kept(curves, findings, keep))


def _too_early(calm: Finding) -> bool:
    """Whether a single value lies after the lowest one, clearly above it."""
    since, rise = (calm.evidence.get(key, 0) for key in ("epochs_after_best", "rise_pct"))
    return since == 1 and float(str(rise)) > EARLY_RISE


def _open(f: Finding) -> bool:
    """Whether a rule read the run and could not decide; runs too short have no evidence."""
    return f.verdict == "inconclusive" and bool(f.evidence)


def _unclear(f: Finding) -> Verdict:
    body = f.sentence.removeprefix("Cannot tell: ")
    return Verdict(
        "cannot_tell", "Cannot tell whether it learns", body[0].upper() + body[1:], f.advice
    )


def _no_gain(curves: Curves, findings: Sequence[Finding], keep: Keep, f: Finding) -> Verdict:
    best = at(curves, keep.by_loss or 0)
    said = f.sentence.removeprefix("Cannot tell: ").replace(UNSURE, TOO_MUCH)
    fell = relative(float(str(f.evidence["train_change_pct"])) / 100)
    body = f"{said[0].upper()}{said[1:]} The training loss fell by {fell} meanwhile."
    return Verdict(
        "cannot_tell", f"Cannot tell: no gain after {best}", body, _kept(curves, findings, keep)
    )


def _gained_nothing(findings: Sequence[Finding]) -> Finding | None:
    """The undecided overfitting, where training went on well and validation did not follow."""
    for f in findings:
        if f.rule == "overfitting" and _open(f):
            since = int(str(f.evidence["epochs_after_best"]))
            fell = -float(str(f.evidence.get("train_change_pct", 0.0)))
            return f if since >= LONG and fell >= LARGE_FALL else None
    return None


def _cannot_tell(curves: Curves, findings: Sequence[Finding], keep: Keep) -> Verdict:
    why = next(f for f in findings if f.rule == "overfitting")
    body = why.sentence.removeprefix("Cannot tell: ")
    body = body[:1].upper() + body[1:]
    if why.evidence:
        kept = _kept(curves, findings, keep)
        return Verdict("cannot_tell", "Cannot tell", body, f"{kept} {why.advice}".strip())
    two = next(f for f in findings if f.rule == "miscalibrated")
    if not two.evidence:
        return Verdict("cannot_tell", "Cannot tell", body, why.advice)
    reading = two.sentence.removeprefix("Cannot tell without the number of classes. ")
    rows = len(pair(curves, two.split))
    if rows == 1 and len(track(curves, "train", "loss")) > 1:
        return _evaluated_once(curves, two, reading)
    if rows == 1:
        return Verdict("cannot_tell", "Cannot tell: two numbers, no trend", reading, two.advice)
    if rows == 2:
        body = f"{body} {reading}"
    return Verdict("cannot_tell", "Cannot tell", body, two.advice or why.advice)


def _evaluated_once(curves: Curves, two: Finding, reading: str) -> Verdict:
    """One evaluation beside a training curve: that curve has a trend, the evaluation has none."""
    both, training = pair(curves, two.split), track(curves, "train", "loss")
    body = (
        f"The {split_name(two.split)} loss is {number(float(both.loss[0]))} at "
        f"{percent(float(both.accuracy[0]))} accuracy, measured at "
        f"{at(curves, float(both.epoch[0]))} only. The training loss ended at "
        f"{number(float(training.value[-1]))}."
    )
    asked = [] if two.verdict == "no" else [reading, two.advice]
    advice = " ".join([*asked, "Log a validation loss each epoch to see a trend."]).strip()
    return Verdict("cannot_tell", "Cannot tell: evaluated once", body, advice)


ORDER: tuple[tuple[str, tuple[str, ...], Teller], ...] = (
    ("numeric_divergence", ("critical",), _diverged),
    ("never_learns", SERIOUS, _never_learns),
    ("overfitting", ANY, _overfits),
    ("suspiciously_perfect", ("warning",), _suspicious),
    ("inconsistent_metrics", ("warning",), _suspicious),
    ("oscillation", ("warning",), _oscillates),
    ("disagreement", SERIOUS, _disagrees),
    ("best_epoch_conflict", SERIOUS, _best_differ),
    ("miscalibrated", SERIOUS, _miscalibrated),
    ("under_trained", ("note",), _still_improving),
    ("plateau", ("note",), _plateau),
)
