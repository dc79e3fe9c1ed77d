"""Fixtures for all tests.

- every test has a data folder of its own (`data_dir`) and a broker that is only memory
- `stack`: real worker, beat and web server on a real Valkey and the test's database
- `page` (in tests/browser): a Chromium page that fails its test on console errors
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings
from xdist.remote import Producer

from lossacc_site.celery import app
from tests.live import Stack
from tests.scheduling import SharingFiles

pytest_plugins = ["tests.cast"]


def pytest_configure() -> None:
    app.conf.broker_url = "memory://"
    # A busy machine is no fault of the code.
    hypothesis_settings.register_profile("patient", deadline=None)
    hypothesis_settings.load_profile("patient")
    wanted = os.environ.get("LOSSACC_TEST_VENDOR", connection.vendor)
    if connection.vendor != wanted:
        pytest.exit(f"The tests run on {connection.vendor} instead of {wanted}.", returncode=4)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("LOSSACC_TEST_ONLY") == "database":
        others = [item for item in items if not uses_database(item)]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if uses_database(item)]


def uses_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", [])
    return item.get_closest_marker("django_db") is not None or "django_db_setup" in fixtures


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> SharingFiles:
    return SharingFiles(config, log)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file, as in real use: other processes can open it, and it locks as it does."""
    if connection.vendor == "sqlite":
        file = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connection.settings_dict["TEST"]["NAME"] = str(file)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The test database goes away though a killed process has not quite left it."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings: Settings) -> Path:
    folder = tmp_path / "data"
    for name in ("tmp", "static"):
        (folder / name).mkdir(parents=True)
    settings.LOSSACC_DATA_DIR = folder
    settings.STATIC_ROOT = folder / "static"
    settings.MEDIA_ROOT = folder / "uploads"
    settings.FILE_UPLOAD_TEMP_DIR = folder / "tmp"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    return folder


@pytest.fixture(scope="session")
def static_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The static files as `up` collects them, once for all stacks."""
    folder = tmp_path_factory.mktemp("static")
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
    env = os.environ | {"LOSSACC_DATA_DIR": str(folder), "LOSSACC_NO_VENV": "1"}
    subprocess.run(collect, env=env, check=True)
    return folder / "static"


@pytest.fixture
def stack(transactional_db: None, data_dir: Path, static_files: Path) -> Iterator[Stack]:
    """Valkey, worker with beat, and web server; the test kills and starts them at will."""
    (data_dir / "static").rmdir()
    (data_dir / "static").symlink_to(static_files)
    with Stack(data_dir) as running:
        yield running
