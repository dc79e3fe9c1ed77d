"""What the first start makes: the administrator, and the demo project."""

import logging
import secrets
from dataclasses import dataclass

from django.contrib.auth.models import User

from experiments import tasks
from experiments.services.demo import create_demo_project

NAME = "admin"
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Administrator:
    user: User
    password: str


def make_administrator() -> Administrator | None:
    """The new administrator, or None when there is one already."""
    if User.objects.filter(is_superuser=True).exists():
        return None
    password = secrets.token_urlsafe(12)
    return Administrator(User.objects.create_superuser(NAME, password=password), password)


def make_demo(owner: User) -> bool:
    """Whether the demo project could be made; lossacc is of use without it, too."""
    try:
        create_demo_project(owner)
    except Exception:
        logger.exception("The demo project could not be made.")
        return False
    tasks.wake()
    return True
