"""Which logs, project and user a command means."""

from argparse import ArgumentParser
from pathlib import Path

from django.contrib.auth.models import User
from django.core.management.base import CommandError

from experiments.models import Project
from experiments.services.projects import create_project


def add_place_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="file or folder")
    parser.add_argument("--project", required=True, help="its name; a new one is made")
    parser.add_argument("--user", default="", help="who brings them; else an administrator")
    parser.add_argument("--tag", action="append", default=[], help="a tag for the new runs")


def user_named(name: str) -> User | None:
    """The user of that name; without one the first administrator, if there is any."""
    if not name:
        return User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None:
        raise CommandError(f"There is no user named {name}.", returncode=2)
    return user


def project_named(name: str, user: User | None) -> Project:
    """The project with that address or name; a new one of the user's where there is none."""
    found = Project.objects.filter(slug=name).first()
    if found is not None:
        return found
    named = list(Project.objects.filter(name=name)[:2])
    if len(named) > 1:
        raise CommandError(
            f"Several projects are called {name}: name one by the last part of its address.",
            returncode=2,
        )
    if named:
        return named[0]
    if user is None:
        raise CommandError(
            f"There is no project {name}, and no administrator to own a new one. "
            "Make one with “manage.py createsuperuser”, or name a user with --user.",
            returncode=2,
        )
    return create_project(user, name)
