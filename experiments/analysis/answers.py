"""Shorthands for the findings that every rule can return."""

from collections.abc import Sequence

from experiments.analysis.finding import Finding
from experiments.analysis.tracks import Track
from experiments.analysis.wording import row_noun
from experiments.curves import KINDS, SPLITS, Curves

NO_VALIDATION = "No validation split was logged, so this cannot be judged."
NO_VALIDATION_LOSS = "No validation loss was logged, so this cannot be judged."
NO_LOSS = "No loss was logged, so this cannot be judged."


def cannot_tell(rule: str, sentence: str, split: str = "", advice: str = "") -> Finding:
    """The data cannot carry an answer; the sentence says why.

    >>> cannot_tell("plateau", NO_LOSS).verdict
    'inconclusive'
    """
    return Finding(rule, "inconclusive", sentence, split=split, advice=advice)


def no(rule: str, sentence: str, split: str = "", **evidence: object) -> Finding:
    """The rule's question is answered with no; `evidence` holds the numbers that say so.

    >>> no("plateau", "The loss fell to the end.", "val", fall_pct=3.5).evidence
    {'fall_pct': 3.5}
    """
    return Finding(rule, "no", sentence, split=split, evidence=evidence)


def no_pair(curves: Curves, splits: Sequence[str] = SPLITS) -> str:
    """Why none of these splits has a loss and an accuracy to compare.

    >>> no_pair(Curves.of(train_loss=[0.9], val_accuracy=[0.5]), ("val", "test"))
    'No validation loss was logged, so this cannot be judged.'
    """
    which = "" if "train" in splits else "validation "
    for kind in reversed(KINDS):
        if not any(curves.has(f"{split}_{kind}") for split in splits):
            return f"No {which}{kind} was logged, so this cannot be judged."
    return "No split has a loss and an accuracy of the same epoch, so this cannot be judged."


def too_few(rule: str, split: str, amount: int, needed: int, unit: str) -> Finding:
    """Cannot tell: so many points are too few.

    >>> too_few("plateau", "val", 2, 8, "epoch").sentence
    'Cannot tell: 2 epochs are too few; 8 are needed.'
    """
    if amount == 0:
        sentence = f"Cannot tell: no {unit} has both values that would have to be compared."
        return cannot_tell(rule, sentence, split)
    amount_is = f"1 {unit} is" if amount == 1 else f"{amount} {unit}s are"
    return cannot_tell(rule, f"Cannot tell: {amount_is} too few; {needed} are needed.", split)


def long_enough(
    rule: str, curves: Curves, losses: Track | None, needed: int, missing: str = NO_LOSS
) -> Track | Finding:
    """The losses where a rule can judge them, else the finding that says why it cannot.

    >>> long_enough("plateau", Curves.of(val_loss=[0.9]), None, 8).sentence
    'No loss was logged, so this cannot be judged.'
    """
    if losses is None:
        return cannot_tell(rule, missing)
    if len(losses) < needed:
        unit = row_noun(curves, losses.epoch)
        return too_few(rule, losses.split, len(losses), needed, unit)
    return losses
