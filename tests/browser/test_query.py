"""The query field: errors where they stand, choices by keyboard, and a history that goes back."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect

from experiments.models import Project
from experiments.parsers import read_log
from experiments.services import projects
from experiments.services.creation import UploadOptions
from experiments.services.runs import create_runs
from tests.logs import keras_csv

PASSWORD = "a long password"


@pytest.fixture
def cats(transactional_db: None) -> Project:
    user = User.objects.create_user("owner", password=PASSWORD)
    project = projects.create_project(user, "Cats", "Two classes.")
    for name in ("resnet", "vgg"):
        create_runs(project, user, read_log("log.csv", keras_csv()), options=UploadOptions(name))
    return project


@pytest.fixture
def table(page: Page, cats: Project) -> Page:
    page.goto("/projects/cats/")
    page.get_by_label("User name").fill("owner")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Cats")).to_be_visible()
    expect(page.get_by_role("combobox", name="Words, or a query")).to_be_visible()
    return page


def field(page: Page) -> Locator:
    return page.get_by_role("combobox", name="Words, or a query")


def test_a_query_with_an_error_is_marked_and_mended_by_one_click(table: Page) -> None:
    field(table).fill("val_los < 99")
    table.keyboard.press("Enter")
    expect(table.get_by_role("alert")).to_contain_text("Did you mean val_loss?")
    expect(table.locator("mark")).to_have_text("val_los")
    table.get_by_role("link", name="Use it").click()
    expect(table.get_by_role("alert")).to_have_count(0)
    expect(field(table)).to_have_value("val_loss < 99")
    expect(table.locator("tr[data-run]")).to_have_count(2)


def test_names_are_chosen_from_the_list_by_keyboard(table: Page) -> None:
    field(table).press_sequentially("val_lo")
    choice = table.get_by_role("option", name="val_loss", exact=True)
    expect(choice).to_be_visible()
    table.keyboard.press("ArrowDown")
    expect(choice).to_have_attribute("aria-selected", "true")
    table.keyboard.press("Enter")
    expect(field(table)).to_have_value("val_loss ")
    expect(table.get_by_role("option", name="<", exact=True)).to_be_visible()
    table.keyboard.press("Escape")
    expect(table.get_by_role("option")).to_have_count(0)
    field(table).press_sequentially("< 99")
    table.keyboard.press("Enter")
    table.wait_for_url("**q=val_loss*")


def test_escape_leaves_the_query_as_it_is(table: Page) -> None:
    table.keyboard.press("/")
    expect(field(table)).to_be_focused()
    field(table).fill("resnet 5")
    table.keyboard.press("Escape")
    expect(field(table)).not_to_be_focused()
    expect(field(table)).to_have_value("resnet 5")


def test_going_back_brings_the_table_back_as_it_was(table: Page) -> None:
    field(table).fill("resnet")
    table.keyboard.press("Enter")
    expect(table.locator("tr[data-run]")).to_have_count(1)
    table.get_by_role("link", name="resnet").click()
    expect(table.get_by_role("heading", name="resnet")).to_be_visible()
    table.go_back()
    expect(field(table)).to_have_value("resnet")
    expect(table.locator("tr[data-run]")).to_have_count(1)
    table.go_back()
    expect(table.locator("tr[data-run]")).to_have_count(2)


def test_what_stands_behind_an_emoji_is_completed_in_its_place(table: Page) -> None:
    field(table).press_sequentially('name ~ "😀" and val_lo')
    expect(table.get_by_role("option", name="val_loss", exact=True)).to_be_visible()
    table.keyboard.press("ArrowDown")
    table.keyboard.press("Enter")
    expect(field(table)).to_have_value('name ~ "😀" and val_loss ')
