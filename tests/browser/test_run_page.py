import re
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect

from experiments import tasks
from experiments.models import Analysis, Run
from experiments.services import analyses, projects, readings
from tests.browser.charts import PASSWORD, RANGES, chart, drag, eventually, log_in, readout
from tests.live import Stack

EPOCHS = 60
TURN = 14


def overfitting_log() -> bytes:
    """Validation loss is lowest at epoch 14 and then rises, while accuracy still grows."""
    rows = ["epoch,loss,accuracy,val_loss,val_accuracy"]
    for epoch in range(1, EPOCHS + 1):
        early, late = 0.6 / epoch, max(0, epoch - TURN)
        rows.append(
            f"{epoch},{0.02 + early:.6f},{0.99 - early / 2:.6f},"
            f"{0.2 + early + 0.005 * late:.6f},{0.9 - early / 2 + 0.0005 * epoch:.6f}"
        )
    return ("\n".join(rows) + "\n").encode()


def value_at(epoch: int, column: int) -> float:
    return float(overfitting_log().decode().splitlines()[epoch].split(",")[column])


@pytest.fixture
def run(stack: Stack) -> Run:
    """A run whose analysis is held back, so that the page is seen while it waits."""
    user = User.objects.create_user("owner", password=PASSWORD)
    project = projects.create_project(user, "Cats")
    readings.receive(project, user, uuid4(), "baseline.csv", overfitting_log())
    held = analyses.claim(Analysis.objects.get().pk)
    assert held is not None
    return Run.objects.get()


@pytest.fixture
def read_run(run: Run) -> Run:
    """The same run, read by the rules."""
    let_it_finish(run)
    return Run.objects.get()


def let_it_finish(run: Run) -> None:
    analysis = analyses.request_analysis(run)
    analyses.perform(analysis.pk)
    analysis.refresh_from_db()
    assert analysis.state == Analysis.State.DONE


def open_page(page: Page, run: Run, query: str = "") -> None:
    page.goto(f"/runs/{run.uuid}/{query}")
    expect(page.locator(".plot.live .main-svg").first).to_be_visible()


@pytest.fixture
def opened(page: Page, read_run: Run) -> Page:
    """The page of the run, charts drawn by the script."""
    log_in(page)
    open_page(page, read_run)
    return page


def test_the_verdict_is_in_the_first_html_and_charts_are_seen_without_script(
    browser: Browser, stack: Stack, read_run: Run
) -> None:
    context = browser.new_context(base_url=stack.address, java_script_enabled=False)
    page = context.new_page()
    log_in(page)

    page.goto(f"/runs/{read_run.uuid}/?scale=log&split=val")

    expect(page.get_by_role("heading", name=f"Overfits from epoch {TURN}")).to_be_visible()
    expect(chart(page, "loss").locator("svg.wide path.line")).to_have_count(1)
    expect(page.get_by_role("button", name="Apply")).to_be_visible()
    assert page.locator("input[name=scale][value=log]").is_checked()
    context.close()


def test_one_crosshair_runs_through_both_charts(opened: Page) -> None:
    chart(opened, "loss").hover(position={"x": 300, "y": 150})

    lines = opened.locator(".cross-line")
    expect(lines).to_have_count(2)
    places = [
        line.bounding_box()["x"] - plot.bounding_box()["x"]
        for line, plot in zip(lines.all(), opened.locator(".plot.live").all(), strict=True)
    ]
    assert places[0] == pytest.approx(places[1], abs=1)


def test_captions_show_the_logged_values_at_the_crosshair(opened: Page) -> None:
    chart(opened, "accuracy").hover(position={"x": 300, "y": 150})

    caption = readout(opened, "loss").inner_text()
    epoch = int(re.search(r"epoch\s+(\d+)", caption).group(1))
    expect(readout(opened, "loss").locator("[data-value=val]")).to_have_text(
        f"{value_at(epoch, 3):.4f}"
    )
    expect(readout(opened, "accuracy").locator("[data-value=val]")).to_have_text(
        f"{100 * value_at(epoch, 4):.2f}"
    )


def test_arrow_keys_move_the_crosshair(opened: Page) -> None:
    place = readout(opened, "accuracy").locator("[data-x-value]")
    chart(opened, "loss").focus()

    opened.keyboard.press("Home")
    expect(place).to_have_text("1")
    opened.keyboard.press("ArrowRight")
    opened.keyboard.press("ArrowRight")
    expect(place).to_have_text("3")
    opened.keyboard.press("End")
    expect(place).to_have_text(str(EPOCHS))


def test_a_zoom_in_one_chart_zooms_the_other_and_a_double_click_takes_it_back(
    opened: Page,
) -> None:
    whole = opened.evaluate(RANGES)
    drag(opened, "accuracy", 0.3, 0.6)
    opened.wait_for_url("**from=*")

    loss, accuracy = opened.evaluate(RANGES)
    assert loss == pytest.approx(accuracy)
    assert whole[0][0] < loss[0] < loss[1] < whole[0][1]

    chart(opened, "loss").dblclick(position={"x": 200, "y": 150})

    eventually(opened, RANGES, whole)
    assert "from=" not in opened.url


def test_escape_takes_a_zoom_by_mouse_back(opened: Page) -> None:
    whole = opened.evaluate(RANGES)
    drag(opened, "accuracy", 0.3, 0.6)
    opened.wait_for_url("**from=*")

    opened.keyboard.press("Escape")

    eventually(opened, RANGES, whole)
    assert "from=" not in opened.url


def test_a_zoom_is_kept_in_the_address(opened: Page, read_run: Run) -> None:
    open_page(opened, read_run, "?from=20&to=30")

    assert opened.evaluate(RANGES) == [[20, 30], [20, 30]]
    expect(readout(opened, "loss")).to_be_visible()


def test_a_logarithmic_scale_acts_at_once_and_stays_after_a_reload(opened: Page) -> None:
    scale = "() => document.querySelector('[data-plot=loss]')._fullLayout.yaxis.type"
    opened.locator("#chart-controls").get_by_text("log", exact=True).click()
    eventually(opened, scale, "log")

    assert "scale=log" in opened.url
    opened.reload()
    expect(opened.locator(".plot.live .main-svg").first).to_be_visible()
    assert opened.evaluate(scale) == "log"


def test_smoothing_keeps_the_raw_line_visible(opened: Page) -> None:
    opened.get_by_label("smoothing").fill("5")

    expect(chart(opened, "loss").locator(".scatterlayer .trace")).to_have_count(4)
    assert "smooth=5" in opened.url
    expect(opened.locator("output[for=smooth]")).to_have_text("5")


def test_a_split_can_be_hidden_but_not_the_last_one(opened: Page) -> None:
    traces = chart(opened, "loss").locator(".scatterlayer .trace")
    opened.get_by_text("train", exact=True).first.click()
    expect(traces).to_have_count(1)

    opened.locator("input[name=split][value=val]").click(force=True)

    expect(opened.locator("input[name=split][value=val]")).to_be_checked()
    expect(traces).to_have_count(1)


def test_colours_follow_the_theme(opened: Page) -> None:
    colour = "() => document.querySelector('[data-plot=loss] .scatterlayer .js-line').style.stroke"
    light = opened.evaluate(colour)

    opened.get_by_text("Dark", exact=True).click()

    eventually(opened, f"() => ({colour})() === '{light}'", False)


def test_verdict_findings_and_shading_fill_in_without_a_reload_and_the_zoom_stays(
    page: Page, run: Run
) -> None:
    log_in(page)
    open_page(page, run)
    expect(page.locator("#verdict")).to_contain_text("Analysing")
    shapes = "() => document.querySelector('[data-plot=loss]').layout.shapes.length"
    assert page.evaluate(shapes) == 0
    drag(page, "loss", 0.2, 0.7)
    page.wait_for_url("**from=*")
    zoomed = page.url
    page.evaluate("window.untouched = true")

    analyses.request_analysis(run)
    tasks.wake()

    expect(page.locator("#verdict")).to_have_text(f"Overfits from epoch {TURN}")
    expect(page.locator(".finding").first).to_be_visible()
    eventually(page, f"() => ({shapes})() > 0", True)
    assert page.url == zoomed
    assert page.evaluate("window.untouched")


def test_nothing_is_wider_than_a_small_screen(opened: Page) -> None:
    opened.set_viewport_size({"width": 360, "height": 780})
    opened.wait_for_timeout(300)

    assert opened.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_finding_unfolds_to_its_numbers_method_and_advice(opened: Page) -> None:
    finding = opened.locator("details.finding").first
    finding.locator("> summary").click()

    expect(finding.locator("dl.facts")).to_be_visible()
    expect(finding.get_by_text("How it is computed")).to_be_visible()
    expect(finding.get_by_text("What to do")).to_be_visible()


def test_a_finished_analysis_leaves_the_address_alone(page: Page, run: Run) -> None:
    log_in(page)
    open_page(page, run)
    address = page.url
    analyses.request_analysis(run)
    tasks.wake()
    shaded = "() => document.querySelector('[data-plot=loss]').layout.shapes.length > 0"
    eventually(page, shaded, True)

    assert page.url == address


def test_words_on_the_charts_are_short_where_the_screen_is(opened: Page) -> None:
    words = "() => document.querySelector('[data-plot=loss]').textContent.includes('lowest loss')"
    assert opened.evaluate(words)
    opened.set_viewport_size({"width": 360, "height": 780})

    eventually(opened, words, False)
    expect(chart(opened, "loss")).to_contain_text(f"best {TURN}")
