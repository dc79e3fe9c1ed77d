import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from experiments.models import Project, Run
from experiments.services import projects, runs
from tests.cast import make_run
from tests.logs import parsed_log, parsed_run

NARROW = {"width": 360, "height": 800}
SIDEWAYS = "document.documentElement.scrollWidth > window.innerWidth"
PASSWORD = "a long password"


@pytest.fixture
def cats(page: Page) -> Project:
    """A project with one run that was read and one that waits; its owner is logged in."""
    user = User.objects.create_user("owner", password=PASSWORD)
    project = projects.create_project(user, "Cats", "Two classes.")
    log = parsed_log(parsed_run(val_loss=[0.9, 0.4, 0.6], val_accuracy=[0.5, 0.8, 0.8]))
    runs.create_runs(project, user, log)
    page.goto("/")
    page.get_by_label("User name").fill("owner")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", name="Projects")).to_be_visible()
    return project


def test_a_waiting_verdict_fills_in_without_a_reload(page: Page, cats: Project) -> None:
    page.goto("/projects/cats/")
    page.evaluate("window.untouched = true")
    expect(page.locator("#waiting")).to_have_text("All runs shown are analysed.")
    expect(page.get_by_role("row").filter(has_text="Analysing")).to_have_count(0)
    assert page.evaluate("window.untouched")


@pytest.mark.parametrize(
    "address", ["/", "/projects/cats/", "/projects/cats/settings/", "/projects/cats/trash/"]
)
def test_no_page_scrolls_sideways_on_a_phone(page: Page, cats: Project, address: str) -> None:
    long_name = "a-name-" + "that-goes-on-" * 12
    Run.objects.filter(project=cats).update(name=long_name)
    page.set_viewport_size(NARROW)
    page.goto(address)
    assert not page.evaluate(SIDEWAYS)


def test_a_table_of_runs_keeps_its_roles_as_cards(page: Page, cats: Project) -> None:
    page.set_viewport_size(NARROW)
    page.goto("/projects/cats/")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader"))
    expect(row).to_have_count(1)
    expect(row).to_contain_text("0.4000 @ 2")


def in_view(page: Page) -> int:
    """How many rows of runs are seen as a whole before anybody scrolls."""
    bottoms = "rows => rows.map(row => row.getBoundingClientRect().bottom)"
    seen = page.locator("tr[data-run]").evaluate_all(bottoms)
    return sum(bottom <= page.viewport_size["height"] for bottom in seen)


def test_a_screen_shows_many_runs_and_a_phone_the_first(page: Page, cats: Project) -> None:
    first = Run.objects.get(project=cats)
    for number in range(20):
        run = make_run(cats, f"run {number}", verdict="healthy")
        run.tags.add(cats.tags.get_or_create(name=f"tag {number}")[0])
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/projects/cats/")
    assert in_view(page) >= 12
    page.set_viewport_size(NARROW)
    assert in_view(page) >= 2
    expect(page.get_by_role("row").filter(has_text=first.name)).to_contain_text("finished")


def test_menus_of_the_table_stay_on_the_screen(page: Page, cats: Project) -> None:
    for width in (360, 720, 1024, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto("/projects/cats/")
        for name in ("How to ask", "Group", "Download", "Views"):
            page.locator(".shape summary").filter(has_text=name).click()
            box = page.locator(".shape [open] .pop").bounding_box()
            assert (box["x"] >= 0, box["x"] + box["width"] <= width) == (True, True), (width, name)
        assert not page.evaluate(SIDEWAYS)


def test_a_click_on_a_column_sorts_by_it(page: Page, cats: Project) -> None:
    page.goto("/projects/cats/")
    page.get_by_role("link", name="Val loss").click()
    header = page.get_by_role("columnheader", name="Val loss")
    expect(header).to_have_attribute("aria-sort", "ascending")


def test_the_chosen_theme_survives_a_reload(page: Page, cats: Project) -> None:
    theme = "document.documentElement.dataset.theme ?? 'system'"
    page.get_by_text("Dark", exact=True).click()
    page.reload()
    assert page.evaluate(theme) == "dark"
    page.get_by_text("System", exact=True).click()
    page.reload()
    assert page.evaluate(theme) == "system"


def test_the_menu_opens_by_key_and_closes_on_escape(page: Page, cats: Project) -> None:
    account = page.locator(".account summary")
    account.focus()
    account.press("Enter")
    logout = page.get_by_role("button", name="Log out")
    expect(logout).to_be_visible()
    page.keyboard.press("Escape")
    expect(logout).to_be_hidden()
    logout_reached = page.evaluate("document.activeElement.closest('.account') !== null")
    assert logout_reached


def test_logging_out_leads_to_the_login_page(page: Page, cats: Project) -> None:
    page.locator(".account summary").click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
