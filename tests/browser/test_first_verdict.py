"""From the first login to the first verdict, by keyboard alone."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from experiments.demo import train
from tests.live import Stack

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


@pytest.fixture
def newcomer(transactional_db: None) -> User:
    return User.objects.create_superuser("newcomer", password=PASSWORD)


def tab_to(page: Page, name: str) -> None:
    """Tab until what is called so has the focus, which must be seen at every step."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
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
    go(page, "Upload", "Upload logs")
    tab_to(page, "Drop files or folders here")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(LOGS / log)
    tab_to(page, "Project")
    page.keyboard.type(project)
    if page.get_by_label("Project", exact=True).input_value() == "":
        tab_to(page, "Name of the new project")
        page.keyboard.type(project)
    tab_to(page, "Upload")
    page.keyboard.press("Enter")


def test_a_newcomer_gets_a_verdict_without_a_mouse(
    page: Page, stack: Stack, newcomer: User
) -> None:
    page.goto("/")
    page.keyboard.type("newcomer")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Projects")).to_be_visible()
    upload(page, "overfitting.csv", "First steps")
    expect(page.get_by_text("Overfits from epoch").first).to_be_visible()
    go(page, "Open the project", "First steps")
    go(page, "overfitting", "overfitting")
    expect(page.get_by_text("Overfits from epoch").first).to_be_visible()
