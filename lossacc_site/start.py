"""Runs a management command; a bad setting is a sentence, not a stack trace."""

import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def run(argv: list[str]) -> None:
    try:
        settings.INSTALLED_APPS  # noqa: B018 - reads the settings
    except ImproperlyConfigured as exc:
        sys.exit(str(exc))
    execute_from_command_line(argv)
