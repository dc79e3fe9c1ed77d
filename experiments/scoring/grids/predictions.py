"""The prior of the temperature and the limits of the word for over- and under-confidence."""

import math
from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np

from experiments.predictions.confidence import Limits, Top, judge
from experiments.predictions.outcomes import outcomes
from experiments.predictions.scores import Scores
from experiments.predictions.temperature import Prior, fit
from experiments.scoring.corpus import Labelled
from experiments.scoring.predictions import scores, sign, temperature_error, truths
from experiments.scoring.tuning import Tunable, shipped_first

PRIORS = ((-0.6, -0.4, -0.2, 0.0), (1.5, 2.0, 2.5), (0.7, 0.9, 1.2))
LIMITS = ((0.06, 0.12, 0.24), (0.0025, 0.005, 0.01), (0.02, 0.03, 0.05))


def _advised(read: Mapping[str, Scores], prior: Prior) -> dict[str, float]:
    return {array: fit(found, prior).advised for array, found in read.items()}


def _temperature_errors(
    runs: Sequence[Labelled], said: Sequence[Mapping[str, float]]
) -> np.ndarray:
    both = [(truths(run), advised) for run, advised in zip(runs, said, strict=True)]
    found = [temperature_error(t, true[a]) for true, advised in both for a, t in advised.items()]
    return np.array([error for error in found if not math.isnan(error)])


def _temperature_score(runs: Sequence[Labelled], said: Sequence[Mapping[str, float]]) -> float:
    found = _temperature_errors(runs, said)
    return -float(found.mean()) if len(found) else math.nan


def _temperature_figures(
    runs: Sequence[Labelled], said: Sequence[Mapping[str, float]]
) -> dict[str, float]:
    found = _temperature_errors(runs, said)
    if not len(found):
        return {}
    median, p90 = np.quantile(found, [0.5, 0.9])
    return {"mean": float(found.mean()), "median": float(median), "p90": float(p90)}


def _tops(run: Labelled) -> dict[str, Top]:
    return {a: Top.of(outcomes(s), len(s.classes)) for a, s in scores(run).items()}


def _words(read: Mapping[str, Top], limits: Limits) -> dict[str, str]:
    return {array: judge(top, limits).confidence for array, top in read.items()}


def _share_right(
    runs: Sequence[Labelled], said: Sequence[Mapping[str, str]], least: float
) -> float:
    right = [
        sign(word) == np.sign(truths(run)[array].gap)
        for run, words in zip(runs, said, strict=True)
        for array, word in words.items()
        if abs(truths(run)[array].gap) >= least
    ]
    return float(np.mean(right)) if right else math.nan


def _confidence_figures(
    runs: Sequence[Labelled], said: Sequence[Mapping[str, str]]
) -> dict[str, float]:
    return {f"sign_{p}": _share_right(runs, said, p / 100) for p in (2, 5)}


TUNABLES = (
    Tunable(
        name="temperature",
        candidates=shipped_first(Prior(), (Prior(*values) for values in product(*PRIORS))),
        predict=_advised,
        score=_temperature_score,
        figures=_temperature_figures,
        read=scores,
    ),
    Tunable(
        name="confidence",
        candidates=shipped_first(Limits(), (Limits(*values) for values in product(*LIMITS))),
        predict=_words,
        score=lambda runs, said: _share_right(runs, said, 0.02),
        figures=_confidence_figures,
        read=_tops,
    ),
)
