from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from experiments import tasks
from experiments.access import may, predictions_for
from experiments.models import Membership, Predictions
from experiments.queries import curves_of
from experiments.queries_predictions import predictions_of, report_of
from experiments.services.causes import log_note
from experiments.services.predictions import measure_again
from experiments.views.prediction_files import state_context
from experiments.views.prediction_page import report_context, siblings

EDITOR = Membership.Role.EDITOR


@require_GET
def predictions(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What was measured; until then, how far it is, or why it was not."""
    shown = predictions_for(request.user, uuid)
    report = report_of(shown) if shown.state == Predictions.State.DONE else None
    if shown.state == Predictions.State.DONE and report is None:
        measure_again(shown)
        tasks.wake()
        shown.refresh_from_db()
    if report is None:
        return render(request, "predictions/state.html", state_context(request.user, shown))
    context = {
        "predictions": shown,
        "run": shown.run,
        "project": shown.run.project,
        "may_edit": may(request.user, EDITOR, shown.run.project),
        "log_note": log_note(curves_of(shown.run), shown),
    }
    context |= siblings(predictions_of(shown.run), shown)
    context |= report_context(report, request.GET)
    return render(request, "predictions/report.html", context)
