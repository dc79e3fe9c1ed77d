"""The files that pages load: kept for good, compressed beforehand, and never an old one."""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.fixtures import Settings

from experiments.models import Project
from tests.cast import client_of
from tests.views.run_cases import stored

HASHED = re.compile(r"/static/(?:[\w-]+/)*[\w.-]+\.[0-9a-f]{12}\.\w+")
LOADED = re.compile(r'(?:href|src)="(/static/[^"]+)"')
IMPORTED = re.compile(r'(?:from|import)\s*\(?\s*"(\.[^"]+)"')
SAID_IN_CSS = re.compile(r'url\("?(?!data:)([^")]+)"?\)')
YEAR = 365 * 24 * 3600


@pytest.fixture
def collected(settings: Settings, static_files: Path) -> None:
    """Static files as `manage.py up` has them."""
    settings.STATIC_ROOT = static_files
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "lossacc_site.static_storage.HashedStaticFiles"}
    }


@pytest.fixture
def browser(collected: None, owner: User) -> Client:
    return client_of(owner)


@pytest.fixture
def pages(cats: Project, owner: User) -> list[str]:
    first, second = stored(cats, owner), stored(cats, owner)
    compare = f"/compare/?run={first.uuid}&run={second.uuid}"
    return ["/", f"/projects/{cats.slug}/", f"/runs/{first.uuid}/", compare, "/guide/", "/upload/"]


def fetched(client: Client, address: str) -> tuple[bytes, dict[str, str]]:
    answer = client.get(address, headers={"accept-encoding": "gzip"})
    assert answer.status_code == 200, address
    body = b"".join(answer) if answer.streaming else answer.content
    headers = {name.lower(): value for name, value in answer.items()}
    return gzip.decompress(body) if "content-encoding" in headers else body, headers


def all_loaded(client: Client, pages: list[str]) -> Iterator[tuple[str, bytes, dict[str, str]]]:
    """Every file that the pages load, with those that these load in turn."""
    waiting = [url for page in pages for url in LOADED.findall(fetched(client, page)[0].decode())]
    seen: set[str] = set()
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        plain, headers = fetched(client, address)
        yield address, plain, headers
        inner = {".js": IMPORTED, ".css": SAID_IN_CSS}.get(Path(address).suffix)
        if inner and "/vendor/" not in address:
            waiting += [urljoin(address, url) for url in inner.findall(plain.decode())]


def test_browsers_keep_every_file_of_a_page_for_good(browser: Client, pages: list[str]) -> None:
    found = list(all_loaded(browser, pages))

    assert any("plotly" in address for address, _, _ in found)
    assert any("crosshair" in address for address, _, _ in found)
    for address, _, headers in found:
        assert HASHED.fullmatch(address), address
        kept = headers["cache-control"]
        assert "immutable" in kept, address
        assert int(re.search(r"max-age=(\d+)", kept).group(1)) >= YEAR, address


def test_files_that_shrink_are_sent_compressed(browser: Client, pages: list[str]) -> None:
    for address, plain, headers in all_loaded(browser, pages):
        if len(gzip.compress(plain)) < 0.9 * len(plain):
            assert headers.get("content-encoding") == "gzip", address
            assert "accept-encoding" in headers["vary"].lower(), address


def test_the_largest_script_is_sent_with_less_than_a_third_of_its_bytes(
    collected: None, static_files: Path
) -> None:
    (plotly,) = static_files.glob("vendor/plotly.min.*.js")

    assert plotly.with_suffix(".js.gz").stat().st_size < plotly.stat().st_size / 3


def test_no_file_lies_there_under_a_name_without_its_digest(static_files: Path) -> None:
    files = [file for file in static_files.rglob("*") if file.is_file()]
    plain = [file for file in files if file.suffix != ".gz" and file.name != "staticfiles.json"]

    unhashed = [file for file in plain if not re.search(r"\.[0-9a-f]{12}(\.\w+)?$", file.name)]
    assert unhashed == []
