from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from experiments import access, queries, tasks
from experiments.curves import KINDS
from experiments.downloads import original_file
from experiments.forms.upload import UploadForm
from experiments.models import Membership, Upload
from experiments.services import intake, projects, readings, uploads

Outcome = Upload.Outcome
_WORDS = {
    Outcome.STORED: "stored",
    Outcome.UPDATED: "updated",
    Outcome.ALREADY_THERE: "already there",
    Outcome.EXTENDS: "waiting for you",
    Outcome.REFUSED: "refused",
}
EDITOR = Membership.Role.EDITOR


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    chosen = request.GET.get("project") or _latest_project(request.user)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(request.user, *sent, initial={"project": chosen})
    if sent and form.is_valid():
        return _store(request, form)
    return render(request, "uploads/upload.html", {"form": form})


def _latest_project(user: User) -> str | None:
    latest = Upload.objects.filter(uploaded_by=user).order_by("-uploaded_at")
    return latest.values_list("project__slug", flat=True).first()


def _store(request: HttpRequest, form: UploadForm) -> HttpResponse:
    said = form.cleaned_data
    project = said["project"]
    if said["new_project"]:
        project = projects.project_for_batch(request.user, said["new_project"], said["batch"])
    options = uploads.UploadOptions(name=said["name"], tags=said["tags"], facts=form.facts)
    announced = [intake.Announced(file.name, file.size) for file in form.received]
    rows = intake.expect(project, request.user, said["batch"], announced, options=options)
    for row, file in zip(rows, form.received, strict=True):
        readings.take(row, file)
    tasks.wake()
    return redirect("upload_batch", said["batch"])


@require_GET
def upload_batch(request: HttpRequest, batch: UUID) -> HttpResponse:
    received = list(queries.uploads_of(request.user, batch))
    if not received:
        raise Http404("There is no such upload, or you are not a member of its project.")
    runs = [run for upload in received for run in upload.shown_runs]
    context = {
        "runs": runs,
        "project": received[0].project,
        "uploads": received,
        "counts": _count(received),
        "may_edit": access.may(request.user, EDITOR, received[0].project),
        "kinds": KINDS,
        "analysing": any(run.analysing for run in runs),
    }
    page = "uploads/_verdicts.html" if request.htmx else "uploads/batch.html"
    return render(request, page, context)


def _count(received: list[Upload]) -> list[tuple[int, str]]:
    outcomes = [upload.outcome for upload in received]
    return [(outcomes.count(o), word) for o, word in _WORDS.items() if o in outcomes]


@require_POST
def upload_apply(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Updates the run that this upload extends."""
    upload = access.upload_for(request.user, uuid, EDITOR)
    return _answer(request, upload, lambda: uploads.apply_extension(upload))


@require_POST
def upload_separate(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Stores an upload that extends a run as a run of its own."""
    upload = access.upload_for(request.user, uuid, EDITOR)
    return _answer(request, upload, lambda: uploads.store_separately(upload, request.user))


def _answer(request: HttpRequest, upload: Upload, act: Callable[[], object]) -> HttpResponse:
    if upload.outcome != Outcome.EXTENDS:
        messages.info(request, f"{upload.name} was dealt with already. Nothing was changed.")
        return redirect("upload_batch", upload.batch)
    try:
        act()
    except ValueError as refusal:
        messages.error(request, str(refusal))
    tasks.wake()
    return redirect("upload_batch", upload.batch)


@require_GET
def upload_file(request: HttpRequest, uuid: UUID) -> FileResponse:
    return original_file(access.upload_for(request.user, uuid))
