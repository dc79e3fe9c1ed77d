"""The run table of a project."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from experiments import queries
from experiments.access import may, project_for
from experiments.analysis.finding import LABELS
from experiments.models import STATUSES, Membership, Project, Run
from experiments.queries_runs import Matching, Ordered, run_page
from experiments.querying.completion import choices
from experiments.querying.field import Field
from experiments.querying.fields import parameter_fields
from experiments.querying.grammar import LONGEST_QUERY
from experiments.querying.language import is_expression
from experiments.views.asked import uuids, whole_number
from experiments.views.compare_query import MOST_RUNS
from experiments.views.live_page import Live
from experiments.views.run_cells import rows_of
from experiments.views.run_columns import (
    NAME,
    USUAL,
    Columns,
    columns_of,
    sorting_field,
    usual_columns,
)
from experiments.views.run_groups import grouped
from experiments.views.run_table import SIZES, Facet, TableState, facets, page_sizes
from experiments.views.saved_view_query import view_menu

Role = Membership.Role


@require_GET
def project(request: HttpRequest, slug: str) -> HttpResponse:
    shown = project_for(request.user, slug)
    state = TableState.from_query(request.GET)
    matching, misread = state.understood(shown)
    matching = matching.looked_up()
    by, downwards, unsorted = sorting_field(shown, state)
    page = run_page(Ordered(matching, by, downwards), request.GET.get("page", "1"), state.size)
    runs = list(page.object_list)
    columns = columns_of(shown, state, usual_columns(runs, state.sorted_by))
    good_query = misread.shown if misread else state.q
    baseline = _baseline(shown, state.baseline)
    context = {
        "project": shown,
        "state": state,
        "misread": misread,
        "columns": columns,
        "rows": rows_of(runs, columns.without(NAME).shown, baseline, state.query(tag=())),
        "baseline": baseline,
        "live": Live.of(request.user, runs, shown),
        "without_baseline": state.query(baseline=""),
        "grouped": grouped(shown, state, good_query, matching, chosen_fields(columns, state)),
        "ungrouped": state.query(group="", unfold=()),
        "ungrouped_pairs": list(state.pairs(group="", unfold=())),
        "groupable": parameter_fields(shown),
        "wrong_fields": [error for error in (*columns.unknown, unsorted) if error],
        "page": page,
        "sizes": page_sizes(state, page.paginator.count),
        "page_query": state.query() and state.query() + "&",
        "kept": list(state.pairs(q="", was="")),
        "good_query": good_query,
        "is_expression": is_expression(good_query),
        "is_wide": bool(state.columns or baseline) or len(columns.shown) > len(USUAL),
        "shows_gap": any(column.name == "gap" for column in columns.shown),
        "most_compared": MOST_RUNS,
        "waiting": [run for run in runs if run.analysing],
        "may_edit": may(request.user, Role.EDITOR, shown),
        "views": view_menu(request.user, shown, request.GET),
        "facets": _facets(state, matching),
        "member_count": shown.memberships.count(),
        "run_count": matching.count_all(),
        "trash_count": queries.trash(shown).count(),
    }
    return render(request, "projects/runs.html", context)


def chosen_fields(columns: Columns, state: TableState) -> list[Field]:
    """The columns that a person chose; the usual ones are not all worth a mean."""
    return columns.fields if state.columns else []


@dataclass(frozen=True)
class Filters:
    """The three rows of filters above a run table."""

    verdicts: list[Facet]
    statuses: list[Facet]
    tags: list[Facet]


def _facets(state: TableState, matching: Matching) -> Filters:
    tags = matching.by_tag()
    every = facets(state, "tag", tags, tags)
    # A run has many tags or none: their sum is no number of runs.
    return Filters(
        verdicts=facets(state, "verdict", LABELS, matching.by_verdict()),
        statuses=facets(state, "status", STATUSES, matching.by_status()),
        tags=every[1:],
    )


def _baseline(project: Project, uuid: str) -> Run | None:
    try:
        return queries.live_runs(project).filter(uuid=UUID(uuid)).first() if uuid else None
    except ValueError:
        return None


@require_GET
def project_verdicts(request: HttpRequest, slug: str) -> HttpResponse:
    """The verdicts of the runs that a run table waits for, to be put in their places."""
    shown = project_for(request.user, slug)
    runs = queries.waiting_runs(shown, uuids(request.GET.getlist("run")[: max(SIZES)]))
    waiting = [run for run in runs if run.analysing]
    context = {"project": shown, "runs": runs, "waiting": waiting}
    return render(request, "projects/_verdicts.html", context)


@require_GET
def project_complete(request: HttpRequest, slug: str) -> JsonResponse:
    """What may stand at the cursor of a query: {"choices": [{"text", "start", "about"}]}."""
    shown = project_for(request.user, slug)
    text = request.GET.get("q", "").replace("\0", " ")[:LONGEST_QUERY]
    at = whole_number(request.GET.get("at", ""))
    cursor = len(text) if at is None else min(at, len(text))
    found = choices(shown, text, cursor, tuple(LABELS))
    return JsonResponse({"choices": [vars(choice) for choice in found]})
