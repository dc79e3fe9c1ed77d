from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST

from experiments import tasks
from experiments.access import run_for
from experiments.facts import Facts, facts_from_parameters
from experiments.forms.facts import FactsForm
from experiments.forms.run import MoveForm, RunForm
from experiments.models import Membership, Run
from experiments.queries_predictions import facts_from_predictions
from experiments.services import analyses
from experiments.services import runs as service
from experiments.views.run_page import FACT_LABELS, fact_text

EDITOR = Membership.Role.EDITOR


@require_http_methods(["GET", "POST"])
def run_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    run = run_for(request.user, uuid, EDITOR)
    said = {"name": run.name, "status": run.status}
    form = RunForm(_sent(request), initial=said)
    if request.method == "POST" and form.is_valid():
        service.edit_run(run, **form.cleaned_data)
        messages.success(request, "The changes were saved.")
        return redirect("run", uuid)
    return _page(request, "runs/edit.html", run, form=form)


@require_http_methods(["GET", "POST"])
def run_facts(request: HttpRequest, uuid: UUID) -> HttpResponse:
    run = run_for(request.user, uuid, EDITOR)
    said = {name: getattr(run, name) for name in FACT_LABELS}
    form = FactsForm(_sent(request), initial=said)
    if request.method == "POST" and form.is_valid():
        service.set_facts(run, form.facts)
        tasks.wake()
        messages.success(request, "The facts were saved. The run is read again with them.")
        return redirect("run", uuid)
    told = facts_from_parameters(run.parameters)
    _hint(form, "parameters", told)
    _hint(form, "predictions", _left(facts_from_predictions(run), told))
    return _page(request, "runs/facts.html", run, form=form)


def _left(facts: Facts, told: Facts) -> Facts:
    """The facts that are not told yet."""
    return Facts(**{n: getattr(facts, n) for n in FACT_LABELS if not told.says(n)})


def _hint(form: FactsForm, source: str, known: Facts) -> None:
    """Says beside each input what an empty one stands for."""
    for name in FACT_LABELS:
        if known.says(name):
            hint = f"The {source} say: {fact_text(known, name)}."
            field = form.fields[name]
            field.help_text = f"{field.help_text} {hint}".strip()


@require_http_methods(["GET", "POST"])
def run_move(request: HttpRequest, uuid: UUID) -> HttpResponse:
    run = run_for(request.user, uuid, EDITOR)
    form = MoveForm(request.user, run, _sent(request))
    if request.method == "POST" and form.is_valid():
        target = form.cleaned_data["project"]
        service.move_run(run, target)
        messages.success(request, f"{run.name} is in {target.name} now.")
        return redirect("run", uuid)
    return _page(request, "runs/move.html", run, form=form)


@require_http_methods(["GET", "POST"])
def run_delete(request: HttpRequest, uuid: UUID) -> HttpResponse:
    run = run_for(request.user, uuid, EDITOR)
    if request.method == "GET":
        return _page(request, "runs/delete.html", run)
    service.delete_run(run)
    trash = reverse("project_trash", args=[run.project.slug])
    said = '{} was moved to the <a href="{}">trash</a>, where it can be restored.'
    undo = reverse("run_restore", args=[uuid])
    messages.success(request, format_html(said, run.name, trash), extra_tags=undo)
    return redirect("project", run.project.slug)


@require_POST
def run_restore(request: HttpRequest, uuid: UUID) -> HttpResponse:
    try:
        run = run_for(request.user, uuid, EDITOR, deleted=True)
    except Http404:
        run = run_for(request.user, uuid, EDITOR)
        messages.info(request, f"{run.name} is not in the trash.")
        return redirect("run", uuid)
    service.restore_run(run)
    if "in_trash" in request.POST:
        said = format_html(
            '<a href="{}">{}</a> was restored.', reverse("run", args=[uuid]), run.name
        )
        messages.success(request, said)
        return redirect("project_trash", run.project.slug)
    messages.success(request, f"{run.name} was restored.")
    return redirect("run", uuid)


@require_POST
def run_analyse(request: HttpRequest, uuid: UUID) -> HttpResponse:
    run = run_for(request.user, uuid, EDITOR)
    analyses.retry(run)
    tasks.wake()
    return redirect("run", uuid)


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _page(request: HttpRequest, template: str, run: Run, **context: object) -> HttpResponse:
    return render(request, template, {"run": run, "project": run.project, **context})
