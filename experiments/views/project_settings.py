from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from experiments.access import may, project_for
from experiments.forms.project import MemberForm, ProjectForm, RoleForm
from experiments.models import Membership, MetricRule, Project
from experiments.services import metric_rules, projects
from experiments.services.rereadings import failed_rereadings, open_rereadings
from experiments.services.ruling import meaning

Role = Membership.Role


@dataclass(frozen=True)
class RuleRow:
    rule: MetricRule
    meaning: str


@require_http_methods(["GET", "POST"])
def project_settings(request: HttpRequest, slug: str) -> HttpResponse:
    if request.method == "GET":
        return _render(request, project_for(request.user, slug))
    shown = project_for(request.user, slug, Role.OWNER)
    form = ProjectForm(request.POST)
    if not form.is_valid():
        return _render(request, shown, form=form)
    projects.edit_project(shown, **form.cleaned_data)
    messages.success(request, "Name and description were saved.")
    return redirect("project_settings", slug)


@require_POST
def project_members_add(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug, Role.OWNER)
    form = MemberForm(request.POST)
    if form.is_valid():
        try:
            member = projects.add_member(project, **form.cleaned_data)
        except ValueError as refusal:
            form.add_error("username", str(refusal))
        else:
            messages.success(request, f"{member.user} is {member.role} now.")
            return redirect("project_settings", slug)
    return _render(request, project, member_form=form)


@require_POST
def project_member_change(request: HttpRequest, slug: str, member: int) -> HttpResponse:
    project = project_for(request.user, slug, Role.OWNER)
    membership = get_object_or_404(Membership, pk=member, project=project)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose one of the roles viewer, editor and owner.")
        return redirect("project_settings", slug)
    try:
        projects.change_role(membership, form.cleaned_data["role"])
    except ValueError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{membership.user} is {membership.role} now.")
    return redirect("project_settings", slug)


@require_POST
def project_member_remove(request: HttpRequest, slug: str, member: int) -> HttpResponse:
    project = project_for(request.user, slug, Role.OWNER)
    membership = get_object_or_404(Membership, pk=member, project=project)
    try:
        projects.remove_member(membership)
    except ValueError as refusal:
        messages.error(request, str(refusal))
        return redirect("project_settings", slug)
    messages.success(request, f"{membership.user} is no longer a member of {project}.")
    if membership.user == request.user:
        return redirect("projects")
    return redirect("project_settings", slug)


@require_POST
def project_rule_delete(request: HttpRequest, slug: str, rule: int) -> HttpResponse:
    project = project_for(request.user, slug, Role.EDITOR)
    unwanted = get_object_or_404(MetricRule, pk=rule, project=project)
    metric_rules.delete_rule(unwanted)
    messages.success(
        request,
        f"{unwanted} is read by its name again in runs to come. "
        "Runs that are there stay as they are.",
    )
    return redirect("project_settings", slug)


def _render(
    request: HttpRequest,
    project: Project,
    *,
    form: ProjectForm | None = None,
    member_form: MemberForm | None = None,
) -> HttpResponse:
    said = {"name": project.name, "description": project.description}
    context = {
        "project": project,
        "form": form or ProjectForm(initial=said),
        "member_form": member_form or MemberForm(),
        "members": project.memberships.select_related("user"),
        "roles": Role.choices,
        "rules": _rules(project),
        "waiting": open_rereadings().filter(run__project=project).count(),
        "unread": failed_rereadings(project),
        "may_edit": may(request.user, Role.EDITOR, project),
        "is_owner": may(request.user, Role.OWNER, project),
    }
    return render(request, "projects/settings.html", context)


def _rules(project: Project) -> list[RuleRow]:
    rules = project.metric_rules.select_related("made_by").order_by("name")
    return [RuleRow(rule, meaning(rule.kind, rule.split)) for rule in rules]
