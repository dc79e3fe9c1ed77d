"""What a row of the epoch table holds where it is not simply what was logged."""

from experiments.analysis.wording import row_noun
from experiments.curves import Curves


def read_as(curves: Curves) -> str:
    """What the analyses read instead of every logged point, in a sentence; ``""`` where nothing.

    >>> read_as(Curves.of(train_loss=[0.9, 0.5]))
    ''
    >>> from experiments.curves import Series
    >>> batches = Series.of("loss", "loss", "train", [3, 1, 2], epoch=[1, 1, 2])
    >>> read_as(Curves.from_series([batches]))
    'Training values are read as means of the points of each epoch.'
    """
    if curves.in_stretches:
        return (
            "The log has no epochs and more steps than are read one by one: training values are "
            "read as means of stretches of steps, and every evaluation stands for itself. The "
            "charts and the run table have what was logged."
        )
    if curves.means:
        noun = row_noun(curves, curves.epoch)
        return f"Training values are read as means of the points of each {noun}."
    return ""


def mean_of(curves: Curves, column: str) -> str:
    """``mean of its points``, of a stretch ``mean of a stretch``; ``""`` for logged values.

    >>> mean_of(Curves.of(train_loss=[0.9, 0.5]), "train_loss")
    ''
    """
    if column not in curves.means:
        return ""
    return "mean of a stretch" if curves.in_stretches else "mean of its points"
