"""Many runs changed from the table, with the script and without it; trash and saved views."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from experiments.models import Project, Run
from experiments.queries import live_runs, trash
from tests.browser.run_table import make_cats, open_table, table_without_scripts
from tests.live import Stack

RUNS = 60  # Their table has two pages.
MANY = 5001
NARROW = {"width": 360, "height": 800}
SIDEWAYS = "document.documentElement.scrollWidth > window.innerWidth"


@pytest.fixture
def cats(transactional_db: None) -> Project:
    return make_cats(RUNS)


@pytest.fixture
def table(page: Page, cats: Project) -> Page:
    return open_table(page)


@pytest.fixture
def plain(browser: Browser, stack: Stack, cats: Project) -> Iterator[Page]:
    """The table in a browser without scripts."""
    with table_without_scripts(browser, stack) as page:
        yield page


def choose(page: Page, *numbers: int) -> None:
    for number in numbers:
        page.get_by_role("checkbox", name=f"Choose run-{number:02}").check()


def change(page: Page, action: str) -> None:
    page.locator("[data-change] summary").click()
    page.get_by_role("button", name=action).click()


def names_in_trash(project: Project) -> set[str]:
    return set(trash(project).values_list("name", flat=True))


def test_runs_of_two_pages_go_to_the_trash_and_come_back(table: Page, cats: Project) -> None:
    choose(table, 3)
    table.get_by_role("link", name="Next").click()
    choose(table, RUNS)
    change(table, "Move to the trash")
    notice = table.get_by_role("status").filter(has_text="2 runs were moved to the trash.")
    expect(notice).to_be_visible()
    assert names_in_trash(cats) == {"run-03", f"run-{RUNS}"}
    assert "sort=name" in table.url
    expect(table.locator(".selbar")).to_be_hidden()
    notice.get_by_role("button", name="Undo").click()
    expect(table.get_by_role("status").filter(has_text="2 runs were restored.")).to_be_visible()
    assert names_in_trash(cats) == set()


def test_one_chosen_run_is_tagged_stays_chosen_and_loses_the_tag_by_undo(table: Page) -> None:
    choose(table, 3)
    change(table, "Add or remove tags")
    table.get_by_label("Names").fill("sweep")
    table.get_by_role("button", name="Add to the run").click()
    expect(table.get_by_role("status").filter(has_text="1 run got the tag sweep.")).to_be_visible()
    expect(table.locator("[data-count]")).to_have_text("1 run chosen")
    assert Run.objects.get(name="run-03").tags.get().name == "sweep"
    table.get_by_role("button", name="Undo").click()
    expect(table.get_by_text("1 run lost the tag sweep.")).to_be_visible()
    assert not Run.objects.get(name="run-03").tags.exists()


def test_without_scripts_chosen_runs_are_tagged_deleted_and_restored(
    plain: Page, cats: Project
) -> None:
    choose(plain, 3, 5)
    change(plain, "Add or remove tags")
    plain.get_by_label("Names").fill("sweep")
    plain.get_by_role("button", name="Add to all 2").click()
    expect(plain.get_by_text("2 runs got the tag sweep.")).to_be_visible()
    choose(plain, 3, 5)
    change(plain, "Move to the trash")
    expect(plain.get_by_text("2 runs were moved to the trash.")).to_be_visible()
    plain.goto("/projects/cats/trash/")
    choose(plain, 5)
    plain.get_by_role("button", name="Restore chosen").click()
    expect(plain.get_by_text("1 run was restored.")).to_be_visible()
    assert names_in_trash(cats) == {"run-03"}


def test_without_scripts_all_that_match_are_changed_after_a_look_at_their_number(
    plain: Page, cats: Project
) -> None:
    plain.goto("/projects/cats/?q=run-1")
    plain.get_by_role("link", name="Change all 10 runs that match").click()
    expect(plain.get_by_role("heading", name="Change all 10 runs that match")).to_be_visible()
    plain.get_by_role("button", name="Move 10 runs to the trash").click()
    expect(plain.get_by_text("10 runs were moved to the trash.")).to_be_visible()
    assert live_runs(cats).count() == RUNS - 10


def test_a_worker_makes_a_large_change_while_its_page_tells_how_far_it_is(
    table: Page, cats: Project
) -> None:
    Run.objects.bulk_create(Run(project=cats, name=f"more-{n}") for n in range(MANY - RUNS))
    table.goto("/projects/cats/bulk/")
    table.get_by_role("button", name="Move 5,001 runs to the trash").click()
    expect(table.get_by_text("5,001 runs were moved to the trash.")).to_be_visible()
    assert live_runs(cats).count() == 0
    table.get_by_role("button", name="Undo").click()
    expect(table.get_by_text("5,001 runs were restored.")).to_be_visible()


def test_the_trash_is_chosen_at_once_and_emptied_after_a_question(
    table: Page, cats: Project
) -> None:
    choose(table, 3, 5)
    change(table, "Move to the trash")
    table.get_by_role("link", name="2 in the trash").click()
    table.get_by_role("checkbox", name="Choose all 2 runs shown").check()
    table.get_by_role("button", name="Delete chosen for good").click()
    table.get_by_role("button", name="Delete 2 runs for good").click()
    expect(table.get_by_text("2 runs were deleted for good.")).to_be_visible()
    assert Run.objects.count() == RUNS - 2


def test_a_state_of_the_table_is_saved_opened_by_its_link_and_changed(table: Page) -> None:
    table.goto("/projects/cats/?sort=name&q=run-1")
    table.locator(".views summary").first.click()
    table.get_by_label("Save what is shown as").fill("First ten")
    table.get_by_role("button", name="Save view").click()
    shown = table.locator(".views summary").first
    expect(shown).to_have_text("First ten")
    table.get_by_text("This view").click()
    link = table.get_by_label("Short link").input_value()
    table.goto("/projects/cats/")
    table.goto(link)
    expect(table.locator("#q")).to_have_value("run-1")
    table.get_by_role("columnheader", name="Name").get_by_role("link").click()
    expect(shown).to_have_text("First ten changed")
    table.get_by_text("This view").click()
    table.get_by_role("button", name="Save what is shown into it").click()
    expect(shown).to_have_text("First ten")
    expect(table.get_by_role("columnheader", name="Name")).to_have_attribute(
        "aria-sort", "descending"
    )


@pytest.mark.parametrize(
    "address", ["bulk/?q=run-1", "trash/", "views/new/", "?view=CODE", "?q=nothing"]
)
def test_no_page_of_many_runs_scrolls_sideways_on_a_phone(
    table: Page, cats: Project, address: str
) -> None:
    choose(table, 3)
    change(table, "Move to the trash")
    expect(table.get_by_text("1 run was moved to the trash.")).to_be_visible()
    view = cats.saved_views.create(name="a name that goes on " * 4, query="q=run-1")
    table.set_viewport_size(NARROW)
    table.goto(f"/projects/cats/{address.replace('CODE', view.code)}")
    for menu in table.locator(".views summary").all():
        menu.click()
        assert not table.evaluate(SIDEWAYS)
    assert not table.evaluate(SIDEWAYS)
