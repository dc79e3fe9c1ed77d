from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from experiments import queries_comparison
from experiments.charts.plane import Plane, PlaneRun, planes
from experiments.comparison.decide import decide
from experiments.comparison.groups import grouped, is_seed
from experiments.comparison.parameters import differences
from experiments.comparison.preference import TITLES
from experiments.models import Run
from experiments.views.compare_answer import answer, methods, score_name, stats, untold
from experiments.views.compare_charts import curve_charts, pareto_chart, splits_of
from experiments.views.compare_query import MOST_RUNS, CompareQuery, ComparisonError
from experiments.views.compare_runs import Compared, PairTests, compared_runs
from experiments.views.compare_tables import (
    front_rows,
    out_rows,
    pair_rows,
    price_rows,
    rank_rows,
    value_rows,
)

CROSS_ENTROPIES = {None, "mean_cross_entropy"}
PLACES = {
    "best_by_loss": "lowest loss",
    "best_by_accuracy": "highest accuracy",
    "last": "last epoch",
}
FORMS = {
    "preference": ("prefer", "weight"),
    "curves": ("scale", "split", "smooth"),
    "values": ("at",),
    "group": ("group",),
}
"""What each form of the page sets; it carries on the rest of the address."""


@dataclass(frozen=True)
class Chip:
    """A run, and the address of the comparison without it."""

    run: Compared
    without: str


@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Up to twenty runs side by side, and which of them to ship."""
    try:
        asked = CompareQuery.of(request.GET)
    except ComparisonError as refused:
        context = {"reason": str(refused)}
        return render(request, "compare/refused.html", context, status=400)
    runs = queries_comparison.visible_runs(request.user, asked.uuids)
    if len(runs) < len(asked.uuids):
        raise Http404(_missing(asked, runs))
    context = {
        "asked": asked,
        "runs": runs,
        "offered": queries_comparison.offered_runs(request.user, runs),
        "most": MOST_RUNS,
    }
    if len(runs) < 2:
        return render(request, "compare/choose.html", context)
    return render(request, "compare/compare.html", context | _comparison(asked, runs))


def _missing(asked: CompareQuery, runs: Sequence[Run]) -> str:
    there = {run.uuid for run in runs}
    places = [str(i) for i, uuid in enumerate(asked.uuids, start=1) if uuid not in there]
    which = f"Run {places[0]}" if len(places) == 1 else f"Runs {', '.join(places)}"
    return (
        f"{which} of this address cannot be shown: deleted, or in a project of which you are no "
        "member. Choose the runs again."
    )


def _comparison(asked: CompareQuery, runs: Sequence[Run]) -> dict[str, object]:
    compared = compared_runs(runs)
    by_key = {c.key: c for c in compared}
    tests = PairTests(compared)
    decision = decide([c.entry for c in compared], asked.preference, tests)
    ranking, prices = rank_rows(decision, by_key), price_rows(decision, by_key)
    charts = curve_charts(compared, asked)
    return (
        {
            "compared": compared,
            "chips": [Chip(c, asked.without(c.key)) for c in compared],
            "one_project": runs[0].project if len({run.project_id for run in runs}) == 1 else None,
            "decision": decision,
            "preferences": TITLES,
            "answer": answer(decision),
            "stats": stats(decision),
            "ranking": ranking,
            "score_name": score_name(decision),
            "methods": methods(ranking),
            "outside": out_rows(decision, by_key),
            "prices": prices,
            "other_choices": untold(decision, prices),
            "pairs": pair_rows(decision, by_key, tests, [p for c in compared for p in c.measured]),
            "charts": charts,
            "splits": splits_of(compared),
            "shown_splits": {line.split for chart in charts for line in chart.panel.lines},
            "plane": _plane(compared),
            "pareto": pareto_chart(decision, compared),
            "front": front_rows(decision, by_key),
        }
        | _values(asked, compared, by_key)
        | _parameters(asked, compared)
        | {f"kept_{form}": asked.kept(*names) for form, names in FORMS.items()}
    )


def _values(
    asked: CompareQuery, compared: Sequence[Compared], by_key: dict[str, Compared]
) -> dict[str, object]:
    baseline = asked.baseline if asked.baseline in by_key else compared[0].key
    rows = value_rows(compared, asked.where, baseline)
    pinned = [replace(row, pin=asked.with_changes(baseline=row.run.key)) for row in rows]
    return {"value_list": pinned, "places": PLACES.items()}


def _parameters(asked: CompareQuery, compared: Sequence[Compared]) -> dict[str, object]:
    parameters = [c.run.parameters for c in compared]
    unlike = differences(parameters)
    names = [row.name for row in unlike.rows if not is_seed(row.name)]
    group = asked.group if asked.group in names else ""
    groups = grouped([c.entry for c in compared], parameters, group) if group else ()
    return {"differences": unlike, "group_names": names, "group": group, "groups": groups}


def _plane(compared: Sequence[Compared]) -> Plane | None:
    """All runs on one plane; floor and ceiling only where they hold for every run."""
    classes = {c.entry.classes for c in compared}
    kinds = {c.facts.loss_kind for c in compared}
    return planes(
        [PlaneRun(c.run.name, c.curves, (c.run.keep_by_loss,)) for c in compared],
        next((c.entry.split for c in compared if c.entry.split), "val"),
        classes.pop() if len(classes) == 1 else None,
        is_cross_entropy=kinds <= CROSS_ENTROPIES,
    )
