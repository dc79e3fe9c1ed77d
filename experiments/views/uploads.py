"""The upload form, and the files that come for it one by one."""

from itertools import compress
from uuid import UUID

from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from experiments import access, tasks
from experiments.forms.upload import UploadForm
from experiments.models import Membership, Project, Upload
from experiments.parsers.grouping import is_litter
from experiments.services import intake, projects, readings
from experiments.services.creation import UploadOptions

Outcome = Upload.Outcome
EDITOR = Membership.Role.EDITOR


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    chosen = request.GET.get("project") or _latest_project(request.user)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(request.user, *sent, initial={"project": chosen})
    if sent and form.is_valid():
        return _announced(request, form) if form.announced else _store(request, form)
    return render(request, "uploads/upload.html", {"form": form})


@require_POST
def upload_content(request: HttpRequest, uuid: UUID) -> JsonResponse:
    """Takes in one file that was announced before."""
    row = access.upload_for(request.user, uuid, EDITOR)
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse(
            {"said": "The request holds no file under the name “file”."}, status=400
        )
    taken = readings.take(row, file, request.user)
    tasks.wake()
    return JsonResponse(_state(taken))


def _latest_project(user: User) -> str | None:
    latest = Upload.objects.filter(uploaded_by=user).order_by("-uploaded_at")
    return latest.values_list("project__slug", flat=True).first()


def _store(request: HttpRequest, form: UploadForm) -> HttpResponse:
    """All files of the form, sent with it."""
    announced = [intake.Announced(file.name, file.size) for file in form.received]
    rows = _expect(request, form, announced)
    for row, file in zip(rows, form.received, strict=True):
        readings.take(row, file)
    tasks.wake()
    return redirect("upload_batch", form.cleaned_data["batch"])


def _announced(request: HttpRequest, form: UploadForm) -> JsonResponse:
    """Where each file goes to that the form names, in their order; null where it is not wanted."""
    wanted = [not is_litter(path) for path, _ in form.announced]
    announced = [intake.Announced(*file) for file in compress(form.announced, wanted)]
    states = iter([_state(row) for row in _expect(request, form, announced)])
    page = reverse("upload_batch", args=[form.cleaned_data["batch"]])
    files = [next(states) if is_wanted else None for is_wanted in wanted]
    return JsonResponse({"page": page, "files": files})


def _expect(
    request: HttpRequest, form: UploadForm, announced: list[intake.Announced]
) -> list[Upload]:
    said = form.cleaned_data
    options = UploadOptions(name=said["name"], tags=said["tags"], facts=form.facts)
    project = _project(request.user, said)
    return intake.expect(project, request.user, said["batch"], announced, options=options)


def _project(user: User, said: dict[str, object]) -> Project:
    if said["new_project"]:
        return projects.project_for_batch(user, said["new_project"], said["batch"])
    return said["project"]


def _state(row: Upload) -> dict[str, object]:
    return {
        "address": reverse("upload_content", args=[row.uuid]),
        "expected": row.outcome == Outcome.EXPECTED,
        "outcome": row.outcome,
        "said": row.reason or row.get_outcome_display(),
    }
