"""The charts of a long run, what they are saved as, and all of its metrics side by side."""

import csv
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Download, Page, expect

from experiments.curves import Series
from experiments.models import Run
from experiments.parsers.log import ParsedLog, ParsedRun
from experiments.services import analyses, projects, runs
from experiments.services.uploads import UploadOptions
from tests.browser.charts import PASSWORD, RANGES, chart, drag, eventually, log_in, readout
from tests.live import Stack

STEPS = 20_000
SPIKE = 12_345
EPOCHS = 20
RECALLS = 24
SHIFTS = """() => {
  window.shifted = 0;
  const add = (list) => list.getEntries().forEach((entry) => (window.shifted += entry.value));
  new PerformanceObserver(add).observe({ type: "layout-shift", buffered: true });
}"""
PLOTS = """() => [...document.querySelectorAll('[data-plot]')].map((plot) => {
  const { width, height } = plot.getBoundingClientRect();
  return [Math.round(width), Math.round(height)];
})"""
REACH = """() => {
  const [reach] = document.querySelector('[data-plot=loss]').data.filter((t) => t.meta === 'reach');
  return reach ? Math.max(...reach.y.filter((y) => y !== null)) : null;
}"""
TONES = """() => document.querySelector('[data-plot=loss]').figure.layout.shapes
  .map((shape) => shape.line.color)"""
DRAWN = (
    "() => document.querySelector('[data-plot=loss]').data.find((t) => t.meta === 'line').x.length"
)


def logged() -> Iterator[Series]:
    """Loss at every step with a spike of one, the rest once in a thousand; recalls by class."""
    step = np.arange(1, STEPS + 1)
    loss = 0.4 + 0.05 * np.sin(step)
    loss[SPIKE - 1] = 7.0
    closing = np.arange(1, EPOCHS + 1) * (STEPS // EPOCHS)
    turned = 0.5 + 0.02 * np.abs(np.arange(EPOCHS) - 6)
    at_end = {"step": closing, "epoch": closing * EPOCHS / STEPS}
    yield Series.of("loss", "loss", "train", loss, step=step, epoch=step * EPOCHS / STEPS)
    yield Series.of("val_loss", "loss", "val", turned, **at_end)
    yield Series.of("val_acc", "accuracy", "val", np.linspace(0.5, 0.8, EPOCHS), **at_end)
    for i in range(RECALLS):
        for split in ("train", "val"):
            values = np.linspace(0, i / RECALLS, EPOCHS)
            yield Series.of(f"{split}_recall_{i}", f"recall_{i}", split, values, **at_end)


@pytest.fixture
def run(stack: Stack) -> Run:
    user = User.objects.create_user("owner", password=PASSWORD)
    project = projects.create_project(user, "Cats")
    log = ParsedLog("plain_table", "Table", (ParsedRun(tuple(logged())),))
    [made] = runs.create_runs(project, user, log, options=UploadOptions(name="resnet"))
    analyses.perform(analyses.open_analyses().get(run=made).pk)
    return Run.objects.get()


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
    boxes = [box.bounding_box() for box in before.locator(".fig:not(.small) [data-plot]").all()]
    page.set_viewport_size({"width": width, "height": 900})
    page.add_init_script(f"({SHIFTS})()")
    log_in(page)
    page.goto(f"/runs/{run.uuid}/")
    expect(page.locator(".plot.live .main-svg").first).to_be_visible()

    after = page.evaluate(PLOTS)[: len(boxes)]
    assert after == [[round(box["width"]), round(box["height"])] for box in boxes]
    assert page.evaluate("() => window.shifted") < 0.01
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
    finding.locator("summary").focus()
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


def test_metrics_are_found_while_one_types(opened: Page) -> None:
    small = opened.locator("#others .fig")
    opened.locator("#metric-search input[type=search]").fill("recall_23")

    expect(small).to_have_count(1)
    expect(small.locator("h3")).to_have_text("recall_23")
    assert "metric=recall_23" in opened.url
    assert "x=step" in opened.url


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


def test_one_crosshair_runs_through_all_metrics(page: Page, run: Run) -> None:
    log_in(page)
    page.goto(f"/runs/{run.uuid}/metrics/all/")
    expect(page.locator("[data-plot=accuracy].live .main-svg").first).to_be_visible()

    chart(page, "accuracy").hover(position={"x": 150, "y": 60})

    place = readout(page, "accuracy").locator("[data-x-value]").inner_text()
    expect(readout(page, "'metric:recall_0'").locator("[data-x-value]")).to_have_text(place)
    value = float(place) - 1
    expect(readout(page, "'metric:recall_3'").locator("[data-value=val]")).to_have_text(
        f"{value / (EPOCHS - 1) * 3 / RECALLS:.4g}"
    )


def test_nothing_of_the_page_of_all_is_wider_than_a_small_screen(page: Page, run: Run) -> None:
    log_in(page)
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto(f"/runs/{run.uuid}/metrics/all/")
    expect(page.locator(".plot.live .main-svg").first).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") <= 360
