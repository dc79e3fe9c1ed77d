"""From the first login to the first verdict and to a ranking, by keyboard alone."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from experiments.demo import train
from experiments.models import Project
from experiments.parsers import read_log
from experiments.services import projects
from experiments.services.creation import UploadOptions
from experiments.services.runs import create_runs
from tests.browser.inspection import IS_SEEN, NARROW, WIDE
from tests.cast import make_run
from tests.live import Stack
from tests.logs import keras_csv

PASSWORD = "a long password"
LOGS = Path(train.__file__).parent / "logs"
MOST_TABS = 80
FOCUSED = """() => {
  const at = document.activeElement;
  if (at === document.body) return {name: "", visible: true};
  const name = at.labels?.[0]?.textContent || at.getAttribute("aria-label") || at.textContent;
  const {outlineStyle, outlineWidth} = getComputedStyle(at);
  const {width, height} = at.getBoundingClientRect();
  return {
    name: name.replace(/\\s+/g, " ").trim(),
    visible: outlineStyle !== "none" && outlineWidth !== "0px" && width > 0 && height > 0,
  };
}"""
NUMBER = """() => {
  document.querySelectorAll("body *").forEach((it, at) => it.dataset.stop = at);
  document.activeElement.blur();
}"""
STOP = f"""() => {{
  const isSeen = {IS_SEEN};
  const at = document.activeElement;
  return [Number(at.dataset.stop ?? -1), isSeen(at)];
}}"""
LEAST_STOPS, MOST_STOPS = 20, 500


@pytest.fixture
def newcomer(transactional_db: None) -> User:
    return User.objects.create_superuser("newcomer", password=PASSWORD)


def tab_to(page: Page, name: str, key: str = "Tab") -> None:
    """Tab until what is called so has the focus, which must be seen at every step."""
    for _ in range(MOST_TABS):
        page.keyboard.press(key)
        focused = page.evaluate(FOCUSED)
        if focused["name"]:
            assert focused["visible"], f"the focus on “{focused['name']}” cannot be seen"
        if focused["name"].startswith(name):
            return
    raise AssertionError(f"{MOST_TABS} tabs did not lead to {name}")


def go(page: Page, name: str, heading: str) -> None:
    tab_to(page, name)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()


def upload(page: Page, log: str, project: str) -> None:
    """The project is a new one where it is not there to be chosen."""
    # From the start: the browser takes a moment until it hands over its chooser.
    with page.expect_file_chooser(timeout=60_000) as chooser:
        go(page, "Upload", "Upload logs")
        tab_to(page, "Drop files or folders here")
        page.keyboard.press("Space")
    chooser.value.set_files(LOGS / log)
    tab_to(page, "Project")
    page.keyboard.type(project)
    if page.get_by_label("Project", exact=True).input_value() == "":
        tab_to(page, "Name of the new project")
        page.keyboard.type(project)
    tab_to(page, "Upload")
    page.keyboard.press("Enter")


def log_in(page: Page) -> None:
    page.goto("/")
    page.keyboard.type("newcomer")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Projects")).to_be_visible()


def test_a_newcomer_gets_a_verdict_and_a_ranking_without_a_mouse(
    page: Page, stack: Stack, newcomer: User
) -> None:
    log_in(page)
    upload(page, "overfitting.csv", "First steps")
    expect(page.get_by_text("Overfits from epoch").first).to_be_visible()
    upload(page, "healthy.csv", "First steps")
    expect(page.get_by_text("All runs are analysed.")).to_be_attached()
    go(page, "Open the project", "First steps")
    go(page, "overfitting", "overfitting")
    expect(page.get_by_text("Overfits from epoch").first).to_be_visible()
    go(page, "First steps", "First steps")
    for name in ("healthy", "overfitting"):
        tab_to(page, f"Choose {name}")
        page.keyboard.press("Space")
    tab_to(page, "Compare", "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Compare 2 runs")).to_be_visible()
    tab_to(page, "Ranking as a table")
    ranked = page.get_by_role("region", name="Ranking as a table").get_by_role("row")
    expect(ranked.nth(1)).to_contain_text("healthy")


@pytest.fixture
def cats(newcomer: User) -> Project:
    project = projects.create_project(newcomer, "Cats")
    for number in range(40):
        make_run(project, f"run-{number:02}")
    log = read_log("log.csv", keras_csv(30))
    create_runs(project, newcomer, log, options=UploadOptions("resnet"))
    return project


def test_the_skip_link_comes_first_and_leads_past_the_menu(
    page: Page, stack: Stack, cats: Project
) -> None:
    log_in(page)
    page.goto("/projects/cats/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_nothing_keeps_the_focus_or_hides_it(
    page: Page, stack: Stack, cats: Project, size: dict[str, int]
) -> None:
    """Through the whole of a long page, forwards and backwards, while its bar of chosen runs is
    there, and through that of a run with its charts.
    """
    run = cats.runs.get(name="resnet")
    log_in(page)
    page.set_viewport_size(size)
    for address in (f"/runs/{run.uuid}/", "/projects/cats/"):
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        for box in page.locator("input.choose").all()[:2]:
            box.check()
        there = way(page, "Tab")
        assert len(there) > LEAST_STOPS
        assert set(way(page, "Shift+Tab")) == set(there)


def way(page: Page, key: str) -> list[int]:
    """What gets the focus, by its number, until the same gets it again."""
    page.evaluate(NUMBER)
    stops: list[int] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press(key)
        at, is_seen = page.evaluate(STOP)
        if at in stops:
            break
        if at >= 0:
            assert is_seen, f"the focus on {page.evaluate(FOCUSED)['name']} is hidden"
            stops.append(at)
    assert at == stops[0], "the focus does not get through"
    return stops
