"""What became of the files of one form: told while they are read, and ever after."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET, require_POST

from experiments import access, tasks
from experiments import queries_uploads as queries
from experiments.curves import KINDS
from experiments.downloads import saved_file
from experiments.models import Membership, Upload
from experiments.services import intake, uploads

Outcome = Upload.Outcome
EDITOR = Membership.Role.EDITOR
HAS_RUNS = (Outcome.STORED, Outcome.UPDATED)
FILES_A_PAGE = 100
MOST_WITH_COLUMNS = 20
"""Of more files than this it is not spelled out how the columns of each were read."""
OVERLAP = timedelta(seconds=5)
"""Clocks differ, and what was written just before a look may have been committed just after it."""
_WORDS = {
    Outcome.EXPECTED: "not sent yet",
    Outcome.WAITING: "being read",
    Outcome.STORED: "stored",
    Outcome.UPDATED: "updated",
    Outcome.ALREADY_THERE: "already there",
    Outcome.EXTENDS: "waiting for you",
    Outcome.REFUSED: "refused",
    Outcome.UNPACKED: "unpacked",
}


@require_GET
def upload_batch(request: HttpRequest, batch: UUID) -> HttpResponse:
    project = access.batch_for(request.user, batch)
    logs = queries.logs_of(request.user, batch)
    context = {
        "batch": batch,
        "project": project,
        "total": logs.count(),
        "files": queries.received_count(request.user, batch),
        "counts": (counts := _counts(logs)),
        "has_runs": any(name in HAS_RUNS for _, _, name in counts),
        "under_way": queries.is_under_way(logs),
        "may_edit": access.may(request.user, EDITOR, project),
        "kinds": KINDS,
        "now": timezone.now().isoformat(),
    }
    if request.htmx:
        return _changes(request, logs, context)
    return render(request, "uploads/batch.html", context | _page(request, logs, batch))


def _page(request: HttpRequest, logs: QuerySet[Upload], batch: UUID) -> dict[str, object]:
    outcome = request.GET.get("outcome", "")
    chosen = logs.filter(outcome=outcome) if outcome in _WORDS else logs
    page = Paginator(queries.shown(chosen, request.user), FILES_A_PAGE).get_page(
        request.GET.get("page")
    )
    rows = list(page.object_list)
    return {
        "page": page,
        "uploads": rows,
        "outcome": outcome if outcome in _WORDS else "",
        "query": f"outcome={outcome}&" if outcome in _WORDS else "",
        "with_columns": page.paginator.count <= MOST_WITH_COLUMNS,
        "first": rows[0].pk if rows else 0,
        "last": rows[-1].pk if rows else 0,
        "is_last_page": not page.has_next() and outcome not in _WORDS,
        "missing": [_address(row) for row in queries.expected_of(request.user, batch)],
    }


def _address(row: Upload) -> dict[str, object]:
    return {
        "path": row.path,
        "size": row.size,
        "address": reverse("upload_content", args=[row.uuid]),
    }


def _changes(
    request: HttpRequest, logs: QuerySet[Upload], context: dict[str, object]
) -> HttpResponse:
    """The rows of the page that changed since the last look; below the last page, new ones."""
    since = _moment(request.GET.get("since", ""))
    first, last = (_number(request.GET.get(name, "")) for name in ("first", "last"))
    on_page = queries.changed_since(logs.filter(pk__gte=first, pk__lte=last), since)
    changed = list(queries.shown(on_page, request.user)[:FILES_A_PAGE])
    new: list[Upload] = []
    if is_last_page := "more" in request.GET:
        new = list(queries.shown(logs.filter(pk__gt=last), request.user)[:FILES_A_PAGE])
    context |= {
        "changed": changed,
        "new": new,
        "first": first,
        "last": new[-1].pk if new else last,
        "is_last_page": is_last_page,
        "with_columns": context["total"] <= MOST_WITH_COLUMNS,
    }
    return render(request, "uploads/_changes.html", context)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _moment(text: str) -> datetime:
    """The time that is written, and now where it is none, with some overlap before it."""
    try:
        moment = parse_datetime(text)
        is_told = moment is not None and moment.tzinfo is not None
        return (moment if is_told else timezone.now()).astimezone(UTC) - OVERLAP
    except (ValueError, OverflowError):
        return timezone.now() - OVERLAP


def _counts(logs: QuerySet[Upload]) -> list[tuple[int, str, str]]:
    found = dict(logs.order_by().values_list("outcome").annotate(n=Count("pk", distinct=True)))
    return [(found[o], word, o) for o, word in _WORDS.items() if o in found]


@require_POST
def upload_forget(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Gives up on the files of a batch that were announced and never sent."""
    access.batch_for(request.user, batch, EDITOR)
    editable = access.projects_with_role(request.user, EDITOR).filter(uploads__batch=batch)
    count = sum(intake.forget_expected(project, batch) for project in editable.distinct())
    tasks.wake()
    files = "1 file that was" if count == 1 else f"{count} files that were"
    messages.success(request, f"{files} not sent: no longer waited for.")
    if not queries.logs_of(request.user, batch).exists():
        return redirect("upload")
    return redirect("upload_batch", batch)


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
    upload = access.upload_for(request.user, uuid)
    return saved_file(upload.file, upload.name)
