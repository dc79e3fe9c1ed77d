"""The columns of a run table are put in order by keyboard, and without scripts, and by dragging."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect

from experiments.services.projects import create_project
from tests.browser.charts import PASSWORD, log_in
from tests.live import Stack

COLUMNS = "/projects/cats/columns/?columns=gap,tags,who"
NAMES = "() => [...document.querySelectorAll('[name=column]')].map((box) => box.value)"


@pytest.fixture
def cats(transactional_db: None) -> None:
    create_project(User.objects.create_user("owner", password=PASSWORD), "Cats")


def test_a_column_moves_by_keyboard_and_keeps_the_focus(page: Page, cats: None) -> None:
    log_in(page)
    page.goto(COLUMNS)
    page.get_by_role("button", name="Who: one place up").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert page.evaluate(NAMES) == ["who", "gap", "tags"]
    expect(page.get_by_role("button", name="Who: one place up")).to_be_focused()
    expect(page.get_by_text("place 1 of 3")).to_be_attached()
    page.get_by_role("button", name="Show these columns").click()
    expect(page).to_have_url(re.compile("columns=who%2Cgap%2Ctags"))


def test_a_row_is_dragged_to_another_place(page: Page, cats: None) -> None:
    log_in(page)
    page.goto(COLUMNS)
    rows = page.locator("#chosen th")
    rows.nth(2).drag_to(rows.nth(0), target_position={"x": 20, "y": 2})
    assert page.evaluate(NAMES) == ["who", "gap", "tags"]
    assert page.get_by_label("Place of Who").input_value() == "1"


def test_a_column_moves_without_scripts(stack: Stack, browser: Browser, cats: None) -> None:
    context = browser.new_context(base_url=stack.address, java_script_enabled=False)
    page = context.new_page()
    log_in(page)
    page.goto(COLUMNS)
    for place in (2, 1):
        page.get_by_role("button", name="Who: one place up").press("Enter")
        page.wait_for_url(f"**#up-{place}")
    shown = page.locator("[name=column]")
    expect(shown.first).to_have_value("who")
    assert shown.count() == 3
    context.close()
