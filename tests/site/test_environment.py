import stat
from multiprocessing.pool import ThreadPool
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from lossacc_site.environment import (
    kept_secret,
    private_folder,
    read_broker,
    read_database,
    read_flag,
    read_list,
    read_number,
    read_origins,
)

NAME = "LOSSACC_SOMETHING"


@pytest.mark.parametrize(
    ("value", "expected"), [("1", True), ("True", True), (" yes ", True), ("0", False), ("", False)]
)
def test_a_flag_is_read_in_its_usual_spellings(value: str, expected: bool) -> None:
    assert read_flag({NAME: value}, NAME, default=not expected) is expected


def test_a_flag_that_is_not_set_has_its_default() -> None:
    assert read_flag({}, NAME, default=True) is True


def test_an_unclear_flag_is_named() -> None:
    with pytest.raises(ImproperlyConfigured, match="LOSSACC_SOMETHING is 'maybe', expected 1 or 0"):
        read_flag({NAME: "maybe"}, NAME)


@given(st.integers(min_value=3, max_value=10**9))
def test_a_number_is_read_back(number: int) -> None:
    assert read_number({NAME: str(number)}, NAME, default=5, least=3) == number


@pytest.mark.parametrize("value", ["2", "-4", "3.5", "many", "٣x", "9" * 5000])
def test_a_number_out_of_range_is_named_with_the_range(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} is .* whole number from 3 up"):
        read_number({NAME: value}, NAME, default=5, least=3)


def test_a_number_over_the_most_is_named_with_both_ends() -> None:
    assert read_number({NAME: "9"}, NAME, default=5, least=3, most=9) == 9
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} is '10', .* number from 3 to 9"):
        read_number({NAME: "10"}, NAME, default=5, least=3, most=9)


def test_an_empty_value_counts_as_not_set() -> None:
    assert read_number({NAME: " "}, NAME, default=5, least=3) == 5
    assert read_list({NAME: ""}, NAME, ("a",)) == ["a"]


def test_a_list_is_split_at_commas() -> None:
    assert read_list({NAME: "a, b,,c "}, NAME) == ["a", "b", "c"]


def test_an_origin_without_its_scheme_is_named() -> None:
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} holds 'example.org'.*https://"):
        read_origins({NAME: "https://a.org,example.org"}, NAME)


def test_no_database_address_means_the_file(tmp_path: Path) -> None:
    database = read_database({}, NAME, tmp_path / "runs.sqlite3")

    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert database["NAME"] == str(tmp_path / "runs.sqlite3")


def test_a_postgres_address_is_taken_apart() -> None:
    database = read_database({NAME: "postgres://me:s%40fe@db:5433/runs"}, NAME, Path("unused"))

    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert [database[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "me",
        "s@fe",
        "db",
        5433,
        "runs",
    ]


@pytest.mark.parametrize(
    "url", ["mysql://me:secret@db/runs", "secret", "postgres://me:secret@db:port/runs"]
)
def test_a_bad_database_address_is_named_without_its_password(url: str) -> None:
    with pytest.raises(ImproperlyConfigured) as caught:
        read_database({NAME: url}, NAME, Path("unused"))

    assert NAME in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_database_address_without_a_name_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="names no database"):
        read_database({NAME: "postgres://me@db"}, NAME, Path("unused"))


def test_a_bad_broker_address_is_named() -> None:
    assert read_broker({NAME: "rediss://host:1/0"}, NAME, "unused") == "rediss://host:1/0"
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} is no broker address"):
        read_broker({NAME: "localhost:6379"}, NAME, "unused")


def test_the_data_folder_is_private(tmp_path: Path) -> None:
    folder = private_folder(NAME, tmp_path / "a" / "b")

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_in_the_place_of_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").touch()

    with pytest.raises(ImproperlyConfigured, match=f"{NAME}: the folder .*a cannot be written"):
        private_folder(NAME, tmp_path / "a")


def test_a_secret_is_made_once_private_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    first = kept_secret(folder / "key")

    assert len(first) > 50
    assert kept_secret(folder / "key") == first
    assert stat.S_IMODE((folder / "key").stat().st_mode) == 0o600
    assert list(folder.iterdir()) == [folder / "key"]


def test_processes_that_ask_at_once_get_one_secret(tmp_path: Path) -> None:
    with ThreadPool(8) as pool:
        secrets = pool.map(kept_secret, [tmp_path / "key"] * 32)

    assert len(set(secrets)) == 1
