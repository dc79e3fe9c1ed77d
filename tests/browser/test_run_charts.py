"""The charts of a long run, and what they are saved as."""

import csv
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Download, Page, expect

from experiments.models import Run
from tests.browser.charts import RANGES, chart, drag, eventually, log_in
from tests.browser.long_run import SPIKE, STEPS, long_run
from tests.live import Stack

SHIFTS = """() => {
  window.shifted = 0;
  const add = (list) => list.getEntries().forEach((entry) => (window.shifted += entry.value));
  new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
}"""
PLOTS = """() => [...document.querySelectorAll('[data-plot]')].map((plot) => {
  const { width, height } = plot.getBoundingClientRect();
  return [Math.round(width), Math.round(height)];
})"""
WORDS = """() => Object.fromEntries(['loss', 'accuracy'].flatMap((kind) =>
  [...document.querySelectorAll(`[data-plot=${kind}] svg text`)]
    .map((text) => [`${kind}: ${text.textContent}`, text.getBoundingClientRect()])
    .filter(([words, { width }]) => width && /[a-z]{3}/.test(words.split(': ')[1]))
    .map(([words, { left, top }]) => [words, [left, top]])))"""
REACH = """() => {
  const [reach] = document.querySelector('[data-plot=loss]').data.filter((t) => t.meta === 'reach');
  return reach ? Math.max(...reach.y.filter((y) => y !== null)) : null;
}"""
TONES = """() => document.querySelector('[data-plot=loss]').figure.layout.shapes
  .map((shape) => shape.line.color)"""
DRAWN = (
    "() => document.querySelector('[data-plot=loss]').data.find((t) => t.meta === 'line').x.length"
)


@pytest.fixture
def run(stack: Stack) -> Run:
    return long_run()


@pytest.fixture
def opened(page: Page, run: Run) -> Page:
    log_in(page)
    page.goto(f"/runs/{run.uuid}/?x=step")
    expect(page.locator(".plot.live .main-svg").first).to_be_visible()
    return page


def save(page: Page, kind: str, tmp_path: Path) -> tuple[Download, Path]:
    page.locator("[data-panel=loss] .save > summary").click()
    with page.expect_download() as waiting:
        page.locator(f"[data-panel=loss] [data-save={kind}]").click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return waiting.value, path


@pytest.mark.parametrize("width", [360, 720, 900, 1024, 1280, 2560])
def test_the_chart_of_the_script_takes_the_place_of_the_drawing_without_a_jump(
    page: Page, run: Run, browser: Browser, stack: Stack, width: int
) -> None:
    still = browser.new_context(
        base_url=stack.address, java_script_enabled=False, viewport={"width": width, "height": 900}
    )
    before = still.new_page()
    log_in(before)
    before.goto(f"/runs/{run.uuid}/")
    words = before.evaluate(WORDS)
    boxes = [box.bounding_box() for box in before.locator(".fig:not(.small) [data-plot]").all()]
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(f"({SHIFTS})()")
    log_in(page)
    page.goto(f"/runs/{run.uuid}/")
    expect(page.locator(".plot.live .main-svg").first).to_be_visible()

    after = page.evaluate(PLOTS)[: len(boxes)]
    assert after == [[round(box["width"]), round(box["height"])] for box in boxes]
    assert page.evaluate("() => window.shifted") < 0.01
    assert page.evaluate(WORDS) == {text: pytest.approx(at, abs=6) for text, at in words.items()}
    still.close()


def test_no_spike_is_hidden_and_it_is_said_how_many_points_are_shown(opened: Page) -> None:
    assert opened.evaluate(REACH) == 7.0
    assert opened.evaluate(DRAWN) <= 500
    expect(opened.locator("[data-panel=loss] [data-note]")).to_contain_text(
        f"train: 500 of {STEPS:,} points."
    )


def test_a_zoom_is_sent_anew_in_both_charts_and_keeps_the_spike(opened: Page) -> None:
    drag(opened, "accuracy", 0.45, 0.62)
    opened.wait_for_url("**from=*")

    note = opened.locator("[data-panel=loss] [data-note]")
    expect(note).to_contain_text("points in this part")
    assert opened.evaluate(REACH) == 7.0
    loss, accuracy = opened.evaluate(RANGES)
    assert loss == accuracy


def test_who_does_not_drag_zooms_with_buttons_and_keys(opened: Page) -> None:
    whole = opened.evaluate(RANGES)
    opened.get_by_role("button", name="Zoom in").click()
    opened.wait_for_url("**from=*")
    length = f"() => {{ const [[low, high]] = ({RANGES})(); return Math.round(high - low); }}"
    eventually(opened, length, round((STEPS - 1) / 2))

    chart(opened, "accuracy").focus()
    opened.keyboard.press("+")
    eventually(opened, length, round((STEPS - 1) / 4))
    opened.keyboard.press("-")
    opened.get_by_role("button", name="Zoom out").click()

    eventually(opened, RANGES, whole)
    assert "from=" not in opened.url


def test_a_short_part_has_every_point(page: Page, run: Run) -> None:
    log_in(page)
    page.goto(f"/runs/{run.uuid}/?x=step&from={SPIKE - 100}&to={SPIKE + 100}")
    expect(page.locator(".plot.live .main-svg").first).to_be_visible()

    assert page.evaluate(DRAWN) == 203  # and one beyond either edge
    expect(page.locator("[data-panel=loss] [data-note]")).to_be_hidden()


def test_a_finding_brings_its_epochs_into_view_and_there_is_a_way_back(opened: Page) -> None:
    whole = opened.evaluate(RANGES)
    finding = opened.locator("details.finding[data-finding]").first
    finding.locator("> summary").focus()
    opened.keyboard.press("Enter")
    opened.wait_for_url("**finding=*")

    back = opened.get_by_role("link", name="Show the whole run")
    expect(back).to_be_visible()
    loss, accuracy = opened.evaluate(RANGES)
    assert loss == accuracy != whole[0]
    assert "--accent" in opened.evaluate(TONES)

    back.click()

    eventually(opened, RANGES, whole)
    assert "finding=" not in opened.url


def test_charts_out_of_sight_are_scrolled_to_and_the_finding_is_returned_to(opened: Page) -> None:
    opened.set_viewport_size({"width": 1280, "height": 500})
    opened.emulate_media(reduced_motion="reduce")
    summary = opened.locator("details.finding[data-finding] summary").first
    summary.scroll_into_view_if_needed()
    expect(chart(opened, "loss")).not_to_be_in_viewport(ratio=1)
    summary.click()

    expect(chart(opened, "loss")).to_be_in_viewport(ratio=0.9)
    expect(opened.locator("[data-shown]")).to_contain_text("The charts show step ")

    opened.get_by_role("button", name="Back to the finding").click()

    expect(summary).to_be_in_viewport()
    expect(summary).to_be_focused()
    expect(opened.get_by_role("button", name="Back to the finding")).to_be_hidden()


def test_a_finding_is_shown_without_a_script_too(browser: Browser, stack: Stack, run: Run) -> None:
    context = browser.new_context(base_url=stack.address, java_script_enabled=False)
    page = context.new_page()
    log_in(page)
    page.goto(f"/runs/{run.uuid}/")
    expect(page.locator(".chart .focus")).to_have_count(0)

    page.locator("details.finding summary").first.click()
    page.locator("[data-show]").first.click()

    assert "finding=" in page.url
    expect(page.locator("[data-plot=loss] .wide .focus")).to_be_visible()
    page.get_by_role("link", name="Show the whole run").click()
    assert "finding=" not in page.url
    context.close()


def test_a_csv_of_a_zoom_has_its_points(opened: Page, run: Run, tmp_path: Path) -> None:
    opened.goto(f"/runs/{run.uuid}/?x=step&from={SPIKE - 5}&to={SPIKE + 5}&split=train")
    expect(opened.locator(".plot.live .main-svg").first).to_be_visible()

    download, path = save(opened, "csv", tmp_path)

    assert download.suggested_filename == "resnet-loss.csv"
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["step"]) for row in rows] == list(range(SPIKE - 5, SPIKE + 6))
    assert float(rows[5]["value"]) == 7.0


def test_an_svg_opens_by_itself_and_has_every_point(opened: Page, tmp_path: Path) -> None:
    _, path = save(opened, "svg", tmp_path)
    root = ElementTree.parse(path).getroot()

    [train] = [e for e in root.iter() if e.get("stroke-dasharray") == "5 4"]
    assert train.get("d", "").count("L") == STEPS - 1
    assert "resnet" in [e.text for e in root.iter() if e.tag.endswith("text")]


def test_a_png_is_painted_twice_as_large(opened: Page, tmp_path: Path) -> None:
    download, path = save(opened, "png", tmp_path)
    data = path.read_bytes()

    assert download.suggested_filename == "resnet-loss.png"
    assert data.startswith(b"\x89PNG")
    width, height = (int.from_bytes(data[i : i + 4], "big") for i in (16, 20))
    assert (width, height > 600) == (2 * (584 + 32), True)
    assert len(data) > 10_000


def test_the_menu_of_a_chart_stays_within_a_small_screen(opened: Page) -> None:
    opened.set_viewport_size({"width": 360, "height": 780})
    opened.locator("[data-panel=loss] .save > summary").click()

    expect(opened.locator("[data-panel=loss] [data-save=csv]")).to_be_visible()
    assert opened.evaluate("document.documentElement.scrollWidth") <= 360


def test_metrics_are_found_while_one_types(opened: Page) -> None:
    small = opened.locator("#others .fig")
    opened.locator("#metric-search input[type=search]").fill("recall_23")

    expect(small).to_have_count(1)
    expect(small.locator("h3")).to_have_text("recall_23")
    assert "metric=recall_23" in opened.url
    assert "x=step" in opened.url


def test_a_picture_that_cannot_be_made_says_so(
    opened: Page, run: Run, page_errors: list[str]
) -> None:
    opened.route("**/chart.svg*", lambda route: route.fulfill(status=503))
    opened.locator("[data-panel=loss] .save > summary").click()
    opened.locator("[data-panel=loss] [data-save=png]").click()

    expect(opened.locator("[data-panel=loss] [data-note]")).to_contain_text(
        "could not be saved: the server answered 503"
    )
    page_errors[:] = [error for error in page_errors if "503" not in error]
