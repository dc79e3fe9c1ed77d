"""Projects and who belongs to them."""

from uuid import UUID, uuid5

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from experiments.models import Membership, Project
from experiments.services.locks import lock_project

LONGEST_SLUG = Project._meta.get_field("slug").max_length
# Addresses of pages that stand where projects do.
RESERVED = {"new"}


def create_project(
    user: User,
    name: str,
    description: str = "",
    *,
    is_example: bool = False,
    uuid: UUID | None = None,
) -> Project:
    """A project owned by its maker.

    Raises IntegrityError where a project of this UUID is there already.
    """
    project = Project(name=name, description=description, is_example=is_example)
    project.uuid = uuid or project.uuid
    while True:
        try:
            return _write_project(project, user)
        except IntegrityError:
            # On PostgreSQL another project can take the address between the look and the write.
            if not Project.objects.filter(slug=project.slug).exists():
                raise


def _write_project(project: Project, user: User) -> Project:
    with transaction.atomic():
        project.slug = _free_slug(project.name)
        project.save(force_insert=True)
        project.memberships.create(user=user, role=Membership.Role.OWNER)
    return project


def project_for_batch(user: User, name: str, batch: UUID) -> Project:
    """A new project for the files of a form; a form sent twice, even at once, makes one."""
    uuid = uuid5(batch, f"{user.pk} {name}")
    made = Project.objects.filter(uuid=uuid)
    try:
        return made.first() or create_project(user, name, uuid=uuid)
    except IntegrityError:
        return made.get()


def edit_project(project: Project, *, name: str, description: str) -> Project:
    """Renames it; its address stays, so that links go on working."""
    project.name, project.description = name, description
    project.save(update_fields=["name", "description"])
    return project


def add_member(project: Project, username: str, role: str) -> Membership:
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise ValueError(f"There is no user named {username}. Ask an administrator to add one.")
    membership, is_new = project.memberships.get_or_create(user=user, defaults={"role": role})
    if not is_new:
        raise ValueError(f"{username} is a member already. Change the role in the list instead.")
    return membership


def change_role(membership: Membership, role: str) -> Membership:
    with transaction.atomic():
        if role != Membership.Role.OWNER:
            _keep_an_owner(membership)
        membership.role = role
        membership.save(update_fields=["role"])
    return membership


def remove_member(membership: Membership) -> None:
    with transaction.atomic():
        _keep_an_owner(membership)
        membership.delete()


def _keep_an_owner(membership: Membership) -> None:
    lock_project(membership.project)
    owners = membership.project.memberships.filter(role=Membership.Role.OWNER)
    if not owners.exclude(pk=membership.pk).exists():
        raise ValueError(f"{membership.user} is the last owner. Make somebody else an owner first.")


def _free_slug(name: str) -> str:
    base = slugify(name)[: LONGEST_SLUG - 8].strip("-") or "project"
    alike = Project.objects.filter(slug__startswith=base).values_list("slug", flat=True)
    taken = RESERVED | set(alike)
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(s for s in numbered if s not in taken)
