"""Runs: made from a parsed log, edited, moved, deleted and restored.

Whatever a verdict rests on asks for an analysis in the same transaction.
"""

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from experiments.facts import Facts
from experiments.models import Project, Run, Upload
from experiments.parsers.log import ParsedLog
from experiments.services.analyses import Cause, request_analysis
from experiments.services.creation import (
    UploadOptions,
    file_stem,
    prepare_runs,
    set_fact_columns,
    tags_named,
    write_runs,
)
from experiments.services.embeds import revoke
from experiments.services.locks import lock_project, lock_run
from experiments.services.ruling import rules_of
from experiments.services.text import storable


def create_runs(
    project: Project,
    user: User | None,
    parsed: ParsedLog,
    *,
    upload: Upload | None = None,
    options: UploadOptions | None = None,
    is_example: bool = False,
) -> list[Run]:
    options = options or UploadOptions()
    prepared = prepare_runs(parsed, rules_of(project))
    with transaction.atomic():
        lock_project(project)
        return write_runs(
            project,
            user,
            prepared,
            file_name=file_stem(upload.name if upload else parsed.title),
            upload=upload,
            options=options,
            is_example=is_example,
        )


def edit_run(run: Run, *, name: str, status: str) -> Run:
    run.name, run.status = storable(name), status
    run.save(update_fields=["name", "status"])
    return run


def set_facts(run: Run, facts: Facts) -> Run:
    set_fact_columns(run, facts)
    with transaction.atomic():
        lock_run(run)
        run.save(update_fields=["classes", "n_val", "loss_kind", "majority"])
        request_analysis(run, Cause.FACTS)
    return run


def move_run(run: Run, project: Project) -> Run:
    """Moves the run; its tags go along by name, its links end: they were made by other owners."""
    with transaction.atomic():
        lock_run(run)
        names = list(run.tags.values_list("name", flat=True))
        run.project = project
        run.save(update_fields=["project"])
        run.series.update(project=project)
        run.parameter_rows.update(project=project)
        run.tags.set(tags_named(project, names))
        revoke(run.embed_links.all())
    return run


def delete_run(run: Run) -> Run:
    """Moves the run to the project's trash."""
    run.deleted_at = timezone.now()
    run.save(update_fields=["deleted_at"])
    return run


def restore_run(run: Run) -> Run:
    run.deleted_at = None
    run.save(update_fields=["deleted_at"])
    return run
