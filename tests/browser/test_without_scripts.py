"""With scripts turned off: the same words and numbers, charts from the server, working forms."""

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, BrowserContext, Page, expect

from experiments.models import Predictions, Project, Run, SavedView
from experiments.parsers import read_log
from experiments.services import projects
from experiments.services.creation import UploadOptions
from experiments.services.runs import create_runs
from tests.browser.conftest import PATIENCE
from tests.browser.every_page import PASSWORD, World, addresses, log_in, make_world
from tests.browser.inspection import NARROW, WIDE
from tests.live import Stack
from tests.logs import keras_csv
from tests.predictions.files import csv_file
from tests.services.running import eventually

DRAWN = ("run", "run_all_metrics", "compare", "predictions", "guide_page", "embed")
SAID = """() => [...document.querySelectorAll(
  "h1, .verdict h2, .verdict .why, .stats dd, .chip, .finding > summary, td.num")]
  .map(it => it.textContent.replace(/\\s+/g, " ").trim()).filter(text => text)"""


@pytest.fixture
def world(stack: Stack) -> World:
    return make_world()


def without_scripts(browser: Browser, stack: Stack, size: dict[str, int] = WIDE) -> BrowserContext:
    context = browser.new_context(base_url=stack.address, viewport=size, java_script_enabled=False)
    context.set_default_timeout(PATIENCE)
    return context


def test_every_page_can_be_read_without_a_script(
    browser: Browser, stack: Stack, world: World
) -> None:
    context = without_scripts(browser, stack, NARROW)
    page, missing = context.new_page(), []
    log_in(page, "owner")
    for address in addresses(world):
        page.goto(address)
        if not page.locator("h1").first.is_visible():
            missing.append(f"{address}: no heading")
        if page.locator("main").inner_text().strip() == "":
            missing.append(f"{address}: nothing to read")
    context.close()
    assert missing == []


def test_pages_say_the_same_as_with_scripts_and_charts_are_there(
    browser: Browser, stack: Stack, world: World
) -> None:
    plain, scripted = without_scripts(browser, stack), browser.new_context(base_url=stack.address)
    for context in (plain, scripted):
        log_in(context.new_page(), "owner")
    pages, [without], [with_them] = world.pages(), plain.pages, scripted.pages
    for name in DRAWN:
        address = pages[name][1 if name == "compare" else 0]
        without.goto(address)
        with_them.goto(address)
        said = with_them.evaluate(SAID)
        assert len(said) > 2
        assert without.evaluate(SAID) == said
        expect(without.locator("main svg.chart:visible").first).to_be_visible()
    plain.close()
    scripted.close()


@pytest.fixture
def cats(transactional_db: None) -> Project:
    user = User.objects.create_superuser("owner", password=PASSWORD)
    project = projects.create_project(user, "Cats")
    for name, start in (("resnet", 1.0), ("vgg", 2.0)):
        log = read_log("log.csv", keras_csv(30, start=start))
        create_runs(project, user, log, options=UploadOptions(name))
    return project


@pytest.fixture
def plain(browser: Browser, stack: Stack, cats: Project) -> Iterator[Page]:
    context = without_scripts(browser, stack)
    page = context.new_page()
    log_in(page, "owner")
    page.goto("/projects/cats/")
    yield page
    context.close()


def names(page: Page) -> list[str]:
    return page.locator("tr[data-run] th a").all_inner_texts()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_log_is_uploaded_and_gets_its_verdict(plain: Page) -> None:
    plain.get_by_role("link", name="Upload").first.click()
    log = {"name": "alexnet.csv", "mimeType": "text/csv", "buffer": keras_csv(20, start=1.5)}
    plain.get_by_label("Drop files or folders here, or choose files").set_input_files(log)
    plain.get_by_label("Project", exact=True).select_option("Cats")
    press(plain, "Upload")
    expect(plain.get_by_role("heading", name="1 file received")).to_be_visible()
    expect(reloaded(plain).get_by_role("row").filter(has_text="Stored")).to_be_visible()
    assert Run.objects.filter(name="alexnet").exists()


def reloaded(page: Page) -> Page:
    """The page once no worker is at work on it, which it does not tell by itself."""
    while page.get_by_text("still being read").count():
        page.reload()
    return page


def test_the_table_is_asked_and_sorted(plain: Page) -> None:
    plain.get_by_role("columnheader", name="Name").get_by_role("link").click()
    assert names(plain) == ["resnet", "vgg"]
    plain.get_by_label(re.compile("Words, or a query")).fill("val_loss > 0.09")
    press(plain, "Filter")
    assert names(plain) == ["vgg"]
    assert "q=val_loss" in plain.url
    assert "sort=" in plain.url


def test_two_runs_are_chosen_and_compared(plain: Page) -> None:
    for name in ("resnet", "vgg"):
        plain.get_by_role("checkbox", name=f"Choose {name}").check()
    press(plain, "Compare")
    expect(plain.get_by_role("heading", level=1, name="Compare 2 runs")).to_be_visible()
    expect(plain.get_by_role("heading", name="Ranking")).to_be_visible()


@pytest.fixture
def run_page(plain: Page) -> Page:
    plain.get_by_role("link", name="resnet").click()
    return plain


def test_a_tag_is_added_and_taken_away(run_page: Page) -> None:
    run_page.locator(".add-tag > summary").click()
    run_page.get_by_label("Tags, words between commas").fill("sweep")
    press(run_page, "Add")
    expect(run_page.get_by_role("link", name="sweep")).to_be_visible()
    press(run_page, "Remove the tag sweep")
    expect(run_page.get_by_role("link", name="sweep")).to_have_count(0)


def test_notes_are_written(run_page: Page) -> None:
    run_page.get_by_text("Add notes").click()
    run_page.get_by_role("textbox", name="Notes").fill("A **calm** start.")
    press(run_page, "Save")
    expect(run_page.locator(".markdown strong")).to_have_text("calm")


def test_charts_are_drawn_anew_as_their_controls_say(run_page: Page) -> None:
    chart = run_page.locator("svg.chart:visible").first
    before = chart.inner_html()
    run_page.get_by_role("radio", name="log", exact=True).check()
    run_page.locator("#chart-controls").get_by_role("button", name="Apply").click()
    assert "scale=log" in run_page.url
    assert chart.inner_html() != before


def test_a_view_is_saved_changed_and_deleted(plain: Page) -> None:
    plain.goto("/projects/cats/?sort=name&q=vgg")
    view = plain.locator(".views summary").first
    view.click()
    plain.get_by_label("Save what is shown as").fill("Only vgg")
    press(plain, "Save view")
    expect(view).to_have_text("Only vgg")
    plain.get_by_text("This view").click()
    plain.goto(plain.get_by_label("Short link").input_value())
    assert names(plain) == ["vgg"]
    plain.get_by_role("columnheader", name="Name").get_by_role("link").click()
    expect(view).to_have_text("Only vgg changed")
    plain.get_by_text("This view").click()
    press(plain, "Delete the view")
    expect(view).to_have_text("Views")
    assert not SavedView.objects.exists()


def test_a_column_is_added_put_first_and_kept_in_view(plain: Page) -> None:
    plain.goto("/projects/cats/columns/?columns=gap,who")
    plain.get_by_label("Add a column").fill("last.val_loss")
    press(plain, "Add and go on")
    plain.get_by_label("Place of Last val loss").fill("0")
    plain.get_by_label("Keep Last val loss in view").check()
    plain.get_by_role("checkbox", name="Who").uncheck()
    plain.get_by_role("button", name="Show these columns").last.click()
    heads = [head.strip() for head in plain.locator("table.runs thead th").all_inner_texts()]
    assert [head for head in heads if head in ("Last val loss", "Final gap", "Who")] == [
        "Last val loss",
        "Final gap",
    ]
    assert "pin=last.val_loss" in plain.url


def test_predictions_are_uploaded_and_measured(run_page: Page) -> None:
    run_page.goto(f"{run_page.url.split('?')[0]}predictions/upload/")
    file = csv_file()
    sent = {"name": "val.csv", "mimeType": "text/csv", "buffer": file.read()}
    run_page.get_by_label("Drop a file of predictions here, or choose it").set_input_files(sent)
    press(run_page, "Upload")
    run_page.wait_for_url("**/predictions/*-*/")
    assert eventually(lambda: Predictions.objects.get().state == "done", 30)
    run_page.reload()
    expect(run_page.get_by_role("heading", name="Confusion")).to_be_visible()
