"""Links to the page of one run that is seen without login."""

from collections.abc import Iterable
from datetime import timedelta

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone

from experiments.models import EmbedLink, Run
from experiments.services.text import storable

SEEN_EVERY = timedelta(hours=1)


def make_link(
    run: Run,
    user: User,
    *,
    label: str = "",
    origins: Iterable[str] = (),
    shows_notes: bool = False,
    days: int | None = None,
) -> EmbedLink:
    """A new link; `origins` may show it in a frame, and after `days` it ends."""
    return EmbedLink.objects.create(
        run=run,
        made_by=user,
        label=storable(label),
        origins=list(origins),
        shows_notes=shows_notes,
        expires_at=timezone.now() + timedelta(days=days) if days else None,
    )


def revoke(links: Iterable[EmbedLink]) -> int:
    """Ends the links at once; how many held until now."""
    pks = [link.pk for link in links]
    held = EmbedLink.objects.filter(pk__in=pks, revoked_at=None)
    return held.update(revoked_at=timezone.now())


def note_seen(link: EmbedLink) -> None:
    """Writes that the link was used, once an hour at most."""
    now = timezone.now()
    if link.seen_at is None or link.seen_at <= now - SEEN_EVERY:
        long_ago = Q(seen_at=None) | Q(seen_at__lte=now - SEEN_EVERY)
        EmbedLink.objects.filter(long_ago, pk=link.pk).update(seen_at=now)
