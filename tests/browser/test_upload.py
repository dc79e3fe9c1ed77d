import re
import zipfile
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, Route, expect

from experiments.models import Run, Upload
from experiments.services import projects
from tests.logs import keras_csv

LFS_POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n"
SCRIPT = {"Content-Type": "text/javascript"}
DROP = """
([logs]) => {
  const dropped = new DataTransfer();
  for (const [name, text] of Object.entries(logs)) dropped.items.add(new File([text], name));
  document.querySelector("[data-drop]").dispatchEvent(
    new DragEvent("drop", { dataTransfer: dropped, bubbles: true, cancelable: true }));
}
"""


@pytest.fixture
def form(page: Page) -> Page:
    """The upload page, after logging in as the owner of one project."""
    user = User.objects.create_user("owner", password="a long password")
    projects.create_project(user, "Cats")
    page.goto("/upload/")
    page.locator("input[name=username]").fill("owner")
    page.locator("input[name=password]").fill("a long password")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/upload/")  # Until its script has run: only then it takes drops.
    page.get_by_label("Project", exact=True).select_option("Cats")
    return page


def drop(page: Page, **logs: bytes) -> None:
    named = {f"{name}.csv": content.decode() for name, content in logs.items()}
    page.evaluate(DROP, [named])


def send(page: Page) -> None:
    page.get_by_role("button", name="Upload", exact=True).click()
    page.wait_for_url("**/uploads/**")


def outcome(page: Page, name: str):
    return page.get_by_role("row").filter(has_text=name)


def test_dropped_files_are_listed_and_each_gets_its_outcome(form: Page) -> None:
    drop(form, good=keras_csv(12), bad=LFS_POINTER)
    chosen = form.get_by_role("list", name="Chosen files")
    expect(chosen.get_by_role("listitem")).to_have_count(2)

    send(form)

    expect(form.get_by_role("heading", name="2 files received")).to_be_visible()
    expect(outcome(form, "good.csv")).to_contain_text("Stored")
    expect(outcome(form, "bad.csv")).to_contain_text("Git LFS pointer")


def test_the_verdict_appears_without_a_reload(form: Page) -> None:
    drop(form, good=keras_csv(30))
    send(form)
    form.evaluate("window.untouched = true")

    expect(form.get_by_role("status")).to_have_text("All runs are analysed.")

    run = Run.objects.get()
    expect(outcome(form, "good.csv")).to_contain_text(run.verdict_headline)
    assert run.verdict
    assert form.evaluate("window.untouched")


def test_a_file_dropped_by_mistake_can_be_taken_out(form: Page) -> None:
    drop(form, wanted=keras_csv(), unwanted=keras_csv(9))
    form.get_by_role("button", name="Remove unwanted.csv").click()

    send(form)

    assert list(Upload.objects.values_list("name", flat=True)) == ["wanted.csv"]


def test_files_dropped_one_after_the_other_add_up(form: Page) -> None:
    drop(form, first=keras_csv())
    drop(form, second=keras_csv(9, start=0.7))

    send(form)

    assert Run.objects.count() == 2


def test_what_is_wrong_with_the_form_is_said_and_the_files_stay(form: Page) -> None:
    drop(form, good=keras_csv())
    form.get_by_label("Tags").fill("x" * 61)
    form.get_by_role("button", name="Upload", exact=True).click()

    expect(form.get_by_text("A tag may have 60 characters at most.")).to_be_visible()
    expect(form.get_by_role("list", name="Chosen files")).to_contain_text("good.csv")
    form.get_by_label("Tags").fill("baseline")
    send(form)

    assert Run.objects.get().tags.get().name == "baseline"


def test_a_longer_log_waits_for_an_answer(form: Page) -> None:
    drop(form, early=keras_csv(5))
    send(form)
    form.get_by_role("link", name="Upload more").click()
    form.wait_for_url("**/upload/**")
    drop(form, later=keras_csv(9))
    send(form)

    form.get_by_role("button", name="Update that run").click()

    expect(outcome(form, "later.csv")).to_contain_text("Updated")
    assert Run.objects.get().epoch_count == 9


def test_the_form_works_without_its_script(form: Page, tmp_path: Path) -> None:
    log = tmp_path / "plain.csv"
    log.write_bytes(keras_csv())
    form.route(
        "**/upload*.js", lambda route: route.fulfill(body="", content_type="text/javascript")
    )
    form.reload()
    form.get_by_label("Project", exact=True).select_option("Cats")
    form.get_by_label("Drop files or folders here, or choose files").set_input_files(log)

    send(form)

    expect(outcome(form, "plain.csv")).to_contain_text("Stored")


@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_is_wider_than_the_screen(form: Page, width: int) -> None:
    form.set_viewport_size({"width": width, "height": 800})
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert form.evaluate(overflow) == 0
    drop(form, **{"a-log-with-quite-a-long-name-that-has-to-be-broken-somewhere": keras_csv()})
    send(form)

    assert form.evaluate(overflow) == 0


def folder_of(tmp_path: Path, count: int) -> Path:
    for number in range(count):
        log = tmp_path / "sweep" / f"run{number}" / "metrics.csv"
        log.parent.mkdir(parents=True)
        log.write_bytes(keras_csv(6, start=1 + number / 10))
    (tmp_path / "sweep" / "notes.txt").write_text("All went well.")
    return tmp_path / "sweep"


def choose_folder(page: Page, folder: Path) -> None:
    page.get_by_label("or a folder:").set_input_files(folder)


def wait_until_idle(page: Page) -> None:
    expect(page.locator("#poll")).not_to_have_attribute("hx-get", re.compile("."))


def test_a_folder_is_sent_file_by_file_and_each_log_becomes_a_run(
    form: Page, tmp_path: Path
) -> None:
    choose_folder(form, folder_of(tmp_path, 5))
    expect(form.get_by_role("list", name="Chosen files").get_by_role("listitem")).to_have_count(6)
    send(form)

    expect(form.get_by_role("heading", name="6 files received")).to_be_visible()
    expect(outcome(form, "sweep/run3/metrics.csv")).to_contain_text("Stored")
    expect(outcome(form, "notes.txt")).to_contain_text("Refused")
    wait_until_idle(form)
    assert sorted(Run.objects.values_list("name", flat=True)) == [f"run{n}" for n in range(5)]


def test_files_that_are_one_log_become_one_run(form: Page, tmp_path: Path) -> None:
    store = tmp_path / "mlruns" / "0" / "abc"
    (store / "metrics").mkdir(parents=True)
    (store / "meta.yaml").write_text("run_name: brave\n")
    for metric in ("loss", "val_loss"):
        lines = "".join(f"17000000000{n:02} {1 / (n + 1)} {n}\n" for n in range(20))
        (store / "metrics" / metric).write_text(lines)
    choose_folder(form, tmp_path / "mlruns")
    send(form)

    expect(form.get_by_role("heading", name="3 files received")).to_be_visible()
    expect(outcome(form, "mlruns/0/abc")).to_contain_text("3 files")
    wait_until_idle(form)
    assert Run.objects.get().series.count() == 2


def test_a_drop_can_be_left_and_come_back_to(form: Page, tmp_path: Path) -> None:
    folder = folder_of(tmp_path, 8)
    sent = []

    def first_four_only(route: Route) -> None:
        # The others never get an answer, until the page is left.
        sent.append(route.request.url)
        if len(sent) <= 4:
            route.continue_()

    form.route("**/uploads/*/content/", first_four_only)
    choose_folder(form, folder)
    form.get_by_role("button", name="Upload", exact=True).click()
    expect(form.get_by_role("status")).to_contain_text("Sent 4 of 9 files")
    form.get_by_role("link", name="What has arrived").click()
    form.unroute("**/uploads/*/content/")

    expect(form.get_by_role("heading", name="5 files not sent yet")).to_be_visible()
    expect(outcome(form, "Not sent yet")).to_have_count(5)

    form.get_by_label("or the folder:").set_input_files(folder)
    expect(form.get_by_role("heading", name="not sent yet")).to_have_count(0)
    wait_until_idle(form)
    assert Run.objects.count() == 8


def test_what_an_archive_holds_appears_without_a_reload(form: Page, tmp_path: Path) -> None:
    archive = tmp_path / "sweep.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for number in range(3):
            packed.writestr(f"sweep/run{number}/metrics.csv", keras_csv(6, start=1 + number))
    form.get_by_label("Drop files or folders here, or choose files").set_input_files(archive)
    send(form)
    form.evaluate("window.untouched = true")

    expect(outcome(form, "sweep/run2/metrics.csv")).to_contain_text("Stored")
    wait_until_idle(form)
    expect(outcome(form, "sweep.zip")).to_contain_text("Unpacked")
    assert form.evaluate("window.untouched")
    assert Run.objects.count() == 3
