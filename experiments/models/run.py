"""One training of one model, with what its pages sort and filter by."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from experiments.models.project import Project
from experiments.models.upload import Upload


class Tag(models.Model):
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["project", "name"], name="one_tag_a_name"),)

    def __str__(self) -> str:
        return self.name


SILENT = "silent"
"""What a run is shown as that is said to be running, and of which nothing was heard for long."""


def heard_of_since() -> datetime:
    """A running run that was last heard of before then is silent."""
    return timezone.now() - timedelta(minutes=settings.LOSSACC_STALE_AFTER)


def silent_runs() -> models.Q:
    return models.Q(status=Run.Status.RUNNING, heard_at__lt=heard_of_since())


class Run(models.Model):
    class Status(models.TextChoices):
        RUNNING = "running", "running"
        FINISHED = "finished", "finished"
        FAILED = "failed", "failed"
        STOPPED = "stopped", "stopped"

    class LossKind(models.TextChoices):
        MEAN_CROSS_ENTROPY = "mean_cross_entropy", "plain mean cross-entropy"
        SUMMED = "summed", "summed over samples"
        PENALISED = "penalised", "with a penalty (weight decay, L1, L2)"
        SMOOTHED = "smoothed", "with label smoothing"
        OTHER = "other", "another loss"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="runs")
    name = models.CharField(max_length=200)
    status = models.CharField(max_length=8, choices=Status, default=Status.FINISHED)
    parameters = models.JSONField(default=dict, blank=True)
    tags = models.ManyToManyField(Tag, related_name="runs", blank=True)
    notes = models.TextField(blank=True)
    is_example = models.BooleanField(default=False)

    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="runs"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    # When points of it last came.
    heard_at = models.DateTimeField(default=timezone.now, editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True)

    upload = models.ForeignKey(
        Upload, null=True, blank=True, on_delete=models.SET_NULL, related_name="runs"
    )
    position_in_upload = models.PositiveSmallIntegerField(default=0)
    beginning = models.CharField(max_length=32, blank=True, editable=False)
    reading_notes = models.JSONField(default=list, blank=True)
    summary = models.JSONField(default=dict, blank=True)
    counted_by = models.CharField(max_length=5, default="epoch")
    epoch_count = models.PositiveIntegerField(default=0)

    classes = models.PositiveIntegerField(null=True, blank=True)
    n_val = models.PositiveIntegerField(null=True, blank=True)
    loss_kind = models.CharField(max_length=18, choices=LossKind, blank=True)
    majority = models.FloatField(null=True, blank=True)

    best_val_loss = models.FloatField(null=True, blank=True)
    best_val_loss_epoch = models.FloatField(null=True, blank=True)
    last_val_loss = models.FloatField(null=True, blank=True)
    best_val_accuracy = models.FloatField(null=True, blank=True)
    best_val_accuracy_epoch = models.FloatField(null=True, blank=True)
    last_val_accuracy = models.FloatField(null=True, blank=True)
    final_gap = models.FloatField(null=True, blank=True)

    verdict = models.CharField(max_length=16, blank=True)
    verdict_epoch = models.FloatField(null=True, blank=True)
    verdict_headline = models.TextField(blank=True)
    verdict_body = models.TextField(blank=True)
    verdict_advice = models.TextField(blank=True)
    # Whether to stop, as the analysis saw it; pages show it while the run trains.
    stop_advice = models.JSONField(default=dict, blank=True)
    overfits = models.BooleanField(null=True, blank=True)
    disagrees = models.BooleanField(null=True, blank=True)
    keep_by_loss = models.FloatField(null=True, blank=True)
    keep_by_accuracy = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (
            *(
                # PostgreSQL sorts by an index behind a NULL test only where the index holds it.
                models.Index(
                    fields=["project", column],
                    name=f"run_{column}",
                    # The trash alone is sorted by when a run was deleted.
                    condition=models.Q(deleted_at__isnull=column != "deleted_at"),
                )
                for column in (
                    "created_at",
                    "name",
                    "status",
                    "verdict",
                    "best_val_loss",
                    "best_val_accuracy",
                    "final_gap",
                    "started_at",
                    "beginning",
                    "deleted_at",
                )
            ),
            # Holds what facets count by and most queries ask for: runs themselves are wide.
            models.Index(
                fields=[
                    *("project", "verdict", "status", "overfits", "disagrees"),
                    *("best_val_loss", "best_val_accuracy", "last_val_loss", "last_val_accuracy"),
                    *("final_gap", "epoch_count", "created_at"),
                    # SQLite looks at the runs themselves where an index lacks a column of its own
                    # condition, PostgreSQL where a query joins by what an index lacks.
                    *("deleted_at", "id"),
                ],
                name="run_kinds",
                condition=models.Q(deleted_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_silent(self) -> bool:
        return self.status == self.Status.RUNNING and self.heard_at < heard_of_since()

    @property
    def is_training(self) -> bool:
        """Whether it runs as far as one can know."""
        return self.status == self.Status.RUNNING and not self.is_silent

    @property
    def shown_status(self) -> str:
        return SILENT if self.is_silent else self.status


STATUSES = (Run.Status.RUNNING.value, SILENT, *Run.Status.values[1:])
"""All that a run is shown as."""
