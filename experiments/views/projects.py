from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from experiments import queries
from experiments.access import may, project_for
from experiments.analysis.finding import LABELS
from experiments.forms.project import ProjectForm
from experiments.models import Membership, Project, Run
from experiments.services import projects as service
from experiments.views.compare_query import MOST_RUNS
from experiments.views.run_table import STARTED, Facet, TableState, columns_for, facets
from experiments.views.saved_view_query import view_menu

Role = Membership.Role


@require_GET
def projects(request: HttpRequest) -> HttpResponse:
    roles = dict(request.user.memberships.values_list("project", "role"))
    listed = list(queries.project_list(request.user))
    for project in listed:
        project.role = roles.get(project.pk, "administrator")
    return render(request, "projects/list.html", {"projects": listed})


@require_http_methods(["GET", "POST"])
def project_new(request: HttpRequest) -> HttpResponse:
    form = ProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = service.create_project(request.user, **form.cleaned_data)
        messages.success(request, f"{made.name} was made. You are its owner.")
        return redirect("project", made.slug)
    return render(request, "projects/new.html", {"form": form})


@require_GET
def project(request: HttpRequest, slug: str) -> HttpResponse:
    shown = project_for(request.user, slug)
    state = TableState.from_query(request.GET)
    filters = {"text": state.q, "verdict": state.verdict, "status": state.status}
    page = queries.run_table(shown, **filters, sort=state.sort, page=request.GET.get("page", "1"))
    columns = columns_for(page.object_list)
    context = {
        "project": shown,
        "state": state,
        "headers": state.headers(columns),
        "shows_start": any(column.key == STARTED for column in columns),
        "page": page,
        "page_query": state.query() and state.query() + "&",
        "most_compared": MOST_RUNS,
        "waiting": [run for run in page.object_list if run.analysing],
        "may_edit": may(request.user, Role.EDITOR, shown),
        "views": view_menu(request.user, shown, request.GET),
        "verdicts": _verdict_facets(shown, state),
        "statuses": _status_facets(shown, state),
        "member_count": shown.memberships.count(),
        "run_count": queries.live_runs(shown).count(),
        "trash_count": queries.trash(shown).count(),
    }
    return render(request, "projects/runs.html", context)


def _verdict_facets(project: Project, state: TableState) -> list[Facet]:
    runs = queries.filtered_runs(project, text=state.q, status=state.status)
    return facets(state, "verdict", LABELS, queries.counts_by(runs, "verdict"))


def _status_facets(project: Project, state: TableState) -> list[Facet]:
    runs = queries.filtered_runs(project, text=state.q, verdict=state.verdict)
    return facets(state, "status", Run.Status.values, queries.counts_by(runs, "status"))


@require_GET
def project_verdicts(request: HttpRequest, slug: str) -> HttpResponse:
    """The verdicts of the runs that a run table waits for, to be put in their places."""
    shown = project_for(request.user, slug)
    runs = queries.waiting_runs(shown, _uuids(request.GET.getlist("run")))
    waiting = [run for run in runs if run.analysing]
    context = {"project": shown, "runs": runs, "waiting": waiting}
    return render(request, "projects/_verdicts.html", context)


def _uuids(texts: list[str]) -> list[UUID]:
    try:
        return [UUID(text) for text in texts[: queries.RUNS_A_PAGE]]
    except ValueError:
        raise Http404("This address names a run that cannot be.") from None
