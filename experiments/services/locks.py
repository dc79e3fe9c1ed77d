"""Row locks: they hold off other writers until the transaction ends.

On SQLite the transaction itself is the lock.
"""

from experiments.models import Project, Run


def lock_project(project: Project) -> None:
    Project.objects.select_for_update().get(pk=project.pk)


def lock_run(run: Run) -> None:
    Run.objects.select_for_update().get(pk=run.pk)
