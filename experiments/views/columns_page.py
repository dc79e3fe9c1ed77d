"""The page that chooses the columns of a run table, and puts them in order."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from experiments.access import project_for
from experiments.models import Project
from experiments.querying.fields import known_names
from experiments.views.run_columns import NAME, USUAL, columns_of, moved, ordered_names
from experiments.views.run_table import TableState

STEPS = {"up": -1, "down": 1}


@require_GET
def project_columns(request: HttpRequest, slug: str) -> HttpResponse:
    """The page, and what its form leads to: the table with these columns, or the page again."""
    shown = project_for(request.user, slug)
    state = TableState.from_query(request.GET)
    if "chosen" in request.GET:
        return redirect(_address(shown, state, request.GET))
    table = reverse("project", args=[shown.slug])
    context = {
        "project": shown,
        "state": state,
        "chosen": columns_of(shown, replace(state, pin="")).without(NAME),
        "known": [name for name in known_names(shown) if name != NAME],
        "kept": list(state.pairs(columns=(), pin="")),
        "back": f"{table}?{state.query()}",
    }
    return render(request, "projects/columns.html", context)


def _address(shown: Project, state: TableState, form: QueryDict) -> str:
    chosen = form.getlist("column")
    places = [_place(form.get(f"place {name}", "")) for name in chosen]
    names = ordered_names(chosen, places, form.get("add", ""))
    way, _, name = form.get("move", "").partition(" ")
    goes_on, at = "again" in form, ""
    if way in STEPS and name in names:
        names = moved(names, name, STEPS[way])
        # The button that was pressed has the focus again, in its new place.
        goes_on, at = True, f"#{way}-{names.index(name) + 1}"
    page = reverse("project_columns" if goes_on else "project", args=[shown.slug])
    return f"{page}?{state.query(columns=() if names == USUAL else names)}{at}"


def _place(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("inf")
