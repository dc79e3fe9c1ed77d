"""One file as it was received, kept byte for byte, and what became of it."""

import uuid
from pathlib import PurePosixPath

from django.conf import settings
from django.db import models

from experiments.models.project import Project


def stored_name(upload: "Upload", _filename: str) -> str:
    """Files lie under their hash, so a name from outside never becomes a path."""
    return str(PurePosixPath(upload.sha256[:2]) / f"{upload.sha256}-{upload.uuid}")


class Upload(models.Model):
    class Outcome(models.TextChoices):
        STORED = "stored", "stored"
        ALREADY_THERE = "already_there", "already there"
        EXTENDS = "extends", "extends a run"
        UPDATED = "updated", "updated a run"
        REFUSED = "refused", "refused"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    batch = models.UUIDField(db_index=True)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="uploads")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="uploads"
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)

    file = models.FileField(upload_to=stored_name, max_length=160, blank=True)
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    outcome = models.CharField(max_length=13, choices=Outcome)
    format = models.CharField(max_length=40, blank=True)
    format_title = models.CharField(max_length=80, blank=True)
    reason = models.TextField(blank=True)
    advice = models.TextField(blank=True)
    line = models.PositiveIntegerField(null=True, blank=True)
    column = models.PositiveIntegerField(null=True, blank=True)
    target_run = models.ForeignKey(
        "Run", null=True, blank=True, on_delete=models.SET_NULL, related_name="all_uploads"
    )

    class Meta:
        ordering = ("-uploaded_at", "id")
        indexes = (
            models.Index(fields=["sha256"], name="upload_same_bytes"),
            models.Index(fields=["uploaded_at"], name="upload_time"),
        )

    def __str__(self) -> str:
        return self.name
