"""One file as it was received, kept byte for byte, and what became of it.

Several files that are one log together have one of them as their lead: it has the outcome and
the runs, and the others are part of it. What came out of an archive is part of the archive.
"""

import uuid
from pathlib import PurePosixPath

from django.conf import settings
from django.db import models

from experiments.models.leased import Leased
from experiments.models.project import Project


def stored_name(upload: "Upload", _filename: str) -> str:
    """Files lie under their hash, so a name from outside never becomes a path."""
    return str(PurePosixPath(upload.sha256[:2]) / f"{upload.sha256}-{upload.uuid}")


class Upload(models.Model):
    class Outcome(models.TextChoices):
        EXPECTED = "expected", "not sent yet"
        WAITING = "waiting", "waiting to be read"
        STORED = "stored", "stored"
        ALREADY_THERE = "already_there", "already there"
        EXTENDS = "extends", "extends a run"
        UPDATED = "updated", "updated a run"
        REFUSED = "refused", "refused"
        UNPACKED = "unpacked", "unpacked"
        PART = "part", "part of a log"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    batch = models.UUIDField(db_index=True)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="uploads")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="uploads"
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)

    file = models.FileField(upload_to=stored_name, max_length=160, blank=True)
    name = models.CharField(max_length=255)
    path = models.CharField(max_length=1000, blank=True)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    # What is read, by its hash: the file's own, or that of all files of a folder together.
    contents = models.CharField(max_length=64, blank=True)
    folder = models.CharField(max_length=40, blank=True)
    root = models.CharField(max_length=1000, blank=True)
    lead = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="parts"
    )
    archive = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="members"
    )
    options = models.JSONField(default=dict, blank=True)
    # Where a watched log lies that is still being written.
    followed = models.CharField(max_length=1000, blank=True)

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
            models.Index(fields=["contents"], name="upload_same_contents"),
            models.Index(fields=["uploaded_at"], name="upload_time"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """What people know the log by: a file's name, or that of the folder its files lie in."""
        return (self.folder and PurePosixPath(self.root).name) or self.name

    @property
    def files(self) -> list["Upload"]:
        """Of a log its files, where `shown_parts` were fetched with it."""
        return sorted((self, *getattr(self, "shown_parts", ())), key=lambda file: file.path)

    @property
    def total_size(self) -> int:
        return sum(file.size for file in self.files)

    @property
    def place(self) -> str:
        return self.root if self.folder else self.path


class Reading(Leased):
    """A worker's task: to read the log that this upload leads, or to unpack an archive."""

    upload = models.OneToOneField(Upload, on_delete=models.CASCADE, related_name="reading")
    requested_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-requested_at", "-id")
        indexes = (
            models.Index(
                fields=["state", "requested_at"],
                name="reading_open",
                condition=models.Q(finished_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_state_display()} reading of {self.upload}"
