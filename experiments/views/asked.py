"""Values of addresses and forms, where they can be read."""

from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import UUID

from django.http import Http404
from django.utils.dateparse import parse_datetime

_MOST_DIGITS = 9


def whole_number(text: str) -> int | None:
    is_one = text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS
    return int(text) if is_one else None


def moment(text: str) -> datetime | None:
    """In UTC; a time without its zone is none."""
    try:
        read = parse_datetime(text)
        return read.astimezone(UTC) if read is not None and read.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def uuids(texts: Iterable[str]) -> list[UUID]:
    try:
        return [UUID(text) for text in texts]
    except ValueError:
        raise Http404("This address names a run that cannot be.") from None
