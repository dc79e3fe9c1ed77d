"""What a chart leaves out or smooths, in words beside it."""

from collections.abc import Sequence

from experiments.charts.run_lines import Line
from experiments.charts.scale import Axis


def noted(lines: Sequence[Line], counted_by: str, *, zoomed: bool = False) -> str:
    """How many points of each line are shown, what the band is, and what was smoothed.

    - `counted_by`: what one row is, such as ``epoch``; `zoomed`: a part of the run is shown

    Empty where every logged point is drawn as it is.

    >>> import numpy as np
    >>> from experiments.charts.envelope import Envelope
    >>> at = np.arange(2.0)
    >>> band = Envelope(at, at, at, at)
    >>> noted([Line("train", at, at, envelope=band, shown=500, total=100_000)], "step")
    'train: 500 of 100,000 points. The pale band reaches from the lowest to the highest of all.'
    >>> noted([Line("val", at, at, shown=2, total=2, reach=5)], "epoch")
    'Smoothed: each value is the mean of up to 11, 5 on either side; what was logged is paler.'
    """
    sentences = (_shown(lines, counted_by, zoomed), _smoothed(lines))
    return " ".join(sentence for sentence in sentences if sentence)


def begun(kind: str, axis: Axis, *, zoomed: bool) -> str:
    """Says so where the loss of a whole run is not drawn from 0, as others are.

    >>> begun("loss", Axis(0.16, 0.2, (), ()), zoomed=False)
    'The axis does not begin at 0.'
    """
    is_cut = kind == "loss" and not zoomed and not axis.log and axis.low > 0
    return "The axis does not begin at 0." if is_cut else ""


def noted_together(lines: Sequence[Line]) -> str:
    """How many points of several runs' lines are shown, and which of them.

    Empty where every logged point is drawn.

    >>> import numpy as np
    >>> at = np.arange(2.0)
    >>> noted_together([Line("val", at, at, shown=200, total=100_000)]).split(":")[0]
    '200 of 100,000 points'
    """
    fewer = [line for line in lines if line.shown < line.total]
    if not fewer:
        return ""
    counts = (
        f"{sum(line.shown for line in fewer):,} of {sum(line.total for line in fewer):,} points"
    )
    if any(line.is_mean for line in fewer):
        means = "an epoch with several is one, their mean in training and the last of an evaluation"
        return f"{counts}: {means}; of longer lines each stretch has its lowest and highest."
    return f"{counts}: of each stretch the lowest and the highest, so that no spike is left out."


def _shown(lines: Sequence[Line], counted_by: str, zoomed: bool) -> str:
    fewer = [line for line in lines if line.envelope is not None and line.shown < line.total]
    if not fewer:
        return ""
    where = " in this part" if zoomed else ""
    counts = "; ".join(_count(line, counted_by) for line in fewer)
    return f"{counts}{where}. The pale band reaches from the lowest to the highest of all."


def _count(line: Line, counted_by: str) -> str:
    name = f"{line.split}: " if line.split else ""
    if line.is_mean and line.split == "train":
        return f"{name}{line.shown:,} means of {line.total:,} points, one for each {counted_by}"
    if line.is_mean:
        return f"{name}{line.shown:,} of {line.total:,} points, the last of each {counted_by}"
    return f"{name}{line.shown:,} of {line.total:,} points"


def _smoothed(lines: Sequence[Line]) -> str:
    reaches = list(dict.fromkeys(line.reach for line in lines if line.reach))
    if not reaches:
        return ""
    if len(reaches) == 1:
        [reach] = reaches
        means = f"{2 * reach + 1:,}, {reach:,} on either side"
    else:
        means = ", ".join(f"{2 * line.reach + 1:,} ({line.split})" for line in lines if line.reach)
    return f"Smoothed: each value is the mean of up to {means}; what was logged is paler."
