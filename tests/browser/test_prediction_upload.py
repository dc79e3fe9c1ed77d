import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from playwright.sync_api import Page, expect

from experiments.models import Analysis, Predictions, Run
from experiments.services import projects, runs
from tests.logs import parsed_log, parsed_run
from tests.predictions.files import csv_file, npy_file, scores, two_candidates
from tests.services.running import eventually

FIELD = "Drop a file of predictions here, or choose it"
DROP = """
([files]) => {
  const dropped = new DataTransfer();
  for (const [name, bytes] of files) dropped.items.add(new File([new Uint8Array(bytes)], name));
  document.querySelector("[data-drop]").dispatchEvent(
    new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true }));
}
"""
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def form(page: Page) -> Iterator[Page]:
    """The form of a run's predictions, after logging in as the owner of its project.

    A worker that still measures would hold tables that are emptied after the test.
    """
    user = User.objects.create_user("owner", password="a long password")
    project = projects.create_project(user, "Cats")
    log = parsed_log(parsed_run(val_loss=[1.0, 0.5, 0.7], val_accuracy=[0.5, 0.7, 0.8]))
    [run] = runs.create_runs(project, user, log)
    page.goto(f"/runs/{run.uuid}/predictions/upload/")
    page.locator("input[name=username]").fill("owner")
    page.locator("input[name=password]").fill("a long password")
    page.get_by_role("button", name="Log in").click()
    yield page
    assert eventually(is_idle, 30)


def is_idle() -> bool:
    under_way = {"state__in": ["queued", "running"]}
    tables = (Predictions.objects, Analysis.objects)
    return not any(rows.filter(**under_way).exists() for rows in tables)


def send(page: Page, file: ContentFile, folder: Path) -> None:
    (folder / file.name).write_bytes(file.read())
    page.get_by_label(FIELD).set_input_files(folder / file.name)
    upload(page)


def drop(page: Page, *files: ContentFile) -> None:
    page.wait_for_load_state()  # Until the form's script has run: only then it takes drops.
    page.evaluate(DROP, [[[file.name, list(file.read())] for file in files]])


def upload(page: Page) -> None:
    page.get_by_role("button", name="Upload", exact=True).click()
    page.wait_for_url("**/predictions/*-*/")


def test_a_dropped_file_is_listed_and_sent(form: Page) -> None:
    drop(form, csv_file(name="first.csv"))
    drop(form, csv_file(name="second.csv"))
    chosen = form.get_by_role("list", name="Chosen file").get_by_role("listitem")
    expect(chosen).to_have_count(1)
    expect(chosen).to_contain_text("second.csv")
    upload(form)
    assert Predictions.objects.get().name == "second.csv"


def test_of_two_dropped_files_the_smaller_one_is_the_labels(form: Page) -> None:
    labels, values = scores()
    drop(form, npy_file(labels, "y.npy"), npy_file(values, "p.npy"))
    expect(form.get_by_label("Labels in a file of their own")).to_be_visible()
    upload(form)
    stored = Predictions.objects.get()
    assert (stored.name, stored.labels_name) == ("p.npy", "y.npy")


def test_what_is_wrong_with_the_form_is_said_and_both_files_stay(form: Page) -> None:
    labels, values = scores()
    drop(form, npy_file(labels, "y.npy"), npy_file(values, "p.npy"))
    form.get_by_label("Epoch").fill("77")
    form.get_by_role("button", name="Upload", exact=True).click()
    expect(form.get_by_text("The log has no epoch 77.")).to_be_visible()
    expect(form.get_by_role("list", name="Chosen file")).to_contain_text("p.npy")
    form.get_by_label("Epoch").fill("1")
    upload(form)
    stored = Predictions.objects.get()
    assert (stored.epoch, stored.name, stored.labels_name) == (1.0, "p.npy", "y.npy")


def test_the_form_works_without_its_script(form: Page, tmp_path: Path) -> None:
    empty = "text/javascript"
    form.route("**/upload*.js", lambda route: route.fulfill(body="", content_type=empty))
    form.reload()
    send(form, csv_file(), tmp_path)
    assert Predictions.objects.get().name == "val.csv"


def test_the_page_of_an_upload_becomes_the_report_by_itself(form: Page, tmp_path: Path) -> None:
    expect(form.get_by_label("Epoch")).to_have_value("2")
    send(form, csv_file(30_000), tmp_path)
    expect(form.locator("#state")).to_have_count(0)
    expect(form.locator("main")).to_contain_text("of the loss")
    assert Predictions.objects.get().state == Predictions.State.DONE
    form.goto(f"/runs/{Run.objects.get().uuid}/")
    expect(form.locator("#predictions-block")).to_contain_text("Validation, epoch 2")
    expect(form.locator("#predictions-block")).to_contain_text("30,000")


def test_the_page_of_the_run_fills_in_without_a_reload(form: Page, tmp_path: Path) -> None:
    send(form, csv_file(60_000), tmp_path)
    form.goto(f"/runs/{Run.objects.get().uuid}/")
    form.evaluate("window.untouched = true")
    listed = form.locator("#predictions-block")
    expect(listed).to_contain_text("60,000", timeout=20_000)
    expect(listed).to_contain_text("of the loss")
    expect(form.locator("#poll")).not_to_have_attribute("hx-get", re.compile("."))
    assert form.evaluate("window.untouched")


def test_a_refused_file_is_read_again_with_the_array_named(form: Page, tmp_path: Path) -> None:
    send(form, two_candidates(), tmp_path)
    expect(form.get_by_role("heading", name="This file cannot be read")).to_be_visible()
    form.get_by_label("Probabilities").select_option("probs_first")
    form.get_by_role("button", name="Read it again").click()
    expect(form.locator("#state")).to_have_count(0)
    assert Predictions.objects.get().arrays == {"probabilities": "probs_first"}


def test_form_and_refusal_fit_a_narrow_screen(form: Page, tmp_path: Path) -> None:
    form.set_viewport_size({"width": 360, "height": 800})
    form.locator("summary", has_text="Which arrays").click()
    assert form.evaluate(OVERFLOW) == 0
    send(form, two_candidates(), tmp_path)
    expect(form.get_by_role("heading", name="This file cannot be read")).to_be_visible()
    assert form.evaluate(OVERFLOW) == 0
