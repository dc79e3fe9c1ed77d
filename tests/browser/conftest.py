"""A Chromium for browser tests; where there is none they are skipped, and the run says so."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from pytest_django.fixtures import Settings

from lossacc_site.testing.chromium import HOW_TO_GET_IT, find_chromium
from tests.live import Stack, stack_in, use_broker

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# What the policy blocks reaches a page's console in some cases only; this names it in all.
TELL_BLOCKED = """addEventListener("securitypolicyviolation", (event) => console.error(
  `blocked by the policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));"""
PATIENCE = 15_000  # milliseconds; a busy machine is slow, and a right page ends the wait at once


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = find_chromium()
    if program is None:
        pytest.skip(f"no Chromium found. {HOW_TO_GET_IT}")
    # Playwright runs an event loop in this thread, beside which Django refuses its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="module")
def lasting_stack(
    django_db_setup: None, static_files: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    with stack_in(tmp_path_factory.mktemp("stack"), static_files) as running:
        yield running


@pytest.fixture
def stack(transactional_db: None, settings: Settings, lasting_stack: Stack) -> Iterator[Stack]:
    """One for all tests of a file, unlike elsewhere: none of them kills a part of it."""
    settings.LOSSACC_DATA_DIR = lasting_stack.data_dir
    settings.MEDIA_ROOT = lasting_stack.data_dir / "uploads"
    use_broker(lasting_stack.broker.url)
    yield lasting_stack
    use_broker("memory://")


@pytest.fixture
def page_errors() -> list[str]:
    """What went wrong in the page; a test that provokes an error removes it from here."""
    return []


@pytest.fixture
def page(browser: Browser, stack: Stack, page_errors: list[str]) -> Iterator[Page]:
    """A new page on the running stack; addresses are relative to it, as in goto("/upload/")."""
    context = browser.new_context(base_url=stack.address, viewport={"width": 1280, "height": 900})
    context.add_init_script(TELL_BLOCKED)
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE)
    opened.on("console", lambda message: note_console(message, page_errors))
    opened.on("pageerror", lambda error: page_errors.append(str(error)))
    opened.on("request", lambda request: note_stranger(request.url, stack.address, page_errors))
    yield opened
    context.close()
    assert not page_errors


def note_console(message: ConsoleMessage, errors: list[str]) -> None:
    if message.type == "error":
        errors.append(message.text)


def note_stranger(url: str, address: str, errors: list[str]) -> None:
    """No request may leave the team's server."""
    if not url.startswith((address, "data:", "blob:")):
        errors.append(f"request to {url}")
