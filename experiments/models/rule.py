"""What a person said that a metric is, for every run of a project."""

from django.conf import settings
from django.db import models

from experiments.models.leased import Leased
from experiments.models.project import Project
from experiments.models.run import Run
from experiments.models.series import Series


class MetricRule(models.Model):
    """Metrics of this name are read as this kind and split; a kind as the name: as neither."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="metric_rules")
    name = models.CharField(max_length=Series._meta.get_field("name").max_length)
    kind = models.CharField(max_length=Series._meta.get_field("kind").max_length)
    split = models.CharField(max_length=5, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="metric_rules"
    )
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("project", "name")
        constraints = (models.UniqueConstraint(fields=["project", "name"], name="one_rule_a_name"),)

    def __str__(self) -> str:
        return self.name


class Rereading(Leased):
    """A worker's task: to read a run that is there already as its project's rules say."""

    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="rereading")
    requested_at = models.DateTimeField()

    class Meta:
        ordering = ("-requested_at", "-id")
        indexes = (
            models.Index(
                fields=["state", "requested_at"],
                name="rereading_open",
                condition=models.Q(finished_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_state_display()} rereading of {self.run}"
