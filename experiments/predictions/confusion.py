"""Which class is taken for which, and how each class fares."""

import numpy as np

from experiments.predictions.outcomes import Outcomes
from experiments.predictions.report import MOST_CLASSES, ClassReport, Confusion

MOST_CONFUSIONS = 100


def matrix(seen: Outcomes, classes: int) -> tuple[tuple[int, ...], ...] | None:
    """K x K counts, rows true and columns predicted; None above 200 classes.

    >>> columns = np.array([0, 1, 1]), np.array([0, 0, 1]), *[np.ones(3)] * 3
    >>> matrix(Outcomes(*columns, 0.0), 2)
    ((1, 0), (1, 1))
    """
    if classes > MOST_CLASSES:
        return None
    counts = np.bincount(_pairs(seen, classes), minlength=classes * classes)
    return tuple(map(tuple, counts.reshape(classes, classes).tolist()))


def confusions(seen: Outcomes, classes: int) -> tuple[Confusion, ...]:
    """The most frequent mistakes first, at most 100; of equally frequent ones the first classes.

    >>> columns = np.array([0, 1, 1]), np.array([0, 0, 1]), *[np.ones(3)] * 3
    >>> confusions(Outcomes(*columns, 0.0), 2)
    (Confusion(true=1, predicted=0, count=1),)
    """
    found, counts = np.unique(_pairs(seen, classes)[~seen.right], return_counts=True)
    first = np.argsort(-counts, kind="stable")[:MOST_CONFUSIONS]
    return tuple(Confusion(*divmod(int(found[i]), classes), count=int(counts[i])) for i in first)


def _pairs(seen: Outcomes, classes: int) -> np.ndarray:
    return seen.labels.astype(np.int64) * classes + seen.predicted


def class_reports(seen: Outcomes, names: tuple[str, ...]) -> tuple[ClassReport, ...]:
    """Precision, recall and F1 of each class, and its part of the loss.

    precision = right / predicted, recall = right / support, F1 = 2 right / (support + predicted);
    0 where they are not defined, as scikit-learn has it. `mean_loss` is None without samples.

    >>> columns = np.array([0, 1, 1]), np.array([0, 0, 1]), *[np.ones(3)] * 3
    >>> [round(c.f1, 4) for c in class_reports(Outcomes(*columns, 0.0), ("cat", "dog"))]
    [0.6667, 0.6667]
    """
    k, total = len(names), float(seen.loss.sum())
    support, predicted = (np.bincount(a, minlength=k) for a in (seen.labels, seen.predicted))
    right = np.bincount(seen.labels[seen.right], minlength=k)
    losses = np.bincount(seen.labels, seen.loss, minlength=k)
    return tuple(
        ClassReport(
            name=names[c],
            support=int(support[c]),
            predicted=int(predicted[c]),
            precision=_share(right[c], predicted[c]),
            recall=_share(right[c], support[c]),
            f1=_share(2 * right[c], support[c] + predicted[c]),
            mean_loss=float(losses[c] / support[c]) if support[c] else None,
            loss_share=_share(losses[c], total) if total > 0 else _share(support[c], len(seen)),
        )
        for c in range(k)
    )


def _share(part: float, whole: float) -> float:
    return float(part / whole) if whole > 0 else 0.0


def balanced_accuracy(classes: tuple[ClassReport, ...]) -> float:
    """The mean recall of the classes that have samples, in [0, 1].

    >>> balanced_accuracy((ClassReport("a", 2, 1, 1.0, 0.5, 0.7, 0.1, 1.0),))
    0.5
    """
    return float(np.mean([c.recall for c in classes if c.support]))


def macro_f1(classes: tuple[ClassReport, ...]) -> float:
    """The mean F1 of the classes that have samples or were predicted, in [0, 1].

    >>> macro_f1((ClassReport("a", 2, 2, 1.0, 1.0, 1.0, 0.1, 1.0), ClassReport("b", *[0] * 7)))
    1.0
    """
    return float(np.mean([c.f1 for c in classes if c.support or c.predicted]))
