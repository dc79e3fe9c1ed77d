"""What two epochs of predictions say about a rise of the loss, in words."""

from experiments.analysis.wording import count, number, percent, points, relative
from experiments.predictions.explanation import Explanation

HOPELESS = 100.0
CLOSE = 0.02


def details(found: Explanation) -> str:
    """The numbers behind a measured cause: confidence, losses, the samples that carry it.

    >>> from types import SimpleNamespace as Numbers
    >>> losses = {"loss_first": 0.5, "loss_last": 0.9, "after_first": 0.48, "after_last": 0.5}
    >>> gaps = {"gap_first": 0.01, "gap_last": 0.12, "temperature_first": 1.1}
    >>> carried = {"n": 1000, "carriers": 38, "carriers_wrong_at_both": 31, "temperature_last": 3}
    >>> details(Numbers(**losses, **gaps, **carried)).split(". ")[-1]
    '38 of 1,000 samples carry 90 % of what got worse, 31 of them wrong at both epochs.'
    """
    return f"{_confidence(found)} {_losses(found)} {_samples(found)}"


def _confidence(found: Explanation) -> str:
    return (
        f"Mean confidence minus accuracy went from {_signed(found.gap_first)} to "
        f"{_signed(found.gap_last)}."
    )


def _signed(gap: float) -> str:
    sign = "−" if gap < 0 else "+" if gap > 0 else ""
    return f"{sign}{points(gap)}"


def _losses(found: Explanation) -> str:
    return (
        f"The loss went from {number(found.loss_first)} to {number(found.loss_last)}; with "
        f"temperatures of {found.temperature_first:.3g} and {found.temperature_last:.3g}, chosen "
        f"on these same samples, from {number(found.after_first)} to {number(found.after_last)}."
    )


def _samples(found: Explanation) -> str:
    carried = (
        f"{found.carriers:,} of {count(found.n, 'sample')} "
        f"{'carries' if found.carriers == 1 else 'carry'} 90 % of what got worse"
    )
    wrong = found.carriers_wrong_at_both
    share = "all" if wrong == found.carriers else f"{wrong:,}" if wrong else "none"
    return f"{carried}, {share} of them wrong at both epochs."


def answers(found: Explanation, first: str, last: str, noun: str) -> str:
    """Which answers changed while the loss fell; the epochs without their noun.

    >>> from types import SimpleNamespace as Numbers
    >>> kinds = [(True, True, 80, -0.1), (True, False, 4, 0.02), (False, True, 1, -0.01)]
    >>> names = ("right_first", "right_last", "count", "change")
    >>> parts = [Numbers(**dict(zip(names, kind))) for kind in [*kinds, (False, False, 15, -0.01)]]
    >>> losses = {"n": 100, "loss_first": 0.6, "loss_last": 0.5, "rise": -0.1}
    >>> sure = {"confidence_first": 0.7, "confidence_last": 0.75}
    >>> said = answers(Numbers(transitions=parts, **losses, **sure), "2", "9", "epoch")
    >>> said.split(". ")[0]
    'Measured with the predictions of epochs 2 and 9: of 100 answers 4 were lost and 1 won'
    """
    by_kind = {(t.right_first, t.right_last): t for t in found.transitions}
    right, wrong = (by_kind[same, same].change / found.rise for same in (True, False))
    return (
        f"Measured with the predictions of {noun}s {first} and {last}: of "
        f"{count(found.n, 'answer')} {by_kind[True, False].count:,} were lost and "
        f"{by_kind[False, True].count:,} won. The loss fell from {number(found.loss_first)} to "
        f"{number(found.loss_last)}; {_signed_share(right)} of that is on answers right at both "
        f"epochs, {_signed_share(wrong)} on answers wrong at both. Mean confidence went from "
        f"{percent(found.confidence_first)} to {percent(found.confidence_last)}."
    )


def _signed_share(share: float) -> str:
    return f"{'−' if share < 0 else ''}{relative(share)}"


def unsettled(found: Explanation, first: str, last: str, moved: str = "rise") -> str:
    """Why the predictions do not tell the cause; the epochs as the log counts them.

    The rise or fall is not there, or chance in the choice of samples explains it.

    >>> from types import SimpleNamespace as Numbers
    >>> fell = Numbers(rise_interval=(-0.2, -0.1), loss_first=0.5, loss_last=0.4)
    >>> print(unsettled(fell, "epoch 2", "epoch 9"))
    The predictions of epoch 2 and epoch 9 do not show this rise: their log loss went from \
0.5000 to 0.4000.
    """
    went = f"their log loss went from {number(found.loss_first)} to {number(found.loss_last)}"
    low, high = found.rise_interval
    if high <= 0 if moved == "rise" else low >= 0:
        return f"The predictions of {first} and {last} do not show this {moved}: {went}."
    return (
        f"The predictions of {first} and {last} do not settle the cause: {went}, which with "
        f"{count(found.n, 'sample')} may be chance."
    )


def advice(found: Explanation, first: str, last: str) -> str:
    """What to do about a measured cause; the epochs as the log counts them.

    >>> from types import SimpleNamespace as Numbers
    >>> worse = Numbers(cause="knowledge", after_first=0.4, after_last=0.5)
    >>> advice(worse, "epoch 2", "epoch 9")
    'Keep epoch 2: at the best temperature of each its loss is 0.4000, that of epoch 9 0.5000.'
    """
    if found.cause == "knowledge" or found.temperature_last >= HOPELESS:
        return (
            f"Keep {first}: at the best temperature of each its loss is {number(found.after_first)}"
            f", that of {last} {number(found.after_last)}."
        )
    scaled = (
        f"Divide the logits of {last} by T = {found.temperature_last:.3g}: its loss falls from "
        f"{number(found.loss_last)} to {number(found.after_last)} and no label changes. "
    )
    return scaled + _compared(found, first)


def _compared(found: Explanation, first: str) -> str:
    gap = found.after_first / found.after_last - 1 if found.after_last > 0 else 0.0
    own = f"{first[0].upper()}{first[1:]} has {number(found.after_first)} at its own temperature"
    if abs(gap) < CLOSE:
        return f"{own}, about the same."
    return f"{own}, {relative(gap)} {'less' if gap < 0 else 'more'}."
