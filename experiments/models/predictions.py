"""What a model said sample by sample, as a file, and what was measured in it."""

from functools import partial
from pathlib import PurePosixPath
from uuid import uuid4

from django.conf import settings
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from experiments.models.run import Run


def stored_file(predictions: "Predictions", _filename: str) -> str:
    """Files lie under their hash, so a name from outside never becomes a path."""
    folder = PurePosixPath("predictions") / predictions.sha256[:2]
    return str(folder / f"{predictions.sha256}-{predictions.uuid}")


def stored_labels(predictions: "Predictions", _filename: str) -> str:
    return f"{stored_file(predictions, '')}-labels"


def stored_samples(predictions: "Predictions", _filename: str) -> str:
    return f"{stored_file(predictions, '')}.parquet"


class Predictions(models.Model):
    """Predictions of one run on one split, of one epoch or of the run as a whole.

    The row is the truth of its computation, as with an analysis; the queue only wakes a worker.
    """

    class State(models.TextChoices):
        QUEUED = "queued", "waiting"
        RUNNING = "running", "running"
        DONE = "done", "done"
        REFUSED = "refused", "refused"
        FAILED = "failed", "failed"

    class Phase(models.TextChoices):
        READING = "reading", "reading the file"
        MEASURING = "measuring", "measuring"

    class Split(models.TextChoices):
        VAL = "val", "validation"
        TEST = "test", "test"
        TRAIN = "train", "training"

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    batch = models.UUIDField(default=uuid4, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="predictions")
    split = models.CharField(max_length=5, choices=Split, default=Split.VAL)
    epoch = models.FloatField(null=True, blank=True)

    file = models.FileField(upload_to=stored_file, max_length=200)
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    labels_file = models.FileField(upload_to=stored_labels, max_length=200, blank=True)
    labels_name = models.CharField(max_length=255, blank=True)
    labels_sha256 = models.CharField(max_length=64, blank=True)
    arrays = models.JSONField(default=dict, blank=True)
    choices = models.JSONField(default=dict, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="predictions"
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)

    state = models.CharField(max_length=7, choices=State, default=State.QUEUED)
    phase = models.CharField(max_length=9, choices=Phase, blank=True)
    progress = models.FloatField(default=0.0)
    version = models.CharField(max_length=40, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True)

    error = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    advice = models.TextField(blank=True)
    line = models.PositiveIntegerField(null=True, blank=True)
    column = models.PositiveIntegerField(null=True, blank=True)

    format_title = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=13, blank=True)
    reading_notes = models.JSONField(default=list, blank=True)
    n = models.PositiveIntegerField(null=True, blank=True)
    classes = models.PositiveIntegerField(null=True, blank=True)
    majority = models.FloatField(null=True, blank=True)
    log_loss = models.FloatField(null=True, blank=True)
    accuracy = models.FloatField(null=True, blank=True)
    ece = models.FloatField(null=True, blank=True)
    temperature = models.FloatField(null=True, blank=True)
    confidence = models.CharField(max_length=10, blank=True)
    headline = models.TextField(blank=True)
    report = models.JSONField(default=dict, blank=True)
    samples = models.FileField(upload_to=stored_samples, max_length=200, blank=True)

    class Meta:
        ordering = ("run", "split", "epoch", "-uploaded_at", "-id")
        verbose_name_plural = "predictions"
        indexes = (
            models.Index(fields=["run", "split", "epoch"], name="predictions_of_run"),
            models.Index(
                fields=["state", "uploaded_at"],
                name="predictions_open",
                condition=models.Q(finished_at__isnull=True),
            ),
            models.Index(fields=["uploaded_at"], name="predictions_time"),
        )

    def __str__(self) -> str:
        at = "" if self.epoch is None else f" at epoch {self.epoch:g}"
        return f"{self.split} predictions of {self.run}{at}"


@receiver(post_delete, sender=Predictions)
def drop_files(instance: Predictions, **_: object) -> None:
    """Rows go with their run too; their files go once that is certain."""
    for kept in (instance.file, instance.labels_file, instance.samples):
        if kept:
            transaction.on_commit(partial(kept.storage.delete, kept.name))
