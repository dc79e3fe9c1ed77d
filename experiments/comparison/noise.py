"""How far the difference of two runs can be chance."""

import math
from dataclasses import dataclass, replace

from experiments.analysis.two_numbers import Z_95, wilson_interval
from experiments.comparison.entry import Moment
from experiments.comparison.preference import LEAST_LOSS, least_error
from experiments.predictions.matching import NotPaired
from experiments.predictions.pair import PairTest

Interval = tuple[float, float]
PAIRED_ACCURACY = "Both on the same samples: McNemar's exact test and its interval."
PAIRED_LOSS = (
    "Both on the same samples: paired bootstrap, or the normal approximation above 5,000 samples."
)
PAIRED_CALIBRATION = (
    "Both on the same samples, by the noise of their bins; next to a well-calibrated model it is "
    "rather too close to zero."
)
APART = "Newcombe's interval, as if each had its own samples; on the same ones chance is less."
ROUGH = (
    "Rough and rather wide, from accuracy and number of samples; predictions of both would tell it."
)
UNKNOWN_N = "The number of validation samples is not known: enter it, or upload predictions."
UNKNOWN_ACCURACY = "Without accuracies only predictions tell how much is chance."
UNKNOWN_CALIBRATION = "Only predictions of both on the same samples tell how much is chance."
CONTRADICTED = (
    "The predictions say the opposite of the log: they may be of other samples or of another epoch."
)
MIXED = "From the intervals of accuracy and log loss, as if both erred the same way."


@dataclass(frozen=True)
class Difference:
    """A number of one run minus that of another.

    - `interval`: 95 %; None where nothing known gives one
    - `method`: one sentence that says how the interval came about, or what is missing for it
    - `paired`: both were measured on the same samples, one by one
    """

    value: float
    interval: Interval | None
    method: str
    paired: bool = False

    @property
    def within_noise(self) -> bool | None:
        """Whether the interval contains zero; None without an interval."""
        if self.interval is None:
            return None
        low, high = self.interval
        return low <= 0 <= high


@dataclass(frozen=True)
class Differences:
    """One run minus another in each number; None where one of them has no such number."""

    accuracy: Difference | None
    loss: Difference | None
    calibration: Difference | None


def differences(a: Moment, b: Moment, test: PairTest | NotPaired | None = None) -> Differences:
    """All differences of a and b, by the test of both on the same samples where there is one.

    Where predictions say the opposite of the log beyond noise, nothing is concluded.

    >>> differences(Moment(1, 0.2, 0.9), Moment(1, 0.3, 0.8)).calibration
    """
    apart = accuracy_difference(a, b), loss_difference(a, b), calibration_difference(a, b)
    if isinstance(test, PairTest):
        paired = (
            accuracy_difference(a, b, test),
            loss_difference(a, b, test),
            calibration_difference(a, b, test),
        )
        return Differences(*map(_unless_contradicted, paired, apart))
    if isinstance(test, NotPaired):
        apart = tuple(d and replace(d, method=f"{test.reason} {d.method}") for d in apart)
    return Differences(*apart)


def _unless_contradicted(paired: Difference | None, apart: Difference | None) -> Difference | None:
    """The paired difference, unless it clearly has the other sign than the logged values."""
    if paired is None or apart is None or paired.within_noise or paired.value * apart.value >= 0:
        return paired
    return replace(apart, interval=None, method=CONTRADICTED)


def accuracy_difference(a: Moment, b: Moment, test: PairTest | None = None) -> Difference | None:
    """Accuracy of a minus that of b, with the interval that is known; None where one has none.

    With a test of both on the same samples its interval; else Newcombe's (1998, method 10) from
    Wilson's intervals, where both numbers of samples are known.

    >>> found = accuracy_difference(Moment(1, None, 0.95, 1000), Moment(1, None, 0.93, 1000))
    >>> [round(x, 4) for x in found.interval], found.within_noise
    ([-0.0009, 0.0412], True)
    """
    if a.accuracy is None or b.accuracy is None:
        return None
    if test is not None:
        low_high = test.accuracy_interval
        return Difference(test.accuracy_difference, low_high, PAIRED_ACCURACY, paired=True)
    value = a.accuracy - b.accuracy
    if a.n is None or b.n is None:
        return Difference(value, None, UNKNOWN_N)
    of_a, of_b = (wilson_interval(_share(m) * m.n, m.n) for m in (a, b) if m.n)
    return Difference(value, of_difference(a.accuracy, of_a, b.accuracy, of_b), APART)


def loss_difference(a: Moment, b: Moment, test: PairTest | None = None) -> Difference | None:
    """Log loss of a minus that of b, in nats, with the interval that is known.

    With a test of both on the same samples its interval. Else each loss gets an interval of its
    own, from its predictions or by `rough_interval`, and the two are combined by `of_difference`.
    None where one has no loss.

    >>> loss_difference(Moment(1, 0.20, 0.95), Moment(1, 0.25, 0.93)).within_noise
    """
    if a.loss is None or b.loss is None:
        return None
    if test is not None:
        low_high = test.loss_interval
        return Difference(test.loss_difference, low_high, PAIRED_LOSS, paired=True)
    of_a, of_b = loss_interval(a), loss_interval(b)
    if of_a is None or of_b is None:
        missing = UNKNOWN_N if a.n is None or b.n is None else UNKNOWN_ACCURACY
        return Difference(a.loss - b.loss, None, missing)
    return Difference(a.loss - b.loss, of_difference(a.loss, of_a, b.loss, of_b), ROUGH)


def calibration_difference(a: Moment, b: Moment, test: PairTest | None = None) -> Difference | None:
    """ECE of a minus that of b; an interval only with a test. None where one has no predictions.

    >>> calibration_difference(Moment(1, 0.2, 0.9), Moment(1, 0.2, 0.9))
    """
    if a.ece is None or b.ece is None:
        return None
    if test is not None:
        low_high = test.ece_interval
        return Difference(test.ece_difference, low_high, PAIRED_CALIBRATION, paired=True)
    return Difference(a.ece - b.ece, None, UNKNOWN_CALIBRATION)


def mixed_difference(
    b: Moment, weight: float, accuracy: Difference, loss: Difference
) -> Difference:
    """ln(cost of a / cost of b) of `preference.mixed`, from the differences a - b.

    w ln(error ratio) + (1-w) ln(loss ratio). The bounds of the two differences are carried over to
    the ratios, with b as it is, and added as if both erred the same way, which is wide. No interval
    where one of the two has none.

    >>> a, b = Moment(1, 0.1, 0.98, 1000), Moment(1, 0.2, 0.98, 1000)
    >>> both = differences(a, b)
    >>> round(mixed_difference(b, 0.5, both.accuracy, both.loss).value, 4)
    -0.3466
    """
    errors, least = 1 - (b.accuracy or 0.0), least_error(b.n)

    def mix(fewer_errors: float, more_loss: float) -> float:
        error_ratio = _log_ratio(errors, -fewer_errors, least)
        return weight * error_ratio + (1 - weight) * _log_ratio(
            b.loss or 0.0, more_loss, LEAST_LOSS
        )

    value = mix(accuracy.value, loss.value)
    if accuracy.interval is None or loss.interval is None:
        missing = accuracy if accuracy.interval is None else loss
        return Difference(value, None, missing.method)
    (worst, best), (low, high) = accuracy.interval, loss.interval
    return Difference(
        value, (mix(best, low), mix(worst, high)), MIXED, accuracy.paired and loss.paired
    )


def of_difference(x: float, of_x: Interval, y: float, of_y: Interval) -> Interval:
    """Interval of x - y from those of two independent numbers (Newcombe 1998; Zou, Donner 2008).

    >>> of_difference(3.0, (2.0, 4.0), 1.0, (1.0, 1.0))
    (1.0, 3.0)
    """
    value = x - y
    below = math.hypot(x - of_x[0], of_y[1] - y)
    above = math.hypot(of_x[1] - x, y - of_y[0])
    return value - below, value + above


def loss_interval(moment: Moment) -> Interval | None:
    """95 % interval of a log loss: that of its predictions, else the rough one; None without n.

    Where the logged loss is a little off that of the predictions, the interval is moved with it.

    >>> loss_interval(Moment(1, 0.2, 0.9))
    """
    if moment.loss is None:
        return None
    measured = moment.measured
    if measured is not None and measured.log_loss_interval is not None:
        low, high = measured.log_loss_interval
        off = moment.loss - measured.log_loss
        return low + off, high + off
    if moment.accuracy is None or moment.n is None:
        return None
    return rough_interval(moment.loss, _share(moment), moment.n)


def rough_interval(loss: float, accuracy: float, n: int) -> Interval:
    """95 % interval of a mean cross-entropy of which only accuracy and n are known.

    As if the wrong answers carried all of it in equal parts: a sample's standard deviation is then
    L sqrt(a / (1-a)), with the errors counted as (errors + 1/2) of (n + 1). On 272 sets of
    predictions with known truth the real one was smaller in 84 of 100, by two fifths in the middle.

    >>> [round(x, 4) for x in rough_interval(0.2, 0.95, 1000)]
    [0.1462, 0.2538]
    """
    wrong = ((1 - accuracy) * n + 0.5) / (n + 1)
    half = Z_95 * abs(loss) * math.sqrt((1 - wrong) / wrong / n)
    return loss - half, loss + half


def _share(moment: Moment) -> float:
    return min(1.0, max(0.0, moment.accuracy or 0.0))


def _log_ratio(base: float, change: float, least: float) -> float:
    return math.log(max(base + change, least) / max(base, least))
