"""All pages, in both themes and at two widths: axe-core finds nothing to say, nothing is blocked or
asked for elsewhere, nothing scrolls sideways; and all can be read without a script.
"""

from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.urls import resolve
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.browser.conftest import PATIENCE, note_stranger
from tests.browser.every_page import NO_PAGES, PASSWORD, World, address_names, make_world
from tests.live import Stack

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = """async (tags) => {
  const found = await axe.run(document, {runOnly: tags, resultTypes: ["violations"]});
  return found.violations.map(({id, help, nodes}) =>
    `${id}: ${help}: ${nodes.slice(0, 3).map(node => node.target.join(" ")).join(" | ")}`);
}"""


@pytest.fixture
def world(stack: Stack) -> World:
    return make_world()


def log_in(context: BrowserContext) -> Page:
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto("/login/")
    page.get_by_label("User name").fill("owner")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/")
    return page


def addresses(world: World) -> Iterator[str]:
    for listed in world.pages().values():
        yield from listed


@pytest.mark.django_db
def test_every_address_is_a_page_that_is_looked_at_or_none(world: World) -> None:
    pages = world.pages()
    assert set(pages) | NO_PAGES == address_names()
    assert not set(pages) & NO_PAGES
    for name, listed in pages.items():
        assert listed, name
        for address in listed:
            assert resolve(address.partition("?")[0]).url_name == name


def note_console(page: Page, message: ConsoleMessage, said: list[str]) -> None:
    """Errors and warnings; a page that is itself answered with 404, as in the trash, is right."""
    is_the_page = message.location.get("url") == page.url
    if message.type in ("error", "warning") and not is_the_page:
        said.append(message.text)


def problems_of(page: Page, address: str, found: list[str]) -> list[str]:
    """What is wrong with a page at both widths, beside what its console says."""
    page.goto(address)
    told = []
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        page.wait_for_timeout(250)
        page.evaluate(AXE_SCRIPT)
        told += [f"{size['width']} px: {one}" for one in page.evaluate(AXE, TAGS)]
    across = page.evaluate("document.documentElement.scrollWidth")
    told += [f"scrolls sideways to {across} px"] if across > NARROW["width"] else []
    told += found
    found.clear()
    page.set_viewport_size(WIDE)
    return [f"{address}: {one}" for one in dict.fromkeys(told)]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_has_a_fault_that_a_tool_can_find(
    browser: Browser, stack: Stack, world: World, theme: str
) -> None:
    context = browser.new_context(
        base_url=stack.address, viewport=WIDE, color_scheme=theme, reduced_motion="reduce"
    )
    page, said = log_in(context), []
    page.on("console", lambda message: note_console(page, message, said))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: note_stranger(request.url, stack.address, said))
    told = [one for address in addresses(world) for one in problems_of(page, address, said)]
    context.close()
    if told:
        pytest.fail("\n".join(told))


def test_every_page_can_be_read_without_a_script(
    browser: Browser, stack: Stack, world: World
) -> None:
    context = browser.new_context(
        base_url=stack.address, viewport=NARROW, java_script_enabled=False
    )
    page = log_in(context)
    missing = []
    for address in addresses(world):
        page.goto(address)
        if not page.locator("h1").first.is_visible():
            missing.append(f"{address}: no heading")
        if page.locator("main").inner_text().strip() == "":
            missing.append(f"{address}: nothing to read")
    for address in (*world.pages()["run"][:2], world.pages()["compare"][1]):
        page.goto(address)
        if not page.locator("main svg.chart:visible").count():
            missing.append(f"{address}: no chart")
        if not page.locator("main table").count():
            missing.append(f"{address}: no table")
    context.close()
    assert missing == []
