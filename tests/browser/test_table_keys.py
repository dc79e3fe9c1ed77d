"""The run table by keyboard alone: through the rows, choosing, comparing, and keys turned off."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from experiments.models import Project, Run
from tests.browser.run_table import make_cats, open_table, table_without_scripts
from tests.cast import make_run
from tests.live import Stack

RUNS = 6


@pytest.fixture
def cats(transactional_db: None) -> Project:
    return make_cats(RUNS)


@pytest.fixture
def table(page: Page, cats: Project) -> Page:
    return open_table(page)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def row(page: Page, number: int) -> Locator:
    uuid = Run.objects.get(name=f"run-{number:02}").uuid
    return page.locator(f'tr[data-run="{uuid}"]')


def chosen(page: Page) -> list[str]:
    marked = page.locator("input.choose:checked")
    return marked.evaluate_all("boxes => boxes.map(box => box.dataset.name)")


def dialog(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Keyboard")


def test_two_runs_are_chosen_and_compared_by_keys_alone(table: Page) -> None:
    press(table, "j", "x", "j", "j", "x")
    assert chosen(table) == ["run-01", "run-03"]
    press(table, "c")
    expect(table.get_by_role("heading", name="Compare 2 runs")).to_be_visible()
    uuids = re.findall(r"run=([0-9a-f-]{36})", table.url)
    names = set(Run.objects.filter(uuid__in=uuids).values_list("name", flat=True))
    assert names == {"run-01", "run-03"}


def test_the_focus_goes_from_row_to_row_and_stays_at_the_ends(table: Page) -> None:
    press(table, "k")
    expect(row(table, 1)).to_be_focused()
    press(table, "j", "j")
    expect(row(table, 3)).to_be_focused()
    outline = row(table, 3).evaluate("row => getComputedStyle(row).outlineStyle")
    assert outline == "solid"
    press(table, *["j"] * RUNS)
    expect(row(table, RUNS)).to_be_focused()
    press(table, "k")
    expect(row(table, RUNS - 1)).to_be_focused()


def test_choosing_by_key_keeps_the_place_and_takes_away_again(table: Page) -> None:
    press(table, "j", "j", "x")
    assert chosen(table) == ["run-02"]
    expect(row(table, 2)).to_be_focused()
    press(table, "x")
    assert chosen(table) == []


@pytest.mark.parametrize("key", ["o", "Enter"])
def test_a_key_opens_the_run_and_the_way_back_leads_to_the_table(table: Page, key: str) -> None:
    press(table, "j", "j", "x", key)
    expect(table.get_by_role("heading", name="run-02")).to_be_visible()
    table.go_back()
    assert chosen(table) == ["run-02"]


def test_enter_on_a_link_or_a_button_is_theirs(table: Page) -> None:
    press(table, "j")
    table.get_by_role("link", name="Settings").focus()
    press(table, "Enter")
    expect(table.get_by_role("heading", name="Settings")).to_be_visible()


def test_a_slash_leads_to_the_query_where_keys_are_letters(table: Page) -> None:
    press(table, "/")
    field = table.locator("#q")
    expect(field).to_be_focused()
    table.keyboard.type("jxc?/")
    expect(field).to_have_value("jxc?/")
    assert chosen(table) == []
    expect(dialog(table)).to_be_hidden()


def test_keys_with_a_modifier_are_the_browsers(table: Page) -> None:
    press(table, "Control+j", "Alt+x", "Meta+c")
    assert table.evaluate("document.activeElement === document.body")
    assert chosen(table) == []


def test_too_few_to_compare_say_why_and_stay(table: Page) -> None:
    press(table, "j", "x", "c")
    expect(table.get_by_role("button", name="Compare", exact=True)).to_be_focused()
    assert "/projects/cats/" in table.url


def test_help_is_a_dialog_that_opens_by_key_or_button_and_closes_on_escape(table: Page) -> None:
    expect(dialog(table)).to_be_hidden()
    press(table, "?")
    expect(dialog(table)).to_contain_text("Next run, previous run")
    press(table, "Escape")
    expect(dialog(table)).to_be_hidden()
    table.get_by_role("button", name="Keyboard").click()
    expect(dialog(table)).to_be_visible()
    press(table, "j", "x")
    assert chosen(table) == [], "keys rest while the dialog is open"


def test_keys_that_are_turned_off_stay_off_until_they_are_turned_on(table: Page) -> None:
    press(table, "?")
    dialog(table).get_by_role("checkbox").uncheck()
    press(table, "Escape", "j")
    assert table.locator("tr[data-run]:focus").count() == 0
    table.reload()
    press(table, "j", "?")
    expect(dialog(table)).to_be_hidden()
    table.get_by_role("button", name="Keyboard").click()
    dialog(table).get_by_role("checkbox").check()
    press(table, "Escape")
    table.locator("h1").click()
    press(table, "j")
    expect(row(table, 1)).to_be_focused()


PUT_IN_ANEW = {
    "htmx": "htmx.ajax('GET', location.href, {target: 'table.runs tbody',"
    " select: 'table.runs tbody', swap: 'outerHTML'})",
    "a script": "fetch(location.href).then((answer) => answer.text()).then((text) => {"
    " const rows = new DOMParser().parseFromString(text, 'text/html').querySelector('.runs tbody');"
    " document.querySelector('table.runs tbody').replaceChildren(...rows.children); })",
}


@pytest.mark.parametrize("by", PUT_IN_ANEW)
def test_place_and_choice_stay_where_a_new_run_comes_in(
    table: Page, cats: Project, by: str
) -> None:
    table.goto("/projects/cats/")
    press(table, "j", "j", "x")
    expect(row(table, RUNS - 1)).to_be_focused()
    make_run(cats, "run-99")
    table.evaluate(PUT_IN_ANEW[by])
    expect(row(table, 99)).to_be_visible()
    expect(row(table, RUNS - 1)).to_be_focused()
    assert chosen(table) == [f"run-{RUNS - 1:02}"]
    press(table, "j")
    expect(row(table, RUNS - 2)).to_be_focused()


def test_a_box_that_has_the_focus_keeps_it_where_rows_are_put_in_anew(
    table: Page, cats: Project
) -> None:
    row(table, 2).get_by_role("checkbox").focus()
    make_run(cats, "run-00")
    table.evaluate(PUT_IN_ANEW["a script"])
    expect(row(table, 0)).to_be_visible()
    expect(row(table, 2).get_by_role("checkbox")).to_be_focused()


def test_without_scripts_no_key_is_promised(browser: Browser, stack: Stack, cats: Project) -> None:
    with table_without_scripts(browser, stack) as page:
        expect(page.get_by_role("button", name="Keyboard")).to_be_hidden()
        expect(dialog(page)).to_be_hidden()
