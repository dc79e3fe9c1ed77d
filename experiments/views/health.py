from celery import current_app
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

OK, UNREACHABLE = "ok", "unreachable"
BROKER_WAIT = 1.0


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Only the database decides the status: pages work without a broker, and analyses wait."""
    parts = {"web": OK, "database": _database(), "broker": _broker()}
    return JsonResponse(parts, status=200 if parts["database"] == OK else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return UNREACHABLE
    return OK


def _broker() -> str:
    waits = {"socket_connect_timeout": BROKER_WAIT, "socket_timeout": BROKER_WAIT}
    options = (current_app.conf.broker_transport_options or {}) | waits
    try:
        with current_app.connection_for_write(transport_options=options) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, timeout=BROKER_WAIT)
    except (OperationalError, OSError):
        return UNREACHABLE
    return OK
