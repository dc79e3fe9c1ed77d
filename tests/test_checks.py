from pathlib import Path

import pytest
from django.core.checks import run_checks
from pytest_django.fixtures import Settings

from experiments.checks import check_sqlite, check_uploads_folder


def test_the_settings_as_they_are_pass() -> None:
    assert run_checks() == []


def test_sqlite_without_immediate_transactions_is_an_error(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = settings.DATABASES["default"]
    monkeypatch.setitem(database, "ENGINE", "django.db.backends.sqlite3")
    monkeypatch.setitem(database, "OPTIONS", {})
    assert [error.id for error in check_sqlite()] == ["lossacc.E001"]


def test_an_uploads_folder_that_is_a_file_is_an_error(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "uploads").write_text("")
    settings.MEDIA_ROOT = tmp_path / "uploads" / "deeper"
    assert [error.id for error in check_uploads_folder()] == ["lossacc.E002"]


def test_an_uploads_folder_that_is_not_there_yet_is_fine(
    settings: Settings, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "new" / "uploads"
    assert check_uploads_folder() == []
