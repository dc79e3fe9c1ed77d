"""Who may see and do what; nothing else decides.

A stranger is told that a project or run does not exist; a member without the role is refused.
"""

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from experiments.models import EmbedLink, Membership, Predictions, Project, Run, Upload

Role = Membership.Role
_RANK = {Role.VIEWER: 1, Role.EDITOR: 2, Role.OWNER: 3}


def visible_projects(user: User) -> QuerySet[Project]:
    projects = Project.objects.all()
    return projects if user.is_superuser else projects.filter(memberships__user=user)


def role_in(user: User, project: Project) -> Role | None:
    if user.is_superuser:
        return Role.OWNER
    role = project.memberships.filter(user=user).values_list("role", flat=True).first()
    return Role(role) if role else None


def may(user: User, role: Role, project: Project) -> bool:
    held = role_in(user, project)
    return held is not None and _RANK[held] >= _RANK[role]


def projects_with_role(user: User, role: Role) -> QuerySet[Project]:
    if user.is_superuser:
        return Project.objects.all()
    enough = [held for held, rank in _RANK.items() if rank >= _RANK[role]]
    return Project.objects.filter(memberships__user=user, memberships__role__in=enough)


def project_for(user: User, slug: str, role: Role = Role.VIEWER) -> Project:
    project = visible_projects(user).filter(slug=slug).first()
    if project is None:
        raise Http404("There is no such project, or you are not a member of it.")
    _require(user, role, project)
    return project


def run_for(user: User, uuid: object, role: Role = Role.VIEWER, *, deleted: bool = False) -> Run:
    """The run; one in the trash only where `deleted` asks for it."""
    runs = Run.objects.select_related("project", "created_by", "upload").filter(uuid=uuid)
    run = runs.filter(deleted_at__isnull=not deleted).first()
    if run is None or role_in(user, run.project) is None:
        raise Http404("There is no such run, or you are not a member of its project.")
    _require(user, role, run.project)
    return run


def upload_for(user: User, uuid: object, role: Role = Role.VIEWER) -> Upload:
    upload = Upload.objects.select_related("project", "target_run").filter(uuid=uuid).first()
    if upload is None or role_in(user, upload.project) is None:
        raise Http404("There is no such upload, or you are not a member of its project.")
    _require(user, role, upload.project)
    return upload


def batch_for(user: User, batch: object, role: Role = Role.VIEWER) -> Project:
    """The project that the files of one form came to."""
    uploads = Upload.objects.filter(batch=batch, project__in=visible_projects(user))
    upload = uploads.select_related("project").order_by("pk").first()
    if upload is None:
        raise Http404("There is no such upload, or you are not a member of its project.")
    _require(user, role, upload.project)
    return upload.project


def predictions_for(user: User, uuid: object, role: Role = Role.VIEWER) -> Predictions:
    """Predictions of a run that is not in the trash."""
    live = Predictions.objects.select_related("run__project", "uploaded_by")
    predictions = live.filter(uuid=uuid, run__deleted_at__isnull=True).first()
    if predictions is None or role_in(user, predictions.run.project) is None:
        raise Http404("There are no such predictions, or you are not a member of their project.")
    _require(user, role, predictions.run.project)
    return predictions


def embed_link_for(token: str) -> EmbedLink:
    """For whoever has the address: a link that holds, to a run that is not in the trash.

    One query whatever is wrong, so that how long it takes tells nothing.
    """
    now = timezone.now()
    holds = Q(expires_at=None) | Q(expires_at__gt=now)
    links = EmbedLink.objects.select_related("run").filter(holds, revoked_at=None)
    link = links.filter(token=token, run__deleted_at=None).first()
    if link is None:
        raise Http404("There is no such link.")
    return link


def _require(user: User, role: Role, project: Project) -> None:
    if not may(user, role, project):
        raise PermissionDenied(f"This needs the role {role.label} in {project.name}.")
