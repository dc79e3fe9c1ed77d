"""Notes and tags, edited on the run's own page; a refusal has a page of its own."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from experiments.access import run_for
from experiments.forms.annotations import AddTagsForm, NotesForm
from experiments.models import Membership, Run
from experiments.queries_run_page import suggested_tags
from experiments.services import annotations

EDITOR = Membership.Role.EDITOR


@require_http_methods(["GET", "POST"])
def run_notes(request: HttpRequest, uuid: UUID) -> HttpResponse:
    run = run_for(request.user, uuid, EDITOR)
    if request.method == "GET":
        return _notes_page(request, run, notes_form(run))
    form = NotesForm(request.POST)
    if not form.is_valid():
        return _notes_page(request, run, form)
    try:
        annotations.edit_notes(run, **form.cleaned_data)
    except annotations.ChangedMeanwhileError:
        mine = form.cleaned_data["notes"]
        return _notes_page(request, run, notes_form(run, mine), changed=True)
    messages.success(request, "The notes were saved.")
    return redirect(f"{run_url(run)}#notes")


def run_url(run: Run) -> str:
    return reverse("run", args=[run.uuid])


def notes_form(run: Run, notes: str | None = None) -> NotesForm:
    """The run's notes, or others that are to take their place."""
    shown = run.notes if notes is None else notes
    return NotesForm(initial={"notes": shown, "seen": annotations.state_of(run.notes)})


@require_POST
def run_tags_add(request: HttpRequest, uuid: UUID) -> HttpResponse:
    run = run_for(request.user, uuid, EDITOR)
    form = AddTagsForm(request.POST)
    if form.is_valid():
        annotations.add_tags(run, form.cleaned_data["tags"])
        return redirect("run", uuid)
    context = {"run": run, "project": run.project, "form": form, "known": suggested_tags(run)}
    return render(request, "runs/tags.html", context)


@require_POST
def run_tag_remove(request: HttpRequest, uuid: UUID) -> HttpResponse:
    run = run_for(request.user, uuid, EDITOR)
    annotations.remove_tag(run, request.POST.get("tag", ""))
    return redirect("run", uuid)


def _notes_page(
    request: HttpRequest, run: Run, form: NotesForm, *, changed: bool = False
) -> HttpResponse:
    context = {"run": run, "project": run.project, "form": form, "changed": changed}
    return render(request, "runs/notes.html", context, status=409 if changed else 200)
