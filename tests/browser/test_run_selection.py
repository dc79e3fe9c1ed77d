"""Choosing runs in the run table: with the script, by pointer and by keyboard, and without it."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Locator, Page, expect

from experiments.models import Project, Run
from experiments.queries import RUNS_A_PAGE
from experiments.services import projects
from tests.browser.run_table import TABLE, make_cats, open_table, table_without_scripts
from tests.cast import make_run
from tests.live import Stack

RUNS = RUNS_A_PAGE + 10  # Their table has two pages.
NARROW = {"width": 360, "height": 800}
TOP_OF_TABLE = "document.querySelector('table.runs').getBoundingClientRect().top"
SIDEWAYS = "document.documentElement.scrollWidth > window.innerWidth"


@pytest.fixture
def cats(transactional_db: None) -> Project:
    return make_cats(RUNS)


@pytest.fixture
def table(page: Page, cats: Project) -> Page:
    return open_table(page)


def box(page: Page, number: int) -> Locator:
    return page.get_by_role("checkbox", name=f"Choose run-{number:02}", exact=True)


def bar(page: Page) -> Locator:
    return page.get_by_role("form", name="Compare runs")


def button(page: Page) -> Locator:
    return bar(page).get_by_role("button", name="Compare", exact=True)


def elsewhere(page: Page) -> Locator:
    return bar(page).locator("[data-others] summary")


def choose(page: Page, *numbers: int) -> None:
    for number in numbers:
        box(page, number).check()


def chosen(page: Page) -> list[int]:
    marked = page.locator("input.choose:checked")
    names = marked.evaluate_all("boxes => boxes.map(box => box.dataset.name)")
    return [int(name.removeprefix("run-")) for name in names]


def asked_for(page: Page) -> set[str]:
    """The names of the runs in the address of the comparison."""
    uuids = re.findall(r"run=([0-9a-f-]{36})", page.url)
    return set(Run.objects.filter(uuid__in=uuids).values_list("name", flat=True))


def test_the_bar_comes_with_the_first_choice_and_moves_nothing(table: Page) -> None:
    expect(button(table)).to_be_hidden()
    before = table.evaluate(TOP_OF_TABLE)
    choose(table, 3)
    expect(bar(table)).to_contain_text("1 run chosen")
    expect(button(table)).to_be_visible()
    assert table.evaluate(TOP_OF_TABLE) == before
    box(table, 3).uncheck()
    expect(button(table)).to_be_hidden()
    assert table.evaluate(TOP_OF_TABLE) == before


def test_one_run_alone_is_not_compared_and_the_reason_is_said(table: Page) -> None:
    choose(table, 3)
    expect(button(table)).to_be_disabled()
    expect(button(table)).to_have_accessible_description("Choose one more to compare.")
    expect(bar(table).locator("[aria-live]")).to_have_text(
        "1 run chosen. Choose one more to compare."
    )
    button(table).click(force=True)
    expect(button(table)).to_be_focused()
    assert "/projects/cats/" in table.url


def test_more_than_twenty_are_not_compared_and_the_reason_is_said(table: Page) -> None:
    choose(table, 1)
    box(table, 23).click(modifiers=["Shift"])
    expect(button(table)).to_be_disabled()
    expect(bar(table)).to_contain_text("23 runs chosen")
    expect(button(table)).to_have_accessible_description("At most 20 at once: take 3 away.")
    for number in (5, 6, 7):
        box(table, number).uncheck()
    expect(button(table)).to_be_enabled()
    expect(button(table)).to_have_accessible_description("")


def test_chosen_runs_are_compared(table: Page) -> None:
    choose(table, 3, 5)
    button(table).click()
    expect(table.get_by_role("heading", name="Compare 2 runs")).to_be_visible()
    assert asked_for(table) == {"run-03", "run-05"}


def test_a_choice_survives_the_next_page_and_is_compared_with_it(table: Page) -> None:
    choose(table, 3, 5)
    table.get_by_role("link", name="Next").click()
    expect(elsewhere(table)).to_have_text("All of them on other pages")
    choose(table, RUNS)
    expect(bar(table)).to_contain_text("3 runs chosen")
    expect(elsewhere(table)).to_have_text("2 of them on other pages")
    expect(bar(table).locator("[aria-live]")).to_have_text(
        "3 runs chosen. 2 of them on other pages."
    )
    button(table).click()
    expect(table.get_by_role("heading", name="Compare 3 runs")).to_be_visible()
    assert asked_for(table) == {"run-03", "run-05", f"run-{RUNS}"}


def test_a_choice_survives_sorting_and_filtering(table: Page) -> None:
    choose(table, 3, 5)
    table.get_by_role("link", name="Name").click()
    expect(table.get_by_role("columnheader", name="Name")).to_have_attribute(
        "aria-sort", "descending"
    )
    expect(elsewhere(table)).to_have_text("All of them on other pages")
    table.goto("/projects/cats/?q=run-03")
    assert chosen(table) == [3]
    expect(elsewhere(table)).to_have_text("1 of them not in this list")


def test_a_choice_is_there_where_no_run_matches(table: Page) -> None:
    choose(table, 3, 5)
    table.goto("/projects/cats/?q=nothing")
    expect(bar(table)).to_contain_text("2 runs chosen")
    expect(elsewhere(table)).to_have_text("None of them in this list")
    bar(table).get_by_role("button", name="Clear").click()
    expect(bar(table)).to_be_hidden()


def test_a_choice_survives_new_runs(table: Page, cats: Project) -> None:
    table.goto("/projects/cats/")
    choose(table, RUNS, RUNS - 1)
    make_run(cats, "run-99")
    table.reload()
    expect(box(table, 99)).not_to_be_checked()
    assert chosen(table) == [RUNS, RUNS - 1]


def test_a_table_that_is_put_in_anew_keeps_its_marks(table: Page) -> None:
    choose(table, 3, 5)
    table.evaluate(
        "htmx.ajax('GET', location.href,"
        " {target: 'table.runs', select: 'table.runs', swap: 'outerHTML'})"
    )
    expect(box(table, 5)).to_be_checked()
    choose(table, 6)
    expect(bar(table)).to_contain_text("3 runs chosen")
    assert chosen(table) == [3, 5, 6]


def test_another_project_has_a_choice_of_its_own(table: Page) -> None:
    choose(table, 3, 5)
    dogs = projects.create_project(User.objects.get(), "Dogs", "")
    make_run(dogs, "run-01")
    table.goto("/projects/dogs/")
    expect(box(table, 1)).to_be_visible()
    expect(button(table)).to_be_hidden()


def test_a_click_with_shift_chooses_all_between_in_both_directions(table: Page) -> None:
    choose(table, 4)
    box(table, 7).click(modifiers=["Shift"])
    assert chosen(table) == [4, 5, 6, 7]
    box(table, 2).click(modifiers=["Shift"])
    assert chosen(table) == [2, 3, 4, 5, 6, 7]
    assert table.evaluate("String(getSelection())") == ""
    box(table, 6).click()
    box(table, 3).click(modifiers=["Shift"])
    assert chosen(table) == [2, 7]


def test_the_keyboard_chooses_ranges_compares_and_clears(table: Page) -> None:
    box(table, 4).focus()
    table.keyboard.press("Space")
    box(table, 6).focus()
    table.keyboard.press("Shift+Space")
    assert chosen(table) == [4, 5, 6]
    table.keyboard.press("Enter")
    expect(table.get_by_role("heading", name="Compare 3 runs")).to_be_visible()
    table.go_back()
    assert chosen(table) == [4, 5, 6]
    bar(table).get_by_role("button", name="Clear").focus()
    table.keyboard.press("Enter")
    assert chosen(table) == []
    expect(bar(table).locator("[aria-live]")).to_have_text("No run is chosen.")
    assert table.evaluate("document.activeElement.matches('input.choose')")


def test_the_back_button_restores_what_was_chosen_last(table: Page) -> None:
    choose(table, 3, 5)
    table.get_by_role("link", name="Next").click()
    bar(table).get_by_role("button", name="Clear").click()
    choose(table, RUNS)
    table.go_back()
    expect(box(table, 3)).not_to_be_checked()
    expect(elsewhere(table)).to_have_text("It is on another page")


def test_a_run_on_another_page_is_taken_away_by_its_name(table: Page) -> None:
    choose(table, 3, 5)
    table.get_by_role("link", name="Next").click()
    elsewhere(table).click()
    table.get_by_role("button", name="Remove run-03").click()
    expect(bar(table)).to_contain_text("1 run chosen")
    expect(table.get_by_role("button", name="Remove run-05")).to_be_focused()


def test_a_run_that_was_deleted_is_no_longer_chosen(table: Page) -> None:
    choose(table, 3, 5, 7)
    Run.objects.get(name="run-05").delete()
    table.reload()
    expect(bar(table)).to_contain_text("2 runs chosen")
    expect(elsewhere(table)).to_be_hidden()


def test_all_runs_of_a_page_are_chosen_at_once(table: Page) -> None:
    every = table.get_by_role("checkbox", name="Choose all")
    every.check()
    assert chosen(table) == list(range(1, RUNS_A_PAGE + 1))
    expect(button(table)).to_have_accessible_description("At most 20 at once: take 30 away.")
    every.uncheck()
    table.goto("/projects/cats/?q=run-1&sort=name")
    every.check()
    assert chosen(table) == list(range(10, 20))
    box(table, 12).uncheck()
    assert every.evaluate("every => every.indeterminate")
    every.check()
    every.uncheck()
    assert chosen(table) == []


def test_who_may_only_compare_chooses_no_more_at_once_than_that_takes(
    table: Page, cats: Project
) -> None:
    cats.memberships.update(role="viewer")
    table.goto(TABLE)
    every = table.get_by_role("checkbox", name="Choose all")
    expect(every).to_be_hidden()
    table.goto("/projects/cats/?q=run-1&sort=name")
    expect(every).to_be_visible()


def test_the_bar_stays_in_sight_where_the_table_is_long(table: Page) -> None:
    choose(table, 3)
    box(table, RUNS_A_PAGE).scroll_into_view_if_needed()
    expect(button(table)).to_be_in_viewport()


def test_on_a_phone_the_bar_is_within_the_screen_and_moves_nothing(table: Page) -> None:
    table.set_viewport_size(NARROW)
    table.goto(TABLE)
    before = table.evaluate(TOP_OF_TABLE)
    choose(table, 1)
    assert table.evaluate(TOP_OF_TABLE) == before
    reason = bar(table).get_by_text("Choose one more to compare.", exact=True)
    expect(reason).to_be_in_viewport(ratio=1)
    expect(button(table)).to_be_in_viewport(ratio=1)
    assert not table.evaluate(SIDEWAYS)


def test_without_scripts_the_boxes_and_their_button_compare(
    browser: Browser, stack: Stack, cats: Project
) -> None:
    with table_without_scripts(browser, stack) as page:
        choose(page, 3, 5)
        button(page).click()
        expect(page.get_by_role("heading", name="Compare 2 runs")).to_be_visible()
        assert asked_for(page) == {"run-03", "run-05"}
