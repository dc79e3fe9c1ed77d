"""Computations that were asked for, and what they found.

The row is the truth; the queue only wakes a worker.
"""

import uuid

from django.db import models

from experiments.models.leased import Leased
from experiments.models.run import Run


class Analysis(Leased):
    class Cause(models.TextChoices):
        FIRST = "first", "first read"
        DATA = "data", "new data"
        FACTS = "facts", "facts changed"
        METRICS = "metrics", "metrics read otherwise"
        PREDICTIONS = "predictions", "predictions changed"
        RULES = "rules", "newer rules"
        ASKED = "asked", "analysed again"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="analyses")
    cause = models.CharField(max_length=11, choices=Cause, blank=True)
    version = models.CharField(max_length=40, blank=True)
    requested_at = models.DateTimeField(auto_now_add=True)
    seconds = models.FloatField(null=True, blank=True)
    verdict = models.CharField(max_length=16, blank=True)
    verdict_headline = models.TextField(blank=True)

    class Meta:
        ordering = ("-requested_at", "-id")
        verbose_name_plural = "analyses"
        indexes = (
            models.Index(
                fields=["state", "requested_at"],
                name="analysis_open",
                condition=models.Q(finished_at__isnull=True),
            ),
            models.Index(fields=["requested_at"], name="analysis_time"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["run"],
                name="one_open_analysis_a_run",
                condition=models.Q(finished_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_state_display()} analysis of {self.run}"


class Finding(models.Model):
    """What the run's latest finished analysis says; older findings are replaced."""

    analysis = models.ForeignKey(Analysis, on_delete=models.CASCADE, related_name="findings")
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="findings")
    position = models.PositiveSmallIntegerField()
    rule = models.CharField(max_length=40)
    rule_version = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=12)
    severity = models.CharField(max_length=8)
    split = models.CharField(max_length=5, blank=True)
    first_epoch = models.FloatField(null=True, blank=True)
    last_epoch = models.FloatField(null=True, blank=True)
    evidence = models.JSONField(default=dict)
    sentence = models.TextField()
    advice = models.TextField(blank=True)

    class Meta:
        ordering = ("run", "position")
        indexes = (models.Index(fields=["rule", "verdict"], name="finding_rule"),)

    def __str__(self) -> str:
        return f"{self.rule}: {self.verdict}"


class VerdictChange(models.Model):
    """A verdict of a run for as long as analyses gave the same; the next one has another row.

    `at`, `version`, `cause` and `first_epochs` are of the analysis that gave it first, the rest
    of the latest that did.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="verdict_changes")
    before = models.CharField(max_length=16, blank=True)
    verdict = models.CharField(max_length=16)
    headline = models.TextField(blank=True)
    at = models.DateTimeField()
    version = models.CharField(max_length=40, blank=True)
    cause = models.CharField(max_length=11, choices=Analysis.Cause, blank=True)
    analyses = models.PositiveIntegerField(default=1)
    until = models.DateTimeField()
    first_epochs = models.PositiveIntegerField(null=True, blank=True)
    epochs = models.PositiveIntegerField(null=True, blank=True)
    best_val_loss = models.FloatField(null=True, blank=True)
    best_val_accuracy = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ("run", "-id")

    def __str__(self) -> str:
        return f"{self.run}: {self.headline or self.verdict}"
