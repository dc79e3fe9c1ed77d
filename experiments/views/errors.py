from collections.abc import Callable

from django.conf import settings
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# What a form adds to the file that it carries.
FORM_BYTES = 2**20
READ_AT_ONCE = 2**16
DRAIN_AT_MOST = 2**31

View = Callable[[HttpRequest], HttpResponse]


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


def refuse_too_large(get_response: View) -> View:
    """Middleware: refuses a request over the limit before any of it is stored."""

    def answer(request: HttpRequest) -> HttpResponse:
        limit = settings.LOSSACC_MAX_REQUEST_BYTES
        if _declared_size(request) <= limit + FORM_BYTES:
            return get_response(request)
        _drain(request)
        return render(request, "413.html", {"limit": limit}, status=413)

    return answer


def refuse_null_characters(get_response: View) -> View:
    """Middleware: what PostgreSQL cannot look for is a wrong address and no fault of the server."""

    def answer(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def refuse(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DataError) and _has_null(request):
            return render(request, "400.html", status=400)
        return None

    answer.process_exception = refuse
    return answer


def _has_null(request: HttpRequest) -> bool:
    forms = (request.GET, request.POST)
    said = (text for form in forms for _, texts in form.lists() for text in texts)
    return any("\0" in text for text in (request.path, *said))


def _declared_size(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _drain(request: HttpRequest) -> None:
    """A browser shows the answer only once all that it sends was taken; nothing of it is kept."""
    left = DRAIN_AT_MOST
    while left > 0 and (taken := len(request.read(READ_AT_ONCE))):
        left -= taken
