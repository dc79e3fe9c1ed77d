from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from experiments import queries_comparison
from experiments.charts.plane import Plane, PlaneRun, planes
from experiments.comparison.decide import decide
from experiments.comparison.groups import Group, grouped, is_seed
from experiments.comparison.parameters import differences
from experiments.comparison.preference import TITLES
from experiments.models import Run
from experiments.views.compare_answer import answer, methods, score_name, stats, untold
from experiments.views.compare_curves import (
    curve_charts,
    curve_controls,
    curve_figures,
    curve_panels,
)
from experiments.views.compare_front import pareto_chart
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
    "curves": ("x", "scale", "split", "smooth"),
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
    runs = _runs(request.user, asked)
    context = {
        "asked": asked,
        "runs": runs,
        "offered": queries_comparison.offered_runs(request.user, runs),
        "most": MOST_RUNS,
    }
    if len(runs) < 2:
        return render(request, "compare/choose.html", context)
    return render(request, "compare/compare.html", context | _comparison(asked, runs))


@require_GET
def compare_figures(request: HttpRequest) -> JsonResponse:
    """The curves alone, as the address asks for them."""
    try:
        asked = CompareQuery.of(request.GET)
    except ComparisonError as refused:
        return JsonResponse({"error": str(refused)}, status=400)
    compared = compared_runs(_runs(request.user, asked))
    controls = curve_controls(compared, asked.options)
    panels = curve_panels(compared, _groups(asked, compared), controls.options)
    return JsonResponse(curve_figures(panels))


def _runs(user: User, asked: CompareQuery) -> list[Run]:
    runs = queries_comparison.visible_runs(user, asked.uuids)
    if len(runs) < len(asked.uuids):
        raise Http404(_missing(asked, runs))
    return runs


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
    groups = _groups(asked, compared)
    controls = curve_controls(compared, asked.options)
    panels = curve_panels(compared, groups, controls.options)
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
            "controls": controls,
            "charts": curve_charts(panels),
            "figures": curve_figures(panels),
            "groups": groups,
            "group": asked.group if groups else "",
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
    return {
        "differences": differences([c.run.parameters for c in compared]),
        "group_names": _group_names(compared),
    }


def _group_names(compared: Sequence[Compared]) -> list[str]:
    """Those that differ first; by one that all share, runs that differ by seed are one group."""
    parameters = [c.run.parameters for c in compared]
    unlike = [row.name for row in differences(parameters).rows]
    every = dict.fromkeys([*unlike, *(name for own in parameters for name in own)])
    return [name for name in every if not is_seed(name)]


def _groups(asked: CompareQuery, compared: Sequence[Compared]) -> tuple[Group, ...]:
    if asked.group not in _group_names(compared):
        return ()
    return grouped([c.entry for c in compared], [c.run.parameters for c in compared], asked.group)


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
