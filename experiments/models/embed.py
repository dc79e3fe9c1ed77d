"""Pages of single runs that are seen without login, by whoever has the address."""

import secrets

from django.conf import settings
from django.db import models

from experiments.models.run import Run


def new_token() -> str:
    return secrets.token_urlsafe(32)


class EmbedLink(models.Model):
    """The token is kept as it is, so that an owner can copy the address again: whoever reads this
    table could read the runs themselves.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="embed_links")
    token = models.CharField(max_length=43, unique=True, default=new_token, editable=False)
    label = models.CharField(max_length=80, blank=True)
    # Sites that may show the page in a frame, as `https://wiki.example.org`.
    origins = models.JSONField(default=list, blank=True)
    shows_notes = models.BooleanField(default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="embed_links"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at", "-id")

    def __str__(self) -> str:
        return self.label or f"link to {self.run}"
