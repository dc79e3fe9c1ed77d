"""Saved views of run tables, and the short links to them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from experiments.access import may, project_for, role_in
from experiments.forms.bulk import SavedViewForm
from experiments.models import Membership, SavedView
from experiments.services import saved_views as service
from experiments.views.saved_view_query import canonical, table_address

Role = Membership.Role


@require_GET
def saved_view(request: HttpRequest, code: str) -> HttpResponseRedirect:
    view = _view_for(request, code)
    return redirect(table_address(view))


@require_http_methods(["GET", "POST"])
def saved_view_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Keeps the table that the query of this address shows."""
    project = project_for(request.user, slug, Role.EDITOR)
    query = canonical(request.GET)
    form = SavedViewForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            view = service.save_view(project, request.user, form.cleaned_data["name"], query)
        except ValueError as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, f"The view {view} was saved. {_link(request, view)}")
            return redirect(table_address(view))
    back = reverse("project", args=[slug]) + (query and f"?{query}")
    context = {"project": project, "form": form, "back": back, "title": "Save view"}
    return render(request, "projects/view.html", context)


@require_http_methods(["GET", "POST"])
def saved_view_rename(request: HttpRequest, code: str) -> HttpResponse:
    view = _own_view(request, code)
    form = SavedViewForm(request.POST if request.method == "POST" else {"name": view.name})
    if request.method == "POST" and form.is_valid():
        try:
            service.rename_view(view, form.cleaned_data["name"])
        except ValueError as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, f"The view is called {view} now. Its link stays.")
            return redirect(table_address(view))
    context = {"project": view.project, "form": form, "back": table_address(view)}
    return render(request, "projects/view.html", context | {"title": "Rename view"})


@require_POST
def saved_view_update(request: HttpRequest, code: str) -> HttpResponse:
    """The view becomes what the query of this address shows."""
    view = _own_view(request, code)
    try:
        service.update_view(view, canonical(request.GET))
    except ValueError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"The view {view} was updated. Its link stays.")
    return redirect(table_address(view))


@require_POST
def saved_view_delete(request: HttpRequest, code: str) -> HttpResponse:
    view = _own_view(request, code)
    service.delete_view(view)
    messages.success(request, f"The view {view} was deleted. Its link no longer opens.")
    address = reverse("project", args=[view.project.slug])
    return redirect(address + (view.query and f"?{view.query}"))


def _view_for(request: HttpRequest, code: str) -> SavedView:
    view = SavedView.objects.select_related("project").filter(code=code).first()
    if view is None or role_in(request.user, view.project) is None:
        raise Http404("There is no such view, or you are not a member of its project.")
    return view


def _own_view(request: HttpRequest, code: str) -> SavedView:
    """A view that the user made, or any of a project that the user owns."""
    view = _view_for(request, code)
    role = Role.EDITOR if view.made_by_id == request.user.pk else Role.OWNER
    if not may(request.user, role, view.project):
        raise PermissionDenied("This needs the role editor and a view of your own, or an owner.")
    return view


def _link(request: HttpRequest, view: SavedView) -> str:
    address = request.build_absolute_uri(reverse("saved_view", args=[view.code]))
    return f"Its link: {address}"
