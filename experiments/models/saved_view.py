"""States of a run table that somebody gave a name."""

import secrets

from django.conf import settings
from django.db import models

from experiments.models.project import Project

# Without letters and digits that are taken for each other when they are read aloud.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
CODE_LENGTH = 8


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


class SavedView(models.Model):
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=80)
    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    # The table's address behind the question mark.
    query = models.CharField(max_length=4000, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="saved_views"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("project", "name")
        constraints = (models.UniqueConstraint(fields=["project", "name"], name="one_view_a_name"),)

    def __str__(self) -> str:
        return self.name
