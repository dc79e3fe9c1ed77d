"""A lossacc of its own in a temporary folder. Import this first: it decides which settings rule."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection

FOLDER = Path(tempfile.mkdtemp(prefix="lossacc-benchmark-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lossacc_site.settings")
os.environ["LOSSACC_DATA_DIR"] = str(FOLDER)
django.setup()
call_command("migrate", verbosity=0)


def database_bytes() -> int:
    """What the database takes on disk, journal written back."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return (FOLDER / "lossacc.sqlite3").stat().st_size
        cursor.execute("SELECT pg_database_size(current_database())")
        return cursor.fetchone()[0]


def spread(values: list[float], form: str = ",.0f") -> str:
    """Lowest, middle and highest of several rounds."""
    ordered = sorted(values)
    low, middle, high = ordered[0], ordered[len(ordered) // 2], ordered[-1]
    return f"{low:{form}} / {middle:{form}} / {high:{form}}"
