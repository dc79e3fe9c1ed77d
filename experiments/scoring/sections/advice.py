"""Live advice: where it would have stopped each run, beside patience."""

from collections.abc import Sequence

import numpy as np

from experiments.scoring.advice import (
    Forecasts,
    Replay,
    Stop,
    calibration,
    equal_patience,
    forecasts,
    is_scored,
    patient_stop,
    replay,
    statistics,
)
from experiments.scoring.bootstrap import estimate, minus
from experiments.scoring.corpus import Labelled
from experiments.scoring.groups import GROUPS, select
from experiments.scoring.readings import Reading
from experiments.scoring.tables import Column, Comparison, Row, Section, Table, row

PATIENCE = (5, 10, 20, 40, 80)
BELOW = (5, 10, 20, 30, 40)
COLUMNS = (
    Column("hit", "best epoch reached"),
    Column("saved", "epochs saved, %", "%"),
    Column("regret", "mean regret, %", "%"),
    Column("regret_p90", "90th percentile, %", "%", interval=False),
)
BESIDE = (
    *COLUMNS[:3],
    Column("patience_hit", "patience: reached"),
    Column("patience_saved", "saved, %", "%"),
    Column("patience_regret", "mean regret, %", "%"),
)
FORECAST = (
    Column("risk", "chance forecast", interval=False),
    Column("came", "came"),
    Column("cost", "% of the loss forecast", "%", interval=False),
    Column("gain", "% that came", "%"),
)
NOTES = (
    "Each run is replayed epoch by epoch; the first advice to stop ends it, without one its last "
    "epoch does. Runs whose population loss is not finite throughout are left out.",
    "Best epoch reached: the lowest population loss of the run lies at or before the stop. Regret: "
    "population loss at the best logged epoch until then above the minimum of the whole run, in "
    "per cent, at most 200 a run.",
    "“Saves as much”: the smallest patience that saves no more epochs than the advice on the runs "
    "of its row; it is chosen with hindsight.",
    "Forecasts: over all epochs with an advice, each run weighing the same. The chance is that an "
    "epoch at least 1 % better is still to come; the coefficients were fitted on this corpus.",
)


def section(readings: Sequence[Reading], rounds: int) -> Section:
    """Readings of the whole corpus in; runs without a finite population loss are left out.

    >>> from experiments.curves import Curves
    >>> from experiments.scoring.readings import read
    >>> loss = [1.0, 0.6, 0.5] + [0.5 + 0.02 * i for i in range(1, 28)]
    >>> truth = {"labels": {}, "population": {"loss": loss}}
    >>> found = section(read([Labelled.of("a", Curves.of(val_loss=loss), truth)]), rounds=0)
    >>> [(row.key, round(row.cells["saved"].value, 1)) for row in found.tables[0].rows[1:4]]
    [('patience_5', 73.3), ('patience_10', 56.7), ('patience_20', 23.3)]
    """
    replayed = [(r.run, replay(r.run.curves)) for r in readings if is_scored(r.run)]
    seen = [(run, one) for run, one in replayed if one is not None]
    runs, ours = [run for run, _ in seen], [one.stop(run.epochs) for run, one in seen]
    tables = [
        Table("stops", "Advice and patience, all runs", COLUMNS, _stops(runs, ours, rounds)),
        *_patience_by_length(runs, ours, rounds),
        Table("groups", "Beside what saves as much", BESIDE, _groups(runs, ours, rounds)),
        Table("trade_off", "Stopping below another chance", BESIDE, _trade_off(seen, rounds)),
        Table("forecasts", "Forecasts and what came", FORECAST, _bands(seen, rounds)),
    ]
    return Section("advice", "Live advice", tables, _compared(runs, ours, rounds), NOTES)


def _stops(runs: Sequence[Labelled], ours: Sequence[Stop], rounds: int) -> list[Row]:
    if not runs:
        return []
    rows = [row("lossacc", "lossacc", runs, statistics(runs, ours), rounds)]
    for patience in PATIENCE:
        stops = [patient_stop(run, patience) for run in runs]
        title = f"patience {patience}"
        rows.append(row(f"patience_{patience}", title, runs, statistics(runs, stops), rounds))
    return rows


def _patience_by_length(runs: Sequence[Labelled], ours: Sequence[Stop], rounds: int) -> list[Table]:
    tables = []
    for group in GROUPS[1:4]:
        kept, said = select(runs, ours, group.holds)
        if kept:
            title = f"Advice and patience, {group.title}"
            tables.append(Table(f"stops_{group.key}", title, COLUMNS, _stops(kept, said, rounds)))
    return tables


def _groups(runs: Sequence[Labelled], ours: Sequence[Stop], rounds: int) -> list[Row]:
    rows = []
    for group in GROUPS:
        kept, said = select(runs, ours, group.holds)
        if kept:
            rows.append(_beside(group.key, group.title, kept, said, rounds))
    return rows


def _trade_off(seen: Sequence[tuple[Labelled, Replay]], rounds: int) -> list[Row]:
    runs, rows = [run for run, _ in seen], []
    for percent in BELOW if runs else ():
        ours = [one.stop(run.epochs, percent / 100) for run, one in seen]
        rows.append(_beside(f"below_{percent}", f"below {percent} %", runs, ours, rounds))
    return rows


def _beside(
    key: str, title: str, runs: Sequence[Labelled], ours: Sequence[Stop], rounds: int
) -> Row:
    """Our stops, and those of the patience that saves as much on the same runs."""
    patience = equal_patience(runs, ours)
    theirs = statistics(runs, [patient_stop(run, patience) for run in runs])
    cells = statistics(runs, ours) | {f"patience_{name}": one for name, one in theirs.items()}
    return row(key, f"{title}, patience {patience}", runs, cells, rounds)


def _bands(seen: Sequence[tuple[Labelled, Replay]], rounds: int) -> list[Row]:
    runs = [run for run, _ in seen]
    found = [_in_percent(forecasts(run, one)) for run, one in seen]
    rows = []
    for tenth in range(10):
        low, high = tenth / 10, (tenth + 1) / 10
        inside = [bool(((one.risk >= low) & (one.risk < high)).any()) for one in found]
        kept = [one for one, there in zip(found, inside, strict=True) if there]
        title = f"{10 * tenth} to {10 * (tenth + 1)} %"
        if kept:
            cells = calibration(kept, low, high)
            rows.append(
                row(f"from_{10 * tenth}", title, list(np.array(runs)[inside]), cells, rounds)
            )
    return rows


def _in_percent(one: Forecasts) -> Forecasts:
    return Forecasts(one.risk, one.came, 100 * one.cost, 100 * one.gain, one.weight)


def _compared(runs: Sequence[Labelled], ours: Sequence[Stop], rounds: int) -> list[Comparison]:
    if not runs:
        return []
    equal = equal_patience(runs, ours)
    mine, compared = statistics(runs, ours), []
    for patience in (*PATIENCE, equal):
        theirs = statistics(runs, [patient_stop(run, patience) for run in runs])
        other = f"patience {patience}" + (" (saves as much)" if patience == equal else "")
        for name, measure, unit, higher in (
            ("hit", "best epoch reached", "", True),
            ("saved", "epochs saved", "%", True),
            ("regret", "mean regret", "%", False),
        ):
            difference = estimate(minus(mine[name], theirs[name]), len(runs), rounds)
            compared.append(Comparison(measure, other, difference, unit, higher))
    return compared
