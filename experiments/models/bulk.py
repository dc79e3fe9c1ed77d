"""Changes to many runs at once: what was asked for, and how far it has got."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from experiments.models.leased import Leased
from experiments.models.project import Project


class BulkChange(Leased):
    """One change to the runs `wanted`, made in their order; `position` of them are behind it.

    `asked` were named; those that are no runs of the project are not in `wanted`. `found` is how
    many were still where the change applies when their turn came, `changed` how many of these
    were not as asked for already. `links` are the tags that runs got or lost, by name the ids of
    these runs; a change that `undoes` another concerns the links of that one alone.
    """

    class Action(models.TextChoices):
        ADD_TAGS = "add-tags", "add tags"
        REMOVE_TAGS = "remove-tags", "remove tags"
        ANALYSE = "analyse", "analyse again"
        DELETE = "delete", "move to the trash"
        RESTORE = "restore", "restore"
        PURGE = "purge", "delete for good"

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="bulk_changes")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="bulk_changes"
    )
    # Runs that go to the trash together share this time, by which they are found again.
    requested_at = models.DateTimeField(default=timezone.now)
    action = models.CharField(max_length=11, choices=Action)
    tags = models.JSONField(default=list, blank=True)
    links = models.JSONField(default=dict, blank=True)
    undoes = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="undone_by"
    )
    asked = models.PositiveIntegerField()
    wanted = models.JSONField(default=list)
    position = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-requested_at", "-id")
        indexes = (
            models.Index(
                fields=["state", "requested_at"],
                name="bulk_change_open",
                condition=models.Q(finished_at__isnull=True),
            ),
            models.Index(fields=["requested_at"], name="bulk_change_time"),
        )

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.asked} runs of {self.project}"
