"""What stands around the charts of a run: tags, parameters, notes, files, history."""

from collections.abc import Iterable

from django.http import HttpRequest

from experiments.access import may
from experiments.models import Membership, Predictions, Run
from experiments.queries_run_page import suggested_tags, verdict_history
from experiments.views.run_files import files
from experiments.views.run_notes import notes_form
from experiments.views.run_page import closing_values
from experiments.views.run_parameters import parameter_list

Role = Membership.Role
TAGS_AT_ONCE = 12


def context(
    request: HttpRequest, run: Run, predictions: Iterable[Predictions], *, may_edit: bool
) -> dict[str, object]:
    shown = _for_editors(request, run) if may_edit else {}
    tags = list(run.tags.all())
    return shown | {
        "tags": {"shown": tags[:TAGS_AT_ONCE], "folded": tags[TAGS_AT_ONCE:]},
        "parameters": parameter_list(run.parameters, request.GET),
        "closing": closing_values(run),
        "files": files(run, predictions),
        "history": verdict_history(run),
    }


def _for_editors(request: HttpRequest, run: Run) -> dict[str, object]:
    return {
        "is_owner": may(request.user, Role.OWNER, run.project),
        "known_tags": suggested_tags(run),
        "notes_form": notes_form(run),
    }
