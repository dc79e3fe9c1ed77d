"""Changes to many runs: of those chosen in a table or the trash, or of all that it shows."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from experiments import tasks
from experiments.access import may, project_for
from experiments.forms.bulk import BulkTagsForm
from experiments.models import BulkChange, Membership, Project, Run
from experiments.querying.errors import QueryError
from experiments.services import bulk as service
from experiments.views import bulk_words
from experiments.views.bulk_scope import IN_TRASH, Scope, scope_of
from experiments.views.run_table import TableState

Action, Role, State = BulkChange.Action, Membership.Role, BulkChange.State
OF_TAGS = (Action.ADD_TAGS, Action.REMOVE_TAGS)


@dataclass(frozen=True)
class Asked:
    """A request for a change: who may, in which project, to which runs."""

    request: HttpRequest
    project: Project
    scope: Scope
    in_trash: bool = False

    @property
    def back(self) -> str:
        """The table or the trash, as it was shown."""
        name = "project_trash" if self.in_trash else "project"
        query = self.request.GET.urlencode()
        return reverse(name, args=[self.project.slug]) + (query and f"?{query}")


@require_http_methods(["GET", "POST"])
def bulk(request: HttpRequest, slug: str) -> HttpResponse:
    """What can be done to these runs; changes nothing. Many chosen runs fit into no address."""
    project = project_for(request.user, slug, Role.EDITOR)
    sent = request.POST if request.method == "POST" else QueryDict("all=1")
    try:
        scope = scope_of(project, sent, request.GET)
    except QueryError as error:
        return _refuse_query(request, project, error)
    return _offer(Asked(request, project, scope))


@require_POST
def bulk_change(request: HttpRequest, slug: str, action: str) -> HttpResponse:
    if action not in Action.values:
        raise Http404("There is no such change of many runs.")
    role = Role.OWNER if action == Action.PURGE else Role.EDITOR
    project, in_trash = project_for(request.user, slug, role), action in IN_TRASH
    try:
        scope = scope_of(project, request.POST, request.GET, in_trash=in_trash)
    except QueryError as error:
        return _refuse_query(request, project, error)
    asked = Asked(request, project, scope, in_trash)
    if not scope.asked:
        messages.warning(request, "No run was chosen, so nothing was changed.")
        return redirect(asked.back)
    if action in OF_TAGS:
        return _change_tags(asked, action)
    if scope.has_changed or (not scope.is_confirmed and (scope.is_all or action == Action.PURGE)):
        return _offer(asked)
    return _change(asked, action)


def _refuse_query(
    request: HttpRequest, project: Project, error: QueryError
) -> HttpResponseRedirect:
    """Back to the table, which shows where in the query the error is."""
    messages.error(request, f"Nothing was changed. The query is not understood: {error}")
    return redirect(Asked(request, project, Scope(Run.objects.none(), 0)).back)


def _change_tags(asked: Asked, action: str) -> HttpResponse:
    form = BulkTagsForm(asked.request.POST)
    if asked.scope.has_changed or not form.is_valid():
        return _offer(asked, form)
    return _change(asked, action, form.cleaned_data["tags"])


def _change(asked: Asked, action: str, tags: tuple[str, ...] = ()) -> HttpResponse:
    request, scope = asked.request, asked.scope
    change = service.change_runs(
        asked.project, request.user, action, scope.ids(), asked=scope.asked, tags=tags
    )
    tasks.wake()
    return _tell(request, change, asked.back)


def _tell(request: HttpRequest, change: BulkChange, back: str) -> HttpResponseRedirect:
    if change.finished_at is None or change.state == State.FAILED:
        return redirect("bulk_progress", change.project.slug, change.uuid)
    say = messages.success if change.changed else messages.warning
    say(request, bulk_words.told(change), extra_tags=_undo(change, request.GET.urlencode()))
    return redirect(back)


def _undo(change: BulkChange, query: str = "") -> str:
    """Where a change that can be undone is undone; `query` is the table's, which is shown then."""
    has_ended = change.finished_at is not None
    if change.action not in service.CAN_BE_UNDONE or not change.changed or not has_ended:
        return ""
    return reverse("bulk_undo", args=[change.project.slug, change.uuid]) + (query and f"?{query}")


def _offer(asked: Asked, form: BulkTagsForm | None = None) -> HttpResponse:
    state = TableState.from_query(asked.request.GET)
    scope = asked.scope
    context = {
        "project": asked.project,
        "scope": scope,
        "state": state,
        "query": asked.request.GET.urlencode(),
        "back": asked.back,
        "form": form or BulkTagsForm(),
        "before": (scope.before or timezone.now()).isoformat(),
        "known_tags": asked.project.tags.values_list("name", flat=True),
    }
    page = "projects/purge.html" if asked.in_trash else "projects/bulk.html"
    return render(asked.request, page, context, status=409 if scope.has_changed else 200)


@require_GET
def bulk_progress(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    project = project_for(request.user, slug)
    change = get_object_or_404(BulkChange, project=project, uuid=uuid)
    context = {
        "project": project,
        "change": change,
        "total": len(change.wanted),
        "under_way": bulk_words.under_way(change),
        "told": bulk_words.told(change),
        "undo": _undo(change) if may(request.user, Role.EDITOR, project) else "",
    }
    page = "projects/_bulk_progress.html" if request.htmx else "projects/bulk_progress.html"
    return render(request, page, context)


@require_POST
def bulk_undo(request: HttpRequest, slug: str, uuid: UUID) -> HttpResponse:
    project = project_for(request.user, slug, Role.EDITOR)
    undone = {"project": project, "uuid": uuid, "action__in": service.CAN_BE_UNDONE}
    change = get_object_or_404(BulkChange, **undone)
    if change.finished_at is None:
        messages.warning(request, "Runs are still being changed. Undo it when that has ended.")
        return redirect("bulk_progress", slug, uuid)
    undoing = service.undo(change, request.user)
    tasks.wake()
    return _tell(request, undoing, Asked(request, project, Scope(Run.objects.none(), 0)).back)
