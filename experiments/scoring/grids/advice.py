"""The coefficients of the live advice: chosen by how likely they make what came."""

from collections.abc import Sequence
from itertools import product

from experiments.analysis.outlook import Limits
from experiments.scoring.advice import (
    Replay,
    forecasts,
    is_scored,
    likelihood,
    replay,
    statistics,
)
from experiments.scoring.bootstrap import point
from experiments.scoring.corpus import Labelled
from experiments.scoring.tuning import Tunable, shipped_first

CHOICES = {
    "start": (-0.2, 0.15),
    "waited": (0.45, 0.6, 0.75),
    "risen": (1.4, 2.0, 2.6),
    "falling": (4.4, 5.6, 6.8),
}


def _kept(
    runs: Sequence[Labelled], replays: Sequence[Replay | None]
) -> list[tuple[Labelled, Replay]]:
    both = zip(runs, replays, strict=True)
    return [(run, one) for run, one in both if one is not None and is_scored(run)]


def _score(runs: Sequence[Labelled], replays: Sequence[Replay | None]) -> float:
    """Mean log-likelihood of what came; not of the stops, which would reward stopping late."""
    return likelihood([forecasts(run, one) for run, one in _kept(runs, replays)])


def _figures(runs: Sequence[Labelled], replays: Sequence[Replay | None]) -> dict[str, float]:
    scored = _kept(runs, replays)
    stops = [one.stop(run.epochs) for run, one in scored]
    found = statistics([run for run, _ in scored], stops)
    return {name: point(statistic, len(scored)) for name, statistic in found.items()}


TUNABLE = Tunable(
    name="live_advice",
    candidates=shipped_first(Limits(), (Limits(*values) for values in product(*CHOICES.values()))),
    predict=replay,
    score=_score,
    figures=_figures,
)
