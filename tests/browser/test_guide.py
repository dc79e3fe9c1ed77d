"""The calculator of the guide answers while one types, and the address keeps what was typed."""

import re

from playwright.sync_api import Page, expect

ASKED = "/guide/why-does-validation-loss-rise-while-accuracy-rises/"


def test_the_calculator_answers_while_one_types(page: Page) -> None:
    page.goto("/guide/")
    page.get_by_label("Loss", exact=True).fill("0.2544")
    page.get_by_label("Accuracy", exact=True).fill("99.1 %")

    expect(page.locator("#pair-answer")).to_contain_text("28.27")
    expect(page.locator("#pair-answer")).to_contain_text("above the ceiling")
    expect(page).to_have_url(re.compile(r"loss=0\.2544"))
    expect(page.get_by_label("Accuracy", exact=True)).to_be_focused()

    page.reload()
    expect(page.get_by_label("Loss", exact=True)).to_have_value("0.2544")
    expect(page.locator("#pair-answer")).to_contain_text("28.27")


def test_a_mistake_is_named_while_one_types_and_goes_when_it_is_mended(page: Page) -> None:
    page.goto("/guide/")
    page.get_by_label("Accuracy", exact=True).fill("98.5")
    expect(page.locator("#pair-answer .notice")).to_contain_text("98.5 %")

    page.get_by_label("Accuracy", exact=True).fill("98.5 %")
    expect(page.locator("#pair-answer .notice")).to_have_count(0)
    expect(page.locator("#pair-answer")).to_contain_text("6.6467")


def test_an_emptied_field_and_a_single_class_are_told_too(page: Page) -> None:
    page.goto("/guide/")
    page.get_by_label("Loss", exact=True).fill("")
    page.get_by_label("Classes").fill("1")

    expect(page.locator("#pair-answer .notice")).to_contain_text("Enter one, such as 0.0997.")
    expect(page.locator("#pair-answer .notice")).to_contain_text("1: write a whole number from 2")


def test_probabilities_are_answered_while_one_types(page: Page) -> None:
    page.goto("/guide/")
    page.get_by_text("From probabilities").click()
    page.get_by_label("Predictions, one a line").fill("0.50 0.25 0.25 ; 0")

    expect(page.locator("#samples-answer")).to_contain_text("0.6931")
    expect(page.locator("#samples-answer")).to_contain_text("1 of 1 right")


def test_a_page_of_the_guide_fits_a_narrow_screen(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(ASKED)

    expect(page.locator(".chart.narrow").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_models_are_read_row_by_row_on_a_narrow_screen(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/guide/which-of-my-three-models-is-best/")

    tables = page.locator(".scroll:has(> .stack)")
    expect(tables).to_have_count(2)
    hidden = "all => all.map((table) => table.scrollWidth - table.clientWidth)"
    assert tables.evaluate_all(hidden) == [0, 0]
