from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from playwright.sync_api import Page, expect

from experiments.models import Predictions, Run
from experiments.services import projects, runs
from tests.logs import parsed_log, parsed_run
from tests.predictions.files import csv_file, two_candidates

OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def form(page: Page) -> Page:
    """The form of a run's predictions, after logging in as the owner of its project."""
    user = User.objects.create_user("owner", password="a long password")
    project = projects.create_project(user, "Cats")
    log = parsed_log(parsed_run(val_loss=[1.0, 0.5, 0.7], val_accuracy=[0.5, 0.7, 0.8]))
    [run] = runs.create_runs(project, user, log)
    page.goto(f"/runs/{run.uuid}/predictions/upload/")
    page.locator("input[name=username]").fill("owner")
    page.locator("input[name=password]").fill("a long password")
    page.get_by_role("button", name="Log in").click()
    return page


def send(page: Page, file: ContentFile, folder: Path) -> None:
    (folder / file.name).write_bytes(file.read())
    page.get_by_label("Choose a file of predictions").set_input_files(folder / file.name)
    page.get_by_role("button", name="Upload", exact=True).click()
    page.wait_for_url("**/predictions/*/")


def test_the_page_of_an_upload_becomes_the_report_by_itself(form: Page, tmp_path: Path) -> None:
    expect(form.get_by_label("Epoch")).to_have_value("2")
    send(form, csv_file(30_000), tmp_path)
    expect(form.locator("#state")).to_have_count(0)
    expect(form.locator("main")).to_contain_text("of the loss")
    assert Predictions.objects.get().state == Predictions.State.DONE
    form.goto(f"/runs/{Run.objects.get().uuid}/")
    expect(form.locator("#predictions-block")).to_contain_text("Validation, epoch 2")
    expect(form.locator("#predictions-block")).to_contain_text("30,000")


def test_a_refused_file_is_read_again_with_the_array_named(form: Page, tmp_path: Path) -> None:
    send(form, two_candidates(), tmp_path)
    expect(form.get_by_role("heading", name="val.npz cannot be read")).to_be_visible()
    form.get_by_label("Probabilities").fill("probs_first")
    form.get_by_role("button", name="Read it again").click()
    expect(form.locator("#state")).to_have_count(0)
    assert Predictions.objects.get().arrays == {"probabilities": "probs_first"}


def test_form_and_refusal_fit_a_narrow_screen(form: Page, tmp_path: Path) -> None:
    form.set_viewport_size({"width": 360, "height": 800})
    form.locator("summary", has_text="Which arrays").click()
    assert form.evaluate(OVERFLOW) == 0
    send(form, two_candidates(), tmp_path)
    expect(form.get_by_role("heading", name="val.npz cannot be read")).to_be_visible()
    assert form.evaluate(OVERFLOW) == 0
