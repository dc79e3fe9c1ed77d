"""Comparing runs: choosing what matters, looking along the curves, keeping both in a link."""

import re

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from experiments.models import Project, Run
from experiments.services import projects, runs
from tests.browser.charts import PASSWORD, RANGES, chart, drag, eventually, log_in, readout
from tests.live import Stack
from tests.logs import parsed_log, parsed_run

EPOCHS = 20
SIDEWAYS = "document.documentElement.scrollWidth"


def make_run(project: Project, owner: User, name: str, worst: int, **parameters: object) -> Run:
    """Its loss falls until `worst` and rises then; its accuracy grows all the time."""
    epochs = range(1, EPOCHS + 1)
    log = parsed_run(
        val_loss=[0.5 + worst / 1000 + 0.02 * abs(epoch - worst) for epoch in epochs],
        val_accuracy=[0.5 + 0.02 * epoch - 0.005 * worst for epoch in epochs],
        loss=[1 / epoch for epoch in epochs],
    )
    [run] = runs.create_runs(project, owner, parsed_log(log))
    run.name, run.parameters = name, parameters
    run.save()
    return run


@pytest.fixture
def address(transactional_db: None, stack: Stack) -> str:
    owner = User.objects.create_user("owner", password=PASSWORD)
    cats = projects.create_project(owner, "Cats")
    made = [
        make_run(cats, owner, "slow", 12, lr=0.1, seed=1),
        make_run(cats, owner, "quick", 5, lr=0.2, seed=1),
        make_run(cats, owner, "other seed", 11, lr=0.1, seed=2),
    ]
    return "/compare/?" + "&".join(f"run={run.uuid}" for run in made)


@pytest.fixture
def opened(page: Page, address: str) -> Page:
    log_in(page)
    page.goto(address)
    expect(page.locator(".plot.live .main-svg").first).to_be_visible()
    return page


# Left, right and floor of each plot within its box, and the box, as the server has drawn it and
# as the script has.
DRAWN_AXES = """() => [...document.querySelectorAll("[data-plot]")].map((plot) => {
  const axes = [...plot.querySelectorAll("svg.chart .axis")].map((a) => a.getBoundingClientRect());
  const axis = axes.find((box) => box.width);
  const { left, top, width, height } = plot.getBoundingClientRect();
  return [axis.left - left, axis.right - left, axis.bottom - top, width, height].map(Math.round);
})"""
LIVE_AXES = """() => [...document.querySelectorAll(".plot.live")].map((plot) => {
  const { width, height } = plot.getBoundingClientRect();
  const { l, t, w, h } = plot._fullLayout._size;
  return [l, l + w, t + h, width, height].map(Math.round);
})"""
SHIFTS = """() => {
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shifted += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
}"""


@pytest.mark.parametrize("width", [360, 720, 1024, 1280, 2560])
def test_charts_of_the_script_lie_exactly_where_the_drawings_were(
    page: Page, address: str, browser: Browser, stack: Stack, width: int
) -> None:
    size = {"width": width, "height": 900}
    page.set_viewport_size(size)
    page.add_init_script(f"({SHIFTS})()")
    log_in(page)
    state = page.context.storage_state()
    still = browser.new_context(
        base_url=stack.address, viewport=size, java_script_enabled=False, storage_state=state
    )
    before = still.new_page()
    before.goto(address)
    places = before.evaluate(DRAWN_AXES)
    page.goto(address)
    expect(page.locator(".plot.live .main-svg").first).to_be_visible()
    eventually(page, "() => document.querySelectorAll('.plot.live').length", 2)

    for drawn, live in zip(places, page.evaluate(LIVE_AXES), strict=True):
        assert live == pytest.approx(drawn, abs=1)
    assert page.evaluate("window.shifted") < 0.005
    still.close()


def choose(page: Page, value: str) -> None:
    page.locator(f"main label:has(input[value={value}])").click()


def test_one_crosshair_reads_every_run_in_both_charts(opened: Page) -> None:
    chart(opened, "loss").focus()
    opened.keyboard.press("Home")
    for kind, values in (("loss", ("0.7320", "0.5850", "0.7110")), ("accuracy", ("46.00",))):
        expect(readout(opened, kind).locator("[data-x-value]")).to_have_text("1")
        for letter, value in zip("ABC", values, strict=False):
            shown = readout(opened, kind).locator(f"[data-value={letter}]")
            expect(shown).to_have_text(value)


def test_a_zoom_in_one_chart_zooms_the_other_and_a_link_keeps_it(opened: Page) -> None:
    drag(opened, "loss", 0.3, 0.6)
    opened.wait_for_url(re.compile("from="))
    loss, accuracy = opened.evaluate(RANGES)
    assert loss == accuracy
    assert 1 < loss[0] < loss[1] < EPOCHS
    opened.reload()
    expect(opened.locator(".plot.live .main-svg").first).to_be_visible()
    kept = opened.evaluate(RANGES)[1]
    assert kept == pytest.approx(loss, rel=1e-3)


def test_another_preference_has_another_answer_and_keeps_the_charts(opened: Page) -> None:
    choose(opened, "log")
    opened.wait_for_url(re.compile("scale=log"))
    choose(opened, "labels")
    opened.wait_for_url(re.compile("prefer=labels"))
    assert "scale=log" in opened.url
    expect(opened.locator("#answer")).to_have_text("Ship quick at epoch 20")
    opened.go_back()
    expect(opened.locator("#answer")).to_contain_text("at epoch 5")


def test_removing_a_run_keeps_how_the_charts_are_looked_at(opened: Page) -> None:
    choose(opened, "train")
    opened.wait_for_url(re.compile("split=train"))
    opened.get_by_role("link", name="Remove quick").click()
    expect(opened.get_by_role("heading", name="Compare 2 runs")).to_be_visible()
    assert "split=train" in opened.url


def test_the_table_and_the_words_follow_the_splits_of_the_charts(opened: Page) -> None:
    table = opened.locator("[data-live=table-loss]")
    heads = table.locator("thead th")
    expect(heads).to_have_text(["Epoch", "A val", "B val", "C val"], use_inner_text=False)
    table.locator("summary").click()
    choose(opened, "train")
    expect(heads).to_have_count(7)
    expect(table.locator("tbody tr").first.locator("td").first).to_have_text("1.0000")
    expect(opened.locator("#about-loss")).to_contain_text("A, slow, train")
    expect(table).to_have_attribute("open", "")


def test_zoom_buttons_show_a_part_and_the_whole_again(opened: Page) -> None:
    before = opened.evaluate(RANGES)
    opened.get_by_role("button", name="Zoom in").click()
    eventually(opened, RANGES, [[5.75, 15.25]] * 2)
    opened.get_by_role("link", name="Show whole runs").click()
    eventually(opened, RANGES, before)


def test_the_run_that_is_pointed_at_or_called_by_its_letter_stands_out_in_both_charts(
    opened: Page,
) -> None:
    seen = """() => [...document.querySelectorAll('[data-plot]')].map((plot) =>
        plot.data.filter((trace) => trace.meta === 'line').map((trace) => trace.opacity ?? 1))"""
    before = opened.evaluate(seen)
    opened.locator("[data-panel=loss] .readout .k").nth(1).hover()
    eventually(opened, seen, [[0.12, 1, 0.12]] * 2)
    opened.mouse.move(0, 0)
    eventually(opened, seen, before)
    chart(opened, "accuracy").focus()
    opened.keyboard.press("c")
    eventually(opened, seen, [[0.12, 0.12, 1]] * 2)
    opened.keyboard.press("c")
    eventually(opened, seen, before)


def test_runs_of_one_value_are_drawn_as_their_mean(opened: Page) -> None:
    opened.get_by_label("group by").select_option("lr")
    opened.get_by_role("button", name="Group").click()
    mean = readout(opened, "loss").locator("[data-value='mean 1']")
    expect(mean).to_be_visible()
    chart(opened, "loss").focus()
    opened.keyboard.press("Home")
    expect(mean).to_have_text("0.7215")
    eventually(opened, "document.querySelector('.plot.live').data.length", 7)


def test_all_is_there_without_scripts(browser: Browser, stack: Stack, address: str) -> None:
    context = browser.new_context(base_url=stack.address, java_script_enabled=False)
    page = context.new_page()
    log_in(page)
    page.goto(f"{address}&scale=log")
    expect(page.locator("[data-plot=loss] svg.wide")).to_be_visible()
    choose(page, "labels")
    page.locator("#prefer").get_by_role("button", name="Apply").click()
    expect(page.locator("#answer")).to_have_text("Ship quick at epoch 20")
    assert "scale=log" in page.url
    context.close()


def test_a_comparison_fits_a_narrow_screen(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    log_in(page)
    page.goto(address)
    expect(page.locator(".plot.live .main-svg").first).to_be_visible()
    assert page.evaluate(SIDEWAYS) == 360


@pytest.fixture
def training(transactional_db: None, address: str) -> Run:
    """The first run of the address, which is still training."""
    run = Run.objects.get(name="slow")
    run.status = Run.Status.RUNNING
    run.save()
    return run


def test_a_run_that_is_deleted_meanwhile_leaves_the_open_page(
    training: Run, page: Page, address: str
) -> None:
    log_in(page)
    page.goto(address)
    expect(page.locator(".runlist li")).to_have_count(3)
    trash(training)
    expect(page.locator("[data-live=missing]")).to_contain_text("In the trash, so not shown: slow")
    expect(page.locator("h1")).to_have_text("Compare 2 runs")
    expect(page.locator(".runlist .mark")).to_have_text(["B", "C"])
    expect(page.locator(".rank tbody tr")).to_have_count(2)


def test_a_comparison_of_one_run_that_is_left_asks_for_another(
    training: Run, page: Page, address: str
) -> None:
    log_in(page)
    page.goto(address.rsplit("&", 1)[0])
    expect(page.locator(".runlist li")).to_have_count(2)
    trash(training)
    expect(page.locator("main")).to_contain_text("Choose at least one more")


def trash(run: Run) -> None:
    run.deleted_at = timezone.now()
    run.save()
