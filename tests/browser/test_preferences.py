"""What people ask of their system: less motion, and colours of their own."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect

from experiments.models import Project
from experiments.parsers import read_log
from experiments.services import projects
from experiments.services.creation import UploadOptions
from experiments.services.runs import create_runs
from tests.browser.every_page import PASSWORD, log_in
from tests.browser.inspection import MOVING
from tests.live import Stack
from tests.logs import keras_csv
from tests.test_look import contrast, luminance

LEAST_OF_LINES = 3.0
PAINTED = "(it, what) => getComputedStyle(it)[what]"
NO_COLOUR = "rgba(0, 0, 0, 0)"


@pytest.fixture
def cats(transactional_db: None) -> Project:
    user = User.objects.create_superuser("owner", password=PASSWORD)
    project = projects.create_project(user, "Cats")
    for name in ("resnet", "vgg"):
        create_runs(
            project, user, read_log("log.csv", keras_csv(30)), options=UploadOptions(name, ("a",))
        )
    return project


@pytest.fixture(params=["light", "dark"])
def forced(
    request: pytest.FixtureRequest, browser: Browser, stack: Stack, cats: Project
) -> Iterator[Page]:
    context = browser.new_context(
        base_url=stack.address, forced_colors="active", color_scheme=request.param
    )
    page = context.new_page()
    log_in(page, "owner")
    yield page
    context.close()


def painted(page: Page, selector: str, what: str) -> str:
    return page.locator(selector).first.evaluate(PAINTED, what)


def brightness(colour: str) -> float:
    red, green, blue = (int(part) for part in re.findall(r"\d+", colour)[:3])
    return luminance(f"{red:02x}{green:02x}{blue:02x}")


def test_lines_of_charts_stay_seen_in_forced_colours(forced: Page) -> None:
    forced.goto("/projects/cats/")
    ground = brightness(painted(forced, "body", "backgroundColor"))
    sparkline = painted(forced, ".spark path", "stroke")
    forced.get_by_role("link", name="resnet").click()
    expect(forced.locator(".plot.live .main-svg").first).to_be_visible()
    drawn = painted(forced, ".plot.live .js-line", "stroke")
    for stroke in (sparkline, drawn):
        assert contrast(brightness(stroke), ground) >= LEAST_OF_LINES
    chosen = ".seg label:has(:checked):has(.key)"
    below = brightness(painted(forced, chosen, "backgroundColor"))
    key = brightness(painted(forced, f"{chosen} .key path", "stroke"))
    assert contrast(key, below) >= LEAST_OF_LINES


@pytest.mark.parametrize(
    ("address", "chosen", "other"),
    [
        ("/projects/cats/", ".seg label:has(:checked)", ".seg label:not(:has(:checked))"),
        ("/projects/cats/?tag=a", ".shape .btn.on", ".shape .btn:not(.on)"),
        ("/projects/cats/?verdict=healthy", ".facet[aria-current]", ".facet:not([aria-current])"),
    ],
)
def test_what_is_chosen_differs_in_forced_colours(
    forced: Page, address: str, chosen: str, other: str
) -> None:
    forced.goto(address)
    colours = [painted(forced, selector, "backgroundColor") for selector in (chosen, other)]
    assert colours[0] not in (colours[1], NO_COLOUR)


def test_the_focus_is_seen_in_forced_colours(forced: Page) -> None:
    forced.goto("/projects/cats/")
    forced.keyboard.press("Tab")
    ground = brightness(painted(forced, "body", "backgroundColor"))
    outline = painted(forced, ":focus", "outlineColor")
    assert painted(forced, ":focus", "outlineStyle") == "solid"
    assert contrast(brightness(outline), ground) >= LEAST_OF_LINES


def test_nothing_moves_where_less_motion_is_asked_for_and_something_does_otherwise(
    browser: Browser, stack: Stack, cats: Project
) -> None:
    context = browser.new_context(base_url=stack.address, reduced_motion="no-preference")
    page = context.new_page()
    log_in(page, "owner")
    page.goto("/projects/cats/")
    assert page.evaluate(MOVING) != []
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(MOVING) == []
    context.close()
