"""Predictions taken in through the browser, waited for, read again, handed out and deleted."""

import io
import re
from uuid import uuid4

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from experiments.models import Analysis, Predictions, Project, Run
from experiments.predictions.report import Report
from experiments.services.predictions import add_predictions, perform
from experiments.services.runs import create_runs, delete_run
from tests.cast import client_of
from tests.logs import parsed_log, parsed_run
from tests.predictions.files import csv_file, npy_file, npz_file, scores, two_candidates
from tests.predictions.stored import REPORT, make_predictions

State = Predictions.State


@pytest.fixture
def run(cats: Project) -> Run:
    (run,) = create_runs(cats, None, parsed_log(parsed_run(val_loss=[1.0, 0.5, 0.7])))
    return run


@pytest.fixture
def client(editor: User) -> Client:
    return client_of(editor)


def form_address(run: Run) -> str:
    return reverse("predictions_upload", args=[run.uuid])


def address(predictions: Predictions, name: str = "predictions") -> str:
    return reverse(name, args=[predictions.uuid])


def page(client: Client, url: str, **query: object) -> str:
    answer = client.get(url, query)
    assert answer.status_code == 200
    return answer.content.decode()


def send(client: Client, run: Run, file: ContentFile | str | None = None, **said: object) -> str:
    """Sends the form; the address that it leads to, or the page that says what is wrong."""
    fields = {
        "batch": uuid4(),
        "split": "val",
        "epoch": "",
        "file": csv_file() if file is None else file,
    } | said
    answer = client.post(form_address(run), fields)
    return answer.url if answer.status_code == 302 else answer.content.decode()


def test_a_file_is_stored_and_its_page_shows_that_it_waits(client: Client, run: Run) -> None:
    url = send(client, run, epoch="2")
    predictions = Predictions.objects.get()
    assert url == address(predictions)
    assert (predictions.epoch, predictions.uploaded_by.username) == (2.0, "editor")
    shown = page(client, url)
    assert "Waiting for a worker" in shown
    assert address(predictions, "predictions_status") in shown
    assert "Load the page again" in shown


def options(page: str, field: str) -> list[str]:
    select = page.split(f'<select name="{field}"')[1].split("</select>")[0]
    return re.findall(r'<option value="([^"]*)"', select)


def test_a_refused_file_offers_its_arrays_and_keeps_what_was_typed(
    client: Client, run: Run
) -> None:
    url = send(client, run, two_candidates(), probabilities="prbs")
    predictions = Predictions.objects.get()
    perform(predictions.pk)
    shown = page(client, url)
    assert "the file is here and need not be uploaded again" in shown
    assert options(shown, "labels") == ["", "labels"]
    assert options(shown, "probabilities") == ["", "probs_first", "probs_second", "prbs"]
    assert '<option value="prbs" selected>' in shown

    client.post(address(predictions, "predictions_retry"), {"probabilities": "probs_first"})
    perform(predictions.pk)
    assert Predictions.objects.get().state == State.DONE


def test_both_kinds_of_scores_at_once_are_told_beside_the_lists(client: Client, run: Run) -> None:
    send(client, run, two_candidates())
    predictions = Predictions.objects.get()
    perform(predictions.pk)
    both = {"probabilities": "probs_first", "logits": "probs_second"}
    answer = client.post(address(predictions, "predictions_retry"), both).content.decode()
    assert "Name probabilities or logits, not both." in answer
    assert '<option value="probs_first" selected>' in answer


def test_names_of_arrays_are_escaped(client: Client, run: Run) -> None:
    labels, values = scores()
    hostile = {"<script>alert(1)</script>": values, "other": values[:, ::-1], "y": labels}
    send(client, run, npz_file(**hostile))
    predictions = Predictions.objects.get()
    perform(predictions.pk)
    shown = page(client, address(predictions))
    assert "&lt;script&gt;alert(1)" in shown
    assert "<script>alert" not in shown


def test_a_broken_file_has_no_arrays_to_choose(client: Client, run: Run) -> None:
    url = send(client, run, ContentFile(b"PK\x03\x04broken", name="val.npz"))
    perform(Predictions.objects.get().pk)
    shown = page(client, url)
    assert "cannot be read" in shown
    assert "Say which arrays" not in shown


OLD = {"n": 60, "log_loss": 0.5, "words": {"headline": "As it was told then."}}


def test_an_old_stored_report_is_measured_again(client: Client, run: Run) -> None:
    url = send(client, run)
    predictions = Predictions.objects.get()
    perform(predictions.pk)
    Predictions.objects.update(report=OLD)

    shown = page(client, url)
    assert "It was measured by an older version and is being measured again." in shown
    assert "Waiting for a worker" in shown
    perform(predictions.pk)
    assert "being measured again" not in page(client, url)
    assert Report.from_json(Predictions.objects.get().report).n == 60


def test_an_old_stored_report_breaks_no_page_of_its_run(client: Client, run: Run) -> None:
    (other,) = create_runs(run.project, None, parsed_log(parsed_run(val_loss=[1.0, 0.9])))
    make_predictions(run, report=OLD)
    make_predictions(other)
    for name, about in (("run", [run.uuid]), ("run_status", [run.uuid])):
        assert client.get(reverse(name, args=about)).status_code == 200
    both = client.get(reverse("compare"), {"run": [run.uuid, other.uuid]})
    assert both.status_code == 200


def test_the_page_becomes_the_report(client: Client, run: Run) -> None:
    url = send(client, run)
    predictions = Predictions.objects.get()
    perform(predictions.pk)
    shown = page(client, url)
    predictions.refresh_from_db()
    assert predictions.state == State.DONE
    assert "Waiting" not in shown


def test_a_form_sent_twice_makes_one_row_and_says_nothing_of_it(client: Client, run: Run) -> None:
    batch = uuid4()
    first, second = (send(client, run, batch=batch) for _ in range(2))
    assert first == second
    assert Predictions.objects.count() == 1
    assert "was uploaded on" not in page(client, second)


def test_the_same_file_of_another_form_is_told_to_be_there(client: Client, run: Run) -> None:
    first = send(client, run)
    assert send(client, run) == first
    assert "The same file was uploaded on" in page(client, first)


def test_the_best_epoch_is_suggested(client: Client, run: Run) -> None:
    shown = page(client, form_address(run))
    assert re.search(r'name="epoch"[^>]*value="2"', shown)
    assert '<option value="2">lowest validation loss</option>' in shown


def test_a_link_can_name_epoch_and_split(client: Client, run: Run) -> None:
    shown = page(client, form_address(run), epoch="3", split="test")
    assert re.search(r'name="epoch"[^>]*value="3"', shown)
    assert '<option value="test" selected>' in shown


@pytest.mark.parametrize("query", [{"split": "odd"}, {"epoch": "<b>"}, {"epoch": "\x00"}])
def test_a_link_that_means_nothing_still_opens_the_form(
    client: Client, run: Run, query: dict
) -> None:
    assert 'value="<b>"' not in page(client, form_address(run), **query)


def test_an_epoch_that_is_not_in_the_log_is_refused(client: Client, run: Run) -> None:
    shown = send(client, run, epoch="99")
    assert "The log has no epoch 99. It has 3 from 1 to 3" in shown
    assert not Predictions.objects.exists()


def test_without_a_file_the_form_says_so(client: Client, run: Run) -> None:
    assert "This field is required." in send(client, run, file="")


def test_named_arrays_stay_open_where_something_else_is_wrong(client: Client, run: Run) -> None:
    shown = send(client, run, epoch="99", labels="y_true")
    assert re.search(r'<details class="more" open>', shown)


def test_arrays_are_read_as_the_form_names_them(client: Client, run: Run) -> None:
    send(client, run, two_candidates(), probabilities="probs_first")
    predictions = Predictions.objects.get()
    assert predictions.arrays == {"probabilities": "probs_first"}
    perform(predictions.pk)
    predictions.refresh_from_db()
    assert predictions.state == State.DONE


def test_labels_come_as_a_second_file(client: Client, run: Run) -> None:
    labels, values = scores()
    file = npy_file(values, "probs.npy")
    send(client, run, file, labels_file=npy_file(labels, "labels.npy"))
    predictions = Predictions.objects.get()
    perform(predictions.pk)
    shown = page(client, address(predictions))
    assert "The labels as they were received" in shown
    kept = client.get(address(predictions, "predictions_file"), {"labels": "1"})
    assert np.load(io.BytesIO(kept.getvalue())).tolist() == labels.tolist()


def test_a_refused_file_shows_why_and_asks_which_arrays(client: Client, run: Run) -> None:
    url = send(client, run, two_candidates())
    perform(Predictions.objects.get().pk)
    shown = page(client, url)
    assert "This file cannot be read" in shown
    assert "val.npz" in shown
    assert "probs_first" in shown
    assert "Read it again" in shown


def test_arrays_chosen_afterwards_read_the_kept_file(client: Client, run: Run) -> None:
    send(client, run, two_candidates())
    predictions = Predictions.objects.get()
    perform(predictions.pk)
    chosen = {"labels": "labels", "probabilities": "probs_second", "logits": "", "ids": ""}
    assert client.post(address(predictions, "predictions_retry"), chosen).status_code == 302
    perform(predictions.pk)
    predictions.refresh_from_db()
    assert predictions.state == State.DONE
    assert predictions.arrays == {"labels": "labels", "probabilities": "probs_second"}


def test_arrays_that_cannot_be_chosen_together_are_told(client: Client, run: Run) -> None:
    predictions = make_predictions(
        run, state="refused", reason="Two fit.", finished_at=timezone.now()
    )
    both = {"probabilities": "a", "logits": "b"}
    answer = client.post(address(predictions, "predictions_retry"), both)
    assert "Name probabilities or logits, not both." in answer.content.decode()
    predictions.refresh_from_db()
    assert predictions.state == State.REFUSED


def test_a_failure_shows_its_error_and_can_be_tried_again(client: Client, run: Run) -> None:
    predictions = make_predictions(
        run, state="failed", error="OSError: disk full", finished_at=timezone.now()
    )
    shown = page(client, address(predictions))
    assert "OSError: disk full" in shown
    assert "Try again" in shown
    client.post(address(predictions, "predictions_retry"))
    predictions.refresh_from_db()
    assert predictions.state == State.QUEUED


def test_what_is_measured_is_not_tried_again(client: Client, run: Run) -> None:
    predictions = make_predictions(run, finished_at=timezone.now())
    answer = client.post(address(predictions, "predictions_retry"), follow=True)
    assert "These predictions are measured or about to be." in answer.content.decode()


def test_viewers_see_what_happened_and_no_way_to_change_it(viewer: User, run: Run) -> None:
    predictions = make_predictions(
        run, state="refused", reason="Row 3 is NaN.", finished_at=timezone.now()
    )
    shown = page(client_of(viewer), address(predictions))
    assert "Row 3 is NaN." in shown
    for name in ("predictions_retry", "predictions_delete"):
        assert address(predictions, name) not in shown
    assert form_address(run) not in shown


def test_progress_is_told_only_when_it_moved(client: Client, run: Run) -> None:
    predictions = make_predictions(run, state="running", phase="measuring", progress=0.625)
    url = address(predictions, "predictions_status")
    answer = client.get(url)
    assert "Measuring: 62 %" in answer.content.decode()
    seen = re.search(r"\?seen=([\w-]+)", answer.content.decode())[1]
    assert client.get(url, {"seen": seen}).status_code == 204
    Predictions.objects.update(progress=0.75)
    assert "75 %" in client.get(url, {"seen": seen}).content.decode()


def test_the_page_loads_itself_anew_once_it_is_over(client: Client, run: Run) -> None:
    predictions = make_predictions(run, finished_at=timezone.now())
    answer = client.get(address(predictions, "predictions_status"))
    assert answer.headers["HX-Refresh"] == "true"


def test_files_are_handed_out_byte_for_byte_and_never_shown(client: Client, run: Run) -> None:
    sent = csv_file(name='va"l;.csv')
    predictions = add_predictions(run, None, sent)
    perform(predictions.pk)
    answer = client.get(address(predictions, "predictions_file"))
    assert answer.getvalue() == sent.file.getvalue()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    samples = client.get(address(predictions, "predictions_samples"))
    assert samples.getvalue()[:4] == b"PAR1"


def test_the_report_is_handed_out_as_json(client: Client, run: Run) -> None:
    predictions = make_predictions(run)
    answer = client.get(address(predictions, "predictions_report"))
    assert Report.from_json(answer.json()) == REPORT
    assert 'filename="val-report.json"' in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("name", ["predictions_samples", "predictions_report"])
def test_what_is_not_measured_yet_is_not_handed_out(client: Client, run: Run, name: str) -> None:
    predictions = add_predictions(run, None, csv_file())
    assert client.get(address(predictions, name)).status_code == 404


def test_labels_that_came_with_the_scores_are_no_file_of_their_own(
    client: Client, run: Run
) -> None:
    predictions = add_predictions(run, None, csv_file())
    url = address(predictions, "predictions_file")
    assert client.get(url, {"labels": "1"}).status_code == 404


def test_deleting_asks_first_and_then_reads_the_run_again(client: Client, run: Run) -> None:
    Analysis.objects.all().delete()
    predictions = make_predictions(run)
    url = address(predictions, "predictions_delete")
    assert "deleted for good" in page(client, url)
    assert Predictions.objects.exists()
    answer = client.post(url, follow=True)
    assert "val.npz was deleted." in answer.content.decode()
    assert not Predictions.objects.exists()
    assert run.analyses.get().state == Analysis.State.QUEUED


def test_predictions_of_a_run_in_the_trash_are_not_found(client: Client, run: Run) -> None:
    predictions = make_predictions(run)
    delete_run(run)
    assert client.get(address(predictions)).status_code == 404


def test_names_from_files_are_escaped(client: Client, run: Run) -> None:
    add_predictions(run, None, npz_file("<script>alert(1)<.npz", a=scores()[1]))
    shown = page(client, address(Predictions.objects.get()))
    assert "<script>alert" not in shown
