"""What a comparison reads: the number of queries does not grow with the runs."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import Q, QuerySet

from experiments.access import visible_projects
from experiments.facts import Facts, facts_from_parameters
from experiments.models import Finding, Predictions, Run
from experiments.queries import entered_facts

MOST_OFFERED = 12
DOUBTING = ("suspiciously_perfect", "inconsistent_metrics")
"""Rules which say that the numbers of a run may not be what they seem."""


def visible_runs(user: User, uuids: Sequence[UUID]) -> list[Run]:
    """The runs that the user sees and that are not in the trash, in the order asked for."""
    return _in_order(_seen_by(user), uuids)


def trashed_runs(user: User, uuids: Sequence[UUID]) -> list[Run]:
    """Those of them in the trash of projects that the user sees."""
    if not uuids:
        return []
    theirs = Run.objects.filter(project__in=visible_projects(user), deleted_at__isnull=False)
    return _in_order(theirs, uuids)


def offered_runs(user: User, chosen: Iterable[Run], text: str = "") -> list[Run]:
    """Runs to add, newest first: whose name or project has the text, in all projects.

    Without a text those of the same projects; of all projects where no run is chosen.
    """
    chosen = list(chosen)
    runs = _seen_by(user).exclude(pk__in=[run.pk for run in chosen]).select_related("project")
    if text:
        runs = runs.filter(Q(name__icontains=text) | Q(project__name__icontains=text))
    elif chosen:
        runs = runs.filter(project__in={run.project_id for run in chosen})
    return list(runs.order_by("-created_at", "-pk")[:MOST_OFFERED])


def measured_of_runs(runs: Sequence[Run]) -> dict[int, list[Predictions]]:
    """Measured predictions of each run with their reports, by its primary key, newest first."""
    found: dict[int, list[Predictions]] = {run.pk: [] for run in runs}
    done = Predictions.objects.filter(run__in=runs, state=Predictions.State.DONE)
    for row in done.order_by("-uploaded_at", "-pk"):
        found[row.run_id].append(row)
    return found


def doubts_of_runs(runs: Sequence[Run]) -> dict[int, str]:
    """Why the analysis of a run finds its numbers suspicious, by its primary key.

    Of several reasons the one that its page tells first; a run without any is left out.
    """
    found = Finding.objects.filter(
        run__in=runs, rule__in=DOUBTING, verdict="yes", severity__in=("warning", "critical")
    )
    return dict(found.order_by("-position").values_list("run_id", "sentence"))


def facts_of_run(run: Run, measured: Iterable[Predictions]) -> Facts:
    """As `queries.facts_of` tells them, from predictions that are read already."""
    told = (row for row in measured if row.split == Predictions.Split.VAL and row.n)
    newest = next((row for row in told if row.classes and row.classes >= 2), None)
    known = entered_facts(run) | facts_from_parameters(run.parameters)
    if newest is None:
        return known
    return known | Facts(n_val=newest.n, classes=newest.classes, majority=newest.majority)


def _in_order(runs: QuerySet[Run], uuids: Sequence[UUID]) -> list[Run]:
    found = runs.filter(uuid__in=uuids).select_related("project")
    by_uuid = {run.uuid: run for run in found}
    return [by_uuid[uuid] for uuid in uuids if uuid in by_uuid]


def _seen_by(user: User) -> QuerySet[Run]:
    return Run.objects.filter(project__in=visible_projects(user), deleted_at__isnull=True)
