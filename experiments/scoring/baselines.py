"""The plain rules that the shipped ones are held against, in the same run of the benchmark.

All read the held-out loss of the log alone; none has a constant that was tuned here.
"""

from collections.abc import Callable, Mapping

import numpy as np

from experiments.analysis.tracks import held_out, pair
from experiments.analysis.trend import mann_kendall
from experiments.scoring import disagreement, label_rules
from experiments.scoring.corpus import Labelled, position
from experiments.scoring.overfitting import Prediction

RATIO = 1.05
GAP = 0.1
PATIENCE = 10
SIGNIFICANT = 1.645


def _final_ratio(run: Labelled) -> bool:
    """The last validation loss lies above 1.05 times the lowest one."""
    loss = _loss(run)
    return bool(len(loss) and loss[-1] > RATIO * loss.min())


def _gap_ratio(run: Labelled) -> bool:
    """The last validation loss lies more than 10 % above the last training loss."""
    train, val = run.curves.values("train_loss"), run.curves.values("val_loss")
    both = np.isfinite(train) & np.isfinite(val)
    return bool(both.any() and val[both][-1] > (1 + GAP) * train[both][-1])


def _out_of_patience(run: Labelled) -> bool:
    """Somewhere 10 epochs passed without a new lowest validation loss."""
    return stopping_point(_loss(run), PATIENCE) is not None


def _rising_half(run: Labelled) -> bool:
    """Mann-Kendall on the second half of the validation loss: z above 1.645 (one-sided 5 %)."""
    loss = _loss(run)
    return mann_kendall(loss[len(loss) // 2 :]) > SIGNIFICANT


def _label_rule(run: Labelled) -> bool:
    """The mean of the last 5 % of the epochs lies above 1.05 times the smoothed minimum."""
    return label_rules.overfits(_loss(run))


DETECTORS: Mapping[str, Callable[[Labelled], bool]] = {
    "final_ratio": _final_ratio,
    "gap_ratio": _gap_ratio,
    "patience_10": _out_of_patience,
    "mann_kendall": _rising_half,
    "label_rule": _label_rule,
}


def predict(run: Labelled, name: str) -> Prediction:
    """What a plain rule says; those without a checkpoint of their own keep the lowest loss.

    Patience keeps the lowest loss up to where it stopped.

    Raises KeyError for a name that is not in `DETECTORS`.

    >>> from experiments.curves import Curves
    >>> run = Labelled.of("a", Curves.of(val_loss=[0.9, 0.5, 0.6, 0.7]), {"labels": {}})
    >>> predict(run, "final_ratio")
    Prediction(answer='yes', advised=1, onset=1, borderline=False)
    >>> predict(run, "patience_10").answer
    'no'
    """
    advised = _patience_checkpoint(run) if name == "patience_10" else _lowest(run)
    return Prediction("yes" if DETECTORS[name](run) else "no", advised, advised)


def _lowest(run: Labelled) -> int:
    """The position of the lowest validation loss as logged."""
    return _advised(run, lambda loss: int(np.argmin(loss)))


def _smoothed_lowest(run: Labelled) -> int:
    return _advised(run, lambda loss: int(np.argmin(label_rules.smoothed(loss))))


def _patience_checkpoint(run: Labelled) -> int:
    return _advised(run, lambda loss: patient_best(loss, PATIENCE))


def _last(run: Labelled) -> int:
    return run.epochs - 1


CHECKPOINTS: Mapping[str, Callable[[Labelled], int]] = {
    "lowest": _lowest,
    "smoothed_lowest": _smoothed_lowest,
    "patience_10": _patience_checkpoint,
    "last": _last,
}


def disagreements(run: Labelled) -> disagreement.Prediction:
    """The corpus's own rule for disagreements, on the log.

    >>> from experiments.curves import Curves
    >>> loss = [1.0, 0.5, 0.5, 0.5, 0.6, 0.7, 0.8, 0.9]
    >>> run = Labelled.of("a", Curves.of(val_loss=loss, val_accuracy=[0.9] * 8), {"labels": {}})
    >>> disagreements(run)
    Prediction(kind='held', intervals=((2, 7),))
    """
    both = pair(run.curves, "val")
    found = label_rules.rises(both.loss, both.accuracy)
    if not found:
        return disagreement.Prediction("none")
    epochs = both.epoch
    rows = [(position(run.curves, epochs[a]), position(run.curves, epochs[b])) for a, b, _ in found]
    return disagreement.Prediction(found[0][2], tuple(rows))


def stopping_point(loss: np.ndarray, patience: int) -> int | None:
    """Where training stops once `patience` epochs passed without a new minimum; None if never.

    >>> stopping_point(np.array([3.0, 1.0, 2.0, 2.0, 0.5]), 2)
    3
    """
    best = np.minimum.accumulate(loss)
    is_new = np.append(True, best[1:] < best[:-1]) if len(loss) else np.zeros(0, dtype=bool)
    since = np.arange(len(loss)) - np.maximum.accumulate(np.where(is_new, np.arange(len(loss)), 0))
    waited = np.flatnonzero(since >= patience)
    return int(waited[0]) if len(waited) else None


def patient_best(loss: np.ndarray, patience: int) -> int:
    """The position of the lowest loss up to the stopping point.

    >>> patient_best(np.array([3.0, 1.0, 2.0, 2.0, 0.5]), 2)
    1
    """
    stop = stopping_point(loss, patience)
    return int(np.argmin(loss if stop is None else loss[: stop + 1]))


def _loss(run: Labelled) -> np.ndarray:
    track = held_out(run.curves, "loss")
    return np.zeros(0) if track is None else track.value


def _advised(run: Labelled, choose: Callable[[np.ndarray], int]) -> int:
    """A choice among the logged losses as a position; the last epoch where there are none."""
    track = held_out(run.curves, "loss")
    return _last(run) if track is None else position(run.curves, track.epoch[choose(track.value)])
