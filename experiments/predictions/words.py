"""What a report says first: the headline, why it is so, and what to do."""

import math

from experiments.analysis.wording import count, number, percent, points, power_of_ten
from experiments.predictions.advice import advice
from experiments.predictions.blocks import EPSILON
from experiments.predictions.report import Report, Words

FEW_ERRORS = 0.1
HUGE_ERROR = 3.0
"""Nats, from which an error is huge: it left 5 % to the truth, or less."""
LARGE_LOSS = 0.05
CLOSE = 0.02
PAYS = 0.9
"""A temperature above 1 that leaves less of the loss than this share: its errors are too sure."""
JUDGED = {
    "over": "over-confident",
    "under": "under-confident",
    "calibrated": "calibrated",
    "unsure": "cannot tell whether over- or under-confident",
}
"""What `judged` says, for people."""
LEAST_LEFT = 1e-30
"""Below it a probability is only a way of writing a loss."""


def say(report: Report) -> Words:
    """Headline, why and advice, from the numbers of the report alone.

    >>> import numpy as np
    >>> from experiments.predictions import measure, scores
    >>> p = np.array([[0.9, 0.1], [0.2, 0.8], [0.7, 0.3], [0.6, 0.4]])
    >>> table = scores.Scores(np.array([0, 1, 0, 1]), p, "probabilities", ("cat", "dog"))
    >>> say(measure.measure(table)).headline
    '1 error in 4 carries 57.2 % of the loss.'
    """
    return Words(headline(report), why(report), advice(report))


def share(fraction: float) -> str:
    """A share in percent that is 0 or 100 % only where it is exactly that.

    >>> share(0.97021), share(0.999999), share(1.0), share(0.0001)
    ('97 %', 'over 99.99 %', '100 %', 'under 0.1 %')
    """
    text = percent(fraction)
    if text == "100 %" and fraction < 1:
        return "over 99.99 %"
    return "under 0.1 %" if text == "0 %" and fraction > 0 else text


def headline(report: Report) -> str:
    """The one thing to know: no better than the largest class, no errors, who carries the loss.

    >>> import numpy as np
    >>> from experiments.predictions import measure, scores
    >>> p = np.array([[0.8, 0.2]] * 10)
    >>> table = scores.Scores(np.array([0] * 9 + [1]), p, "probabilities", ("cat", "dog"))
    >>> headline(measure.measure(table))
    'It is right 90 % of the time, no more often than always answering “cat”.'
    """
    if report.majority_baseline == 1:
        return f"{_one_class(report)} {_who_carries(report)}"
    if _no_better(report):
        return _beside_baseline(report)
    return _who_carries(report)


def _no_better(report: Report) -> bool:
    return report.accuracy <= report.majority_baseline < 1


def _one_class(report: Report) -> str:
    name = f"“{report.majority_class}”"
    all_are = "The only sample is" if report.n == 1 else f"All {report.n:,} samples are"
    return f"{all_are} of class {name}, so nothing shows whether the model tells classes apart."


def _beside_baseline(report: Report) -> str:
    right, base = share(report.accuracy), share(report.majority_baseline)
    than = f"always answering “{report.majority_class}”"
    if report.accuracy == report.majority_baseline:
        return f"It is right {right} of the time, no more often than {than}."
    return f"It is right {right} of the time, less often than {than} ({base})."


def _who_carries(report: Report) -> str:
    n, wrong, held = report.n, report.wrong, report.loss_share_wrong
    if wrong == 0:
        return _all_right(report)
    if wrong == n:
        return "It is wrong." if n == 1 else f"All {n:,} samples are wrong."
    if held < 0.5:
        carry = f"{count(n - wrong, 'right answer')} {_verb(n - wrong)} {share(1 - held)}"
        return f"{carry} of the loss, {count(wrong, 'error')} the rest."
    return f"{count(wrong, 'error')} in {n:,} {_verb(wrong)} {share(held)} of the loss."


def _verb(amount: int) -> str:
    return "carries" if amount == 1 else "carry"


def _all_right(report: Report) -> str:
    right = "It is right" if report.n == 1 else f"All {report.n:,} samples are right"
    yet = "and yet the loss is" if report.log_loss >= LARGE_LOSS else "with a loss of"
    return f"{right}, {yet} {number(report.log_loss)}."


def why(report: Report) -> str:
    """Accuracy beside confidence, what the errors are like, and exact zeros.

    >>> import numpy as np
    >>> from experiments.predictions import measure, scores
    >>> p = np.tile([[0.6, 0.4], [0.4, 0.6]], (500, 1))
    >>> table = scores.Scores(np.array([0, 1] * 500), p, "probabilities", ("cat", "dog"))
    >>> why(measure.measure(table))
    'The model is right 100 % of the time and 60 % sure. It is under-confident.'
    """
    judged, errors = _judged(report), _errors(report)
    both = f"{judged}, and {errors}." if errors else f"{judged}."
    return " ".join(filter(None, (_sure(report), both, _zeros(report))))


def _sure(report: Report) -> str:
    sure = share(report.before.mean_confidence)
    if _no_better(report):
        return f"On average it is {sure} sure."
    return f"The model is right {share(report.accuracy)} of the time and {sure} sure."


def judged(report: Report) -> str:
    """``over``, ``under``, ``calibrated``, or ``unsure`` where the samples do not tell.

    Everything that is written or drawn of a report asks here, so that all of it agrees.

    >>> import numpy as np
    >>> from experiments.predictions import measure, scores
    >>> p = np.array([[0.9, 0.1]] * 5)
    >>> table = scores.Scores(np.array([0, 0, 0, 0, 1]), p, "probabilities", ("cat", "dog"))
    >>> judged(measure.measure(table))
    'unsure'
    """
    if report.confidence == "calibrated" or report.confidence_shown:
        return report.confidence
    return "calibrated" if _furthest(report) <= CLOSE else "unsure"


def errors_too_sure(report: Report) -> bool:
    """Whether the errors are over-confident, whatever the mean confidence says.

    A model that is hardly ever wrong shows it by its errors: they move the temperature long before
    they move the mean confidence.

    >>> import numpy as np
    >>> from experiments.predictions import measure, scores
    >>> p = np.array([[1 - 1e-9, 1e-9]] * 1000)
    >>> table = scores.Scores(np.arange(1000) // 998, p, "probabilities", ("cat", "dog"))
    >>> errors_too_sure(measure.measure(table))
    True
    """
    pays = report.after.log_loss < PAYS * report.log_loss
    return report.wrong > 0 and pays and report.temperature.interval[0] > 1


def _furthest(report: Report) -> float:
    return max(map(abs, report.confidence_gap_interval))


def _judged(report: Report) -> str:
    word = judged(report)
    if word in ("over", "under"):
        return f"It is {word}-confident"
    if word == "calibrated":
        guess = f" ({rather})" if (rather := _rather(report)) else ""
        return f"Its confidence fits its accuracy to within {points(_furthest(report))}{guess}"
    low, high = (f"{100 * end:+.1f}" for end in report.confidence_gap_interval)
    return (
        f"Cannot tell whether it is over- or under-confident with {count(report.n, 'sample')} "
        f"(the gap lies between {low} and {high} points; {_rather(report)})"
    )


def _rather(report: Report) -> str:
    """The best guess, where the samples alone do not tell; what is usual may outweigh them."""
    if report.confidence == "calibrated" or report.confidence_shown:
        return ""
    usual = (report.confidence == "over") != (report.confidence_gap > 0)
    reason = ", as such models usually are" if usual else ""
    return f"{report.confidence}-confident is likelier{reason}"


def _errors(report: Report) -> str:
    """How large the errors are, as part of a sentence; empty without errors."""
    if report.mean_loss_wrong is None:
        return ""
    nats, left = f"{report.mean_loss_wrong:.3g} nats", math.exp(-report.mean_loss_wrong)
    gave = "" if left < LEAST_LEFT else f", as if each had left {_left(left)} to the truth"
    size = "huge" if report.mean_loss_wrong >= HUGE_ERROR else "small"
    if report.wrong == 1:
        return f"its only error is {size}{_sure_errors(report)}: {nats}"
    few = "few" if report.wrong <= FEW_ERRORS * report.n else "many"
    return f"its {few} errors are {size}{_sure_errors(report)}: {nats} each on average{gave}"


def _sure_errors(report: Report) -> str:
    """Said where the mean confidence does not say it."""
    if judged(report) in ("over", "under") or not errors_too_sure(report):
        return ""
    return " and over-confident"


def _left(probability: float) -> str:
    return f"{100 * probability:.2g} %" if probability >= 1e-6 else power_of_ten(probability)


def _zeros(report: Report) -> str:
    zeros, each = report.zero_probabilities, -math.log(EPSILON)
    if zeros == 0:
        return ""
    gave = "1 sample gave its" if zeros == 1 else f"{zeros:,} samples gave their"
    nats = f"{each:.2f} nats" if zeros == 1 else f"{each:.2f} nats each"
    part = share(min(1.0, zeros * each / (report.n * report.log_loss)))
    return f"{gave} true class exactly 0, counted as 2.2e-16: {nats}, {part} of the loss."
