"""Charts that a script has drawn, as one uses them."""

import time

from playwright.sync_api import Locator, Page, expect

PATIENCE = 10.0
PASSWORD = "a long password"
RANGES = "() => [...document.querySelectorAll('.plot.live')].map((p) => p._fullLayout.xaxis.range)"


def log_in(page: Page) -> None:
    page.goto("/login/")
    page.locator("input[name=username]").fill("owner")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1, name="Projects")).to_be_visible()


def chart(page: Page, kind: str) -> Locator:
    return page.locator(f"[data-plot={kind}]")


def readout(page: Page, kind: str) -> Locator:
    return page.locator(f"[data-panel={kind}] .readout")


def eventually(page: Page, script: str, expected: object) -> None:
    """Asks until the answer is the expected one. Playwright's own way needs eval: refused."""
    until = time.monotonic() + PATIENCE
    while (answer := page.evaluate(script)) != expected and time.monotonic() < until:
        page.wait_for_timeout(50)
    assert answer == expected


def drag(page: Page, kind: str, start: float, end: float) -> None:
    """Draws a zoom over a part of the chart, in shares of its width."""
    chart(page, kind).scroll_into_view_if_needed()
    box = chart(page, kind).bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + start * box["width"], y)
    page.mouse.down()
    page.mouse.move(box["x"] + end * box["width"], y, steps=5)
    page.mouse.up()
