from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from experiments import queries_comparison
from experiments.charts.plane import Plane, PlaneRun, planes
from experiments.charts.plane_scene import LETTERS
from experiments.comparison.decide import decide
from experiments.comparison.decision import Decision
from experiments.comparison.preference import TITLES
from experiments.models import Run
from experiments.views.compare_answer import methods, score_name, stats, untold
from experiments.views.compare_curves import ComparedCurves
from experiments.views.compare_front import pareto_chart
from experiments.views.compare_parameters import groups_of, parameter_context
from experiments.views.compare_query import MOST_RUNS, CompareQuery, ComparisonError
from experiments.views.compare_runs import (
    AskedRuns,
    Compared,
    PairTests,
    asked_runs,
    compared_runs,
)
from experiments.views.compare_tables import (
    front_rows,
    not_paired,
    out_rows,
    pair_rows,
    price_rows,
    rank_rows,
)
from experiments.views.compare_values import value_rows
from experiments.views.live_page import Live

CROSS_ENTROPIES = {None, "mean_cross_entropy"}
PLACES = {
    "best_by_loss": "best loss",
    "best_by_accuracy": "best accuracy",
    "last": "last",
}
COMPACT = {"separators": (",", ":")}
FORMS = {
    "preference": ("prefer", "weight"),
    "curves": ("x", "scale", "split", "smooth"),
    "values": ("at", "epoch"),
    "group": ("group",),
    "add": ("add",),
}
"""What each form of the page sets; it carries on the rest of the address."""


@dataclass(frozen=True)
class Offer:
    """A run to add, and the address of the comparison with it."""

    run: Run
    address: str


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
    found = asked_runs(request.user, asked)
    runs = found.runs
    context = {
        "found": found,
        "without_missing": asked.without(*found.missing),
        "asked": asked,
        "live": Live.of(request.user, runs),
        "runs": runs,
        "runs_query": urlencode([("run", run.uuid) for run in runs]),
        "offered": _offered(request.user, asked, runs),
        "most": MOST_RUNS,
        "kept_add": asked.kept(*FORMS["add"]),
    }
    if len(runs) < 2:
        return render(request, "compare/choose.html", context)
    return render(request, "compare/compare.html", context | _comparison(asked, found))


@require_GET
def compare_figures(request: HttpRequest) -> JsonResponse:
    """The curves alone, as the address asks for them."""
    try:
        asked = CompareQuery.of(request.GET)
    except ComparisonError as refused:
        return JsonResponse({"error": str(refused)}, status=400)
    compared = compared_runs(asked_runs(request.user, asked))
    curves = ComparedCurves.of(compared, groups_of(asked, compared), asked.options)
    return JsonResponse(curves.figures, json_dumps_params=COMPACT)


def _offered(user: User, asked: CompareQuery, chosen: Sequence[Run]) -> list[Offer]:
    found = queries_comparison.offered_runs(user, chosen, asked.search)
    return [Offer(run, asked.with_run(run.uuid)) for run in found]


def _comparison(asked: CompareQuery, found: AskedRuns) -> dict[str, object]:
    runs = found.runs
    compared = compared_runs(found, queries_comparison.doubts_of_runs(runs))
    by_key = {c.key: c for c in compared}
    tests = PairTests(compared)
    decision = decide([c.entry for c in compared], asked.preference, tests)
    ranking, prices = rank_rows(decision, by_key), price_rows(decision, by_key)
    pairs = pair_rows(decision, by_key, tests, [p for c in compared for p in c.measured])
    groups = groups_of(asked, compared)
    curves = ComparedCurves.of(compared, groups, asked.options)
    interval_known = any(row.bar for row in ranking)
    return (
        {
            "compared": compared,
            "chips": [Chip(c, asked.without(c.key)) for c in compared],
            "one_project": runs[0].project if len({run.project_id for run in runs}) == 1 else None,
            "decision": decision,
            "preferences": TITLES,
            "doubted": _doubted(decision, by_key),
            "stats": stats(decision),
            "ranking": ranking,
            "interval_known": interval_known,
            "rank_cells": 4 + interval_known + (asked.preference.kind != "labels"),
            "score_name": score_name(decision),
            "methods": methods(ranking),
            "outside": out_rows(decision, by_key),
            "prices": prices,
            "other_choices": untold(decision, prices),
            "pairs": pairs,
            "reasons": not_paired(pairs),
            "controls": curves.controls,
            "charts": curves.charts,
            "figures": curves.figures,
            "groups": groups,
            "group": asked.group if groups else "",
            "plane": _plane(compared),
            "pareto": pareto_chart(decision, compared),
            "front": front_rows(decision, by_key),
        }
        | _values(asked, compared, by_key)
        | parameter_context(asked, compared)
        | {f"kept_{form}": asked.kept(*names) for form, names in FORMS.items()}
    )


def _doubted(decision: Decision, by_key: dict[str, Compared]) -> Compared | None:
    """The run to ship, where its own page calls its numbers suspicious."""
    shipped = decision.shipped
    return by_key[shipped.entry.key] if shipped and shipped.entry.doubt else None


def _values(
    asked: CompareQuery, compared: Sequence[Compared], by_key: dict[str, Compared]
) -> dict[str, object]:
    baseline = asked.baseline if asked.baseline in by_key else compared[0].key
    rows = value_rows(compared, asked.where, baseline)
    pinned = [replace(row, pin=asked.with_changes(baseline=row.run.key)) for row in rows]
    return {"value_list": pinned, "places": PLACES.items()}


def _plane(compared: Sequence[Compared]) -> Plane | None:
    """All runs on one plane; floor and ceiling only where they hold for every run."""
    classes = {c.entry.classes for c in compared}
    kinds = {c.facts.loss_kind for c in compared}
    return planes(
        [
            PlaneRun(c.run.name, c.curves, (c.run.keep_by_loss,), LETTERS.index(c.letter))
            for c in compared
        ],
        next((c.entry.split for c in compared if c.entry.split), "val"),
        classes.pop() if len(classes) == 1 else None,
        is_cross_entropy=kinds <= CROSS_ENTROPIES,
    )
