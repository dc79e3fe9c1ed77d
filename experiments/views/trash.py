from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from experiments import queries
from experiments.access import may, project_for
from experiments.models import Membership

Role = Membership.Role


@require_GET
def project_trash(request: HttpRequest, slug: str) -> HttpResponse:
    project = project_for(request.user, slug)
    paginator = Paginator(queries.trash(project), queries.RUNS_A_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "project": project,
        "page": page,
        "days": settings.LOSSACC_TRASH_DAYS,
        "may_edit": may(request.user, Role.EDITOR, project),
        "is_owner": may(request.user, Role.OWNER, project),
    }
    return render(request, "projects/trash.html", context)
