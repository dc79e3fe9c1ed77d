"""Pages that stay open while a log is written: they follow it without a reload."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import Page, expect

from experiments.models import Project, Run
from experiments.services.projects import create_project
from tests.browser.charts import PASSWORD, RANGES, drag, log_in
from tests.cast import make_run
from tests.live import Stack, database_url
from tests.logs import keras_csv

PATIENCE = 20.0
LAST = """() => Math.max(...document.querySelector('[data-plot=loss]').data
  .flatMap((line) => [...(line.x ?? [])]))"""
MARK = "() => { window.opened = true; }"
IS_SAME_PAGE = "() => window.opened === true"


@pytest.fixture
def project(stack: Stack) -> Project:
    return create_project(User.objects.create_superuser("owner", password=PASSWORD), "Cats")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    log = tmp_path / "resnet.csv"
    log.write_bytes(keras_csv(6))
    return log


@pytest.fixture
def watch(stack: Stack, project: Project, log: Path) -> Iterator[subprocess.Popen]:
    env = os.environ | {
        "DATABASE_URL": database_url(),
        "LOSSACC_DATA_DIR": str(stack.data_dir),
        "LOSSACC_NO_VENV": "1",
        "BROKER_URL": stack.broker.url,
    }
    command = [sys.executable, "manage.py", "watch", str(log), "--project", "Cats"]
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL) as running:
        wait_for(lambda: Run.objects.exclude(verdict="").exists())
        yield running
        running.kill()


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def open_run(page: Page) -> None:
    log_in(page)
    page.goto(f"/runs/{Run.objects.get().uuid}/")
    expect(page.locator(".plot.live .main-svg").first).to_be_visible()
    page.evaluate(MARK)


def test_the_charts_of_a_run_grow_with_its_log(watch: object, log: Path, page: Page) -> None:
    open_run(page)
    for epochs in (7, 8, 9):
        log.write_bytes(keras_csv(epochs))
        wait_for(lambda last=epochs - 1: page.evaluate(LAST) >= last)
    expect(page.locator("[data-live=epochs]")).to_have_text("9 epochs")
    assert page.evaluate(IS_SAME_PAGE)


def test_zoom_scroll_focus_and_unfolded_parts_stay(watch: object, log: Path, page: Page) -> None:
    open_run(page)
    drag(page, "loss", 0.3, 0.7)
    page.wait_for_url("**from=*")
    page.locator("#table summary").click()
    page.locator("#table summary").focus()
    page.evaluate("() => scrollTo(0, 240)")
    zoom, place = page.evaluate(RANGES), page.evaluate("() => scrollY")

    log.write_bytes(keras_csv(12))
    expect(page.locator("#table tbody tr")).to_have_count(12)

    assert page.evaluate(RANGES) == [pytest.approx(one) for one in zoom]
    assert page.evaluate("() => scrollY") == place
    assert page.evaluate("() => document.activeElement.closest('#table') !== null")
    expect(page.locator("#table")).to_have_attribute("open", "")
    assert page.evaluate(IS_SAME_PAGE)


def test_rows_of_the_table_renew_and_the_choice_stays(
    watch: object, log: Path, project: Project, page: Page
) -> None:
    log_in(page)
    page.goto("/projects/cats/?columns=epochs,val_loss,status")
    page.evaluate(MARK)
    row = page.locator("tr[data-run]", has_text="resnet")
    row.locator("input.choose").check()

    log.write_bytes(keras_csv(10))
    expect(row.locator("td").nth(1)).to_have_text("10")
    make_run(project, "late")

    notice = page.get_by_role("link", name="1 new run in this project: show")
    expect(notice).to_be_visible()
    expect(row.locator("input.choose")).to_be_checked()
    expect(page.locator("tr[data-run]")).to_have_count(1)
    assert page.evaluate(IS_SAME_PAGE)
    notice.click()
    expect(page.locator("tr[data-run]")).to_have_count(2)
    expect(row.locator("input.choose")).to_be_checked()


def test_a_run_whose_watcher_was_killed_becomes_silent(watch: subprocess.Popen, page: Page) -> None:
    open_run(page)
    expect(page.locator("[data-live=status]")).to_have_text("running")
    watch.kill()
    Run.objects.update(heard_at=timezone.now() - timedelta(minutes=10, seconds=1))
    expect(page.locator("[data-live=status]")).to_contain_text("silent since")
    expect(page.locator("[data-live=status]")).to_contain_text("(10 min)")
    expect(page.locator("#live [data-said]")).to_contain_text("silent since")
    assert page.evaluate(IS_SAME_PAGE)


def test_a_page_recovers_when_the_server_comes_back(
    watch: object, log: Path, stack: Stack, page: Page, page_errors: list[str]
) -> None:
    open_run(page)
    lost = page.locator("#live [data-lost]")
    stack.kill("web")
    expect(lost).to_contain_text("Connection lost, trying again")
    log.write_bytes(keras_csv(8))
    stack.start_web()
    wait_for(lambda: page.evaluate(LAST) >= 7)
    expect(lost).to_be_empty()
    assert page.evaluate(IS_SAME_PAGE)
    page_errors[:] = [e for e in page_errors if "Failed to load resource" not in e]


def test_curves_of_a_comparison_grow(
    watch: object, log: Path, project: Project, page: Page
) -> None:
    run = Run.objects.get()
    log_in(page)
    page.goto(f"/compare/?run={run.uuid}&run={make_run(project, 'empty').uuid}")
    expect(page.locator(".plot.live .main-svg").first).to_be_visible()
    page.evaluate(MARK)
    drag(page, "loss", 0.3, 0.7)
    page.wait_for_url("**from=*")
    zoom = page.evaluate(RANGES)
    log.write_bytes(keras_csv(11))
    expect(page.locator("[data-live=table-loss] tbody tr")).to_have_count(11)
    assert page.evaluate(RANGES) == [pytest.approx(one) for one in zoom]
    assert page.evaluate(IS_SAME_PAGE)


def test_what_a_comparison_says_of_its_runs_is_renewed(
    watch: object, log: Path, project: Project, page: Page
) -> None:
    log_in(page)
    page.goto(f"/compare/?run={Run.objects.get().uuid}&run={make_run(project, 'empty').uuid}")
    page.evaluate(MARK)
    page.locator("[data-live=front] summary").click()
    before = {
        name: page.locator(f"[data-live={name}]").inner_text() for name in ("front", "values")
    }
    log.write_bytes(keras_csv(11))
    for name, text in before.items():
        expect(page.locator(f"[data-live={name}]")).not_to_have_text(text, use_inner_text=True)
    expect(page.locator("[data-live=front] details")).to_have_attribute("open", "")
    assert page.evaluate(IS_SAME_PAGE)


def test_all_metrics_grow_side_by_side_and_keep_their_zoom(
    watch: object, log: Path, page: Page
) -> None:
    log_in(page)
    page.goto(f"/runs/{Run.objects.get().uuid}/metrics/all/")
    expect(page.locator("[data-plot=loss].live .main-svg").first).to_be_visible()
    page.evaluate(MARK)
    log.write_bytes(keras_csv(9))
    wait_for(lambda: page.evaluate(LAST) >= 8)
    drag(page, "loss", 0.3, 0.7)
    page.wait_for_url("**from=*")
    zoom = page.evaluate(RANGES)
    about = page.locator("[id='about-loss']").inner_text()
    log.write_bytes(keras_csv(12))
    expect(page.locator("[id='about-loss']")).not_to_have_text(about)
    assert page.evaluate(RANGES) == [pytest.approx(one) for one in zoom]
    assert page.evaluate(IS_SAME_PAGE)
