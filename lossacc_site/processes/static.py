"""Collects the static files, which takes seconds, only when one of them has changed."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect_static(root: Path) -> None:
    stamp = root / ".collected"
    now = sources()
    if not stamp.exists() or stamp.read_text() != now:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(now)


def sources() -> str:
    """A digest of the name, size and time of each static file, and of how they are kept."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list(()):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
