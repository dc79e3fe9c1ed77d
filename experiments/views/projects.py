from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from experiments import queries
from experiments.forms.project import ProjectForm
from experiments.services import projects as service


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
