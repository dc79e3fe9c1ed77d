"""What a project says that its metrics are: set on the page of a run, deleted in the settings."""

from collections.abc import Mapping

from django.contrib.auth.models import User
from django.db import transaction

from experiments.models import MetricRule, Project, Run
from experiments.services import rereadings
from experiments.services.locks import lock_project
from experiments.services.remapping import prepare_remap, write_reading
from experiments.services.ruling import told


def remap_project(
    run: Run, user: User | None, mapping: Mapping[str, tuple[str, str]], *, others: bool = False
) -> int:
    """Reads the run's metrics as these, and from now on those of every run of its project.

    With `others` the runs that are there already are read so too; how many those are. Few of them
    are read at once, many wait for a worker. Raises ValueError as `remapping.remap` does.
    """
    notes = [told(name, kind, split) for name, (kind, split) in mapping.items()]
    new = prepare_remap(run, mapping, notes)
    with transaction.atomic():
        lock_project(run.project)
        write_reading(run, new)
        set_rules(run.project, user, mapping)
        asked = rereadings.request(run.project, mapping, but=run) if others else []
    if len(asked) <= rereadings.AT_ONCE:
        for pk in asked:
            rereadings.perform(pk)
    return len(asked)


def set_rules(
    project: Project, user: User | None, mapping: Mapping[str, tuple[str, str]]
) -> list[MetricRule]:
    """The project's rules on these metrics; an earlier one on the same metric gives way."""
    return [
        MetricRule.objects.update_or_create(
            project=project, name=name, defaults={"kind": kind, "split": split, "made_by": user}
        )[0]
        for name, (kind, split) in mapping.items()
    ]


def delete_rule(rule: MetricRule) -> None:
    """Runs to come are read by their names again; those that are there stay as they are."""
    rule.delete()
