"""What would lose data or refuse every upload, told before the first request."""

import os
from collections.abc import Sequence
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error


def check_sqlite(
    app_configs: Sequence[AppConfig] | None = None, **_options: object
) -> list[CheckMessage]:
    database = settings.DATABASES["default"]
    mode = database.get("OPTIONS", {}).get("transaction_mode")
    if "sqlite3" not in database["ENGINE"] or mode == "IMMEDIATE":
        return []
    return [
        Error(
            "SQLite transactions do not begin with the write lock: writes at once would be lost.",
            hint='Set OPTIONS["transaction_mode"] of the database to "IMMEDIATE".',
            id="lossacc.E001",
        )
    ]


def check_uploads_folder(
    app_configs: Sequence[AppConfig] | None = None, **_options: object
) -> list[CheckMessage]:
    folder = Path(settings.MEDIA_ROOT)
    there = next(place for place in (folder, *folder.parents) if place.exists())
    if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
        return []
    return [
        Error(
            f"Uploads cannot be kept: {there} is not a folder that can be written to.",
            hint="Give LOSSACC_DATA_DIR a folder that belongs to the user who runs lossacc.",
            id="lossacc.E002",
        )
    ]
