"""All metrics of a run side by side."""

import pytest
from playwright.sync_api import Page, expect

from experiments.models import Run
from tests.browser.charts import RANGES, chart, drag, eventually, log_in, readout
from tests.browser.long_run import EPOCHS, RECALLS, long_run
from tests.live import Stack


@pytest.fixture
def run(stack: Stack) -> Run:
    return long_run()


def test_all_metrics_are_drawn_as_they_come_into_view_and_zoom_together(
    page: Page, run: Run
) -> None:
    log_in(page)
    page.goto(f"/runs/{run.uuid}/metrics/all/")
    expect(page.locator(".plot.live .main-svg").first).to_be_visible()
    total = page.locator("[data-plot]").count()
    assert 0 < page.locator(".plot.live").count() < total == RECALLS + 2

    drag(page, "'metric:recall_0'", 0.4, 0.8)
    page.wait_for_url("**from=*")
    eventually(page, f"() => new Set(({RANGES})().map((r) => r.join())).size", 1)
    low, high = page.evaluate(RANGES)[0]
    assert 1 < low < high < EPOCHS

    page.locator("[data-plot]").last.scroll_into_view_if_needed()
    last = (
        "() => document.querySelector('.metric-section:last-of-type .fig:last-child [data-plot]')"
    )
    eventually(page, f"() => ({last})().classList.contains('live')", True)
    shown = page.evaluate(f"() => ({last})()._fullLayout.xaxis.range")
    assert shown == pytest.approx([low, high])


def test_a_search_among_all_metrics_keeps_the_part_that_is_shown(page: Page, run: Run) -> None:
    log_in(page)
    page.goto(f"/runs/{run.uuid}/metrics/all/?from=5&to=9")
    expect(page.locator(".plot.live .main-svg").first).to_be_visible()

    page.get_by_role("searchbox", name="Search metrics").fill("recall_7")
    page.keyboard.press("Enter")

    page.wait_for_url("**metric=recall_7**")
    expect(page.locator(".plot.live")).to_have_count(1)
    assert page.evaluate(RANGES) == [[5, 9]]


def test_one_crosshair_runs_through_all_metrics(page: Page, run: Run) -> None:
    log_in(page)
    page.goto(f"/runs/{run.uuid}/metrics/all/")
    expect(page.locator("[data-plot=accuracy].live .main-svg").first).to_be_visible()

    chart(page, "accuracy").hover(position={"x": 150, "y": 60})

    place = readout(page, "accuracy").locator("[data-x-value]").inner_text()
    expect(readout(page, "'metric:recall_0'").locator("[data-x-value]")).to_have_text(place)
    value = float(place) - 1
    expect(readout(page, "'metric:recall_3'").locator("[data-value=val]")).to_have_text(
        f"{value / (EPOCHS - 1) * 4 / RECALLS:.4g}"
    )


def test_nothing_of_the_page_of_all_is_wider_than_a_small_screen(page: Page, run: Run) -> None:
    log_in(page)
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto(f"/runs/{run.uuid}/metrics/all/")
    expect(page.locator(".plot.live .main-svg").first).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") <= 360
