"""Files of predictions: taken in, waited for, read again, handed out, deleted."""

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from experiments import tasks
from experiments.access import may, predictions_for, run_for
from experiments.downloads import saved_file
from experiments.forms.predictions import ArraysForm, PredictionsForm
from experiments.models import Membership, Predictions, Run
from experiments.services import predictions as service

EDITOR = Membership.Role.EDITOR
State = Predictions.State
LEAST_COLUMNS = 2
"""Labels and scores: of a file with less there is nothing to choose."""


@require_http_methods(["GET", "POST"])
def predictions_upload(request: HttpRequest, uuid: UUID) -> HttpResponse:
    run = run_for(request.user, uuid, EDITOR)
    epochs = list(run.epochs.order_by("epoch").values_list("epoch", flat=True))
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = PredictionsForm(run, epochs, *sent, initial=_suggested(request.GET))
    if sent and form.is_valid():
        return _store(request, run, form)
    return render(
        request, "predictions/upload.html", {"run": run, "project": run.project, "form": form}
    )


def _suggested(said: Mapping[str, str]) -> dict[str, str]:
    """What the link to the form names; the form knows what is best otherwise."""
    named = {"epoch": said["epoch"]} if "epoch" in said else {}
    split = said.get("split")
    return named | {"split": split if split in Predictions.Split else Predictions.Split.VAL}


def _store(request: HttpRequest, run: Run, form: PredictionsForm) -> HttpResponse:
    said = form.cleaned_data
    stored = service.add_predictions(
        run,
        request.user,
        said["file"],
        split=said["split"],
        epoch=said["epoch"],
        labels=said["labels_file"],
        arrays=form.arrays,
        batch=said["batch"],
    )
    tasks.wake()
    if stored.batch != said["batch"]:
        day = f"{stored.uploaded_at.day} {stored.uploaded_at:%B %Y}"
        messages.info(request, f"The same file was uploaded on {day}. Nothing was stored again.")
    return redirect("predictions", stored.uuid)


def state_context(user: User, predictions: Predictions) -> dict[str, object]:
    """Of predictions that are not measured: how far they are, or why not."""
    may_edit = may(user, EDITOR, predictions.run.project)
    percent = int(100 * predictions.progress)
    context = {
        "predictions": predictions,
        "run": predictions.run,
        "project": predictions.run.project,
        "may_edit": may_edit,
        "is_open": predictions.finished_at is None,
        "percent": percent,
        "seen": f"{predictions.state}-{predictions.phase}-{percent}",
    }
    if may_edit and predictions.choices.get("count", 0) >= LEAST_COLUMNS:
        context["form"] = ArraysForm(initial=predictions.arrays, choices=predictions.choices)
    return context


@require_GET
def predictions_status(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What changed since the page was drawn; the page again once there is nothing to wait for."""
    shown = predictions_for(request.user, uuid)
    context = state_context(request.user, shown)
    if not context["is_open"]:
        return HttpResponseClientRefresh()
    if context["seen"] == request.GET.get("seen"):
        return HttpResponse(status=204)
    return render(request, "predictions/_status.html", context)


@require_POST
def predictions_retry(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Reads the kept file again, where the form names arrays with these."""
    predictions = predictions_for(request.user, uuid, EDITOR)
    form = ArraysForm(request.POST, choices=predictions.choices)
    if not form.is_valid():
        context = state_context(request.user, predictions) | {"form": form}
        return render(request, "predictions/state.html", context)
    named = request.POST.keys() & form.fields.keys()
    if not service.retry(predictions, form.arrays if named else None):
        messages.info(request, "These predictions are measured or about to be.")
    tasks.wake()
    return redirect("predictions", uuid)


@require_http_methods(["GET", "POST"])
def predictions_delete(request: HttpRequest, uuid: UUID) -> HttpResponse:
    predictions = predictions_for(request.user, uuid, EDITOR)
    run = predictions.run
    if request.method == "GET":
        context = {"predictions": predictions, "run": run, "project": run.project}
        return render(request, "predictions/delete.html", context)
    service.delete(predictions)
    tasks.wake()
    messages.success(request, f"{predictions.name} was deleted. The run is read again without it.")
    return redirect("run", run.uuid)


@require_GET
def predictions_file(request: HttpRequest, uuid: UUID) -> FileResponse:
    predictions = predictions_for(request.user, uuid)
    if request.GET.get("labels"):
        return saved_file(predictions.labels_file, predictions.labels_name)
    return saved_file(predictions.file, predictions.name)


@require_GET
def predictions_samples(request: HttpRequest, uuid: UUID) -> FileResponse:
    predictions = predictions_for(request.user, uuid)
    return saved_file(predictions.samples, f"{_stem(predictions)}-samples.parquet")


@require_GET
def predictions_report(request: HttpRequest, uuid: UUID) -> JsonResponse:
    predictions = predictions_for(request.user, uuid)
    if predictions.state != State.DONE:
        raise Http404("These predictions are not measured.")
    name = f"{_stem(predictions)}-report.json"
    return JsonResponse(
        predictions.report,
        headers={"Content-Disposition": content_disposition_header(True, name)},
        json_dumps_params={"indent": 2},
    )


def _stem(predictions: Predictions) -> str:
    return predictions.name.rsplit(".", 1)[0] or "predictions"
