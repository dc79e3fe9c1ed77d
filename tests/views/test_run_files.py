import html
from hashlib import sha256
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from experiments.models import Project, Run
from experiments.queries_predictions import predictions_of
from experiments.services import readings, runs, uploads
from experiments.views.run_files import files
from tests.cast import client_of
from tests.logs import keras_csv
from tests.predictions.stored import make_predictions
from tests.views.run_cases import perform, stored, uploaded


@pytest.fixture
def run(cats: Project, editor: User) -> Run:
    run = uploaded(cats, editor, "log.csv", keras_csv(5))
    perform(run)
    return run


@pytest.fixture
def client(viewer: User) -> Client:
    return client_of(viewer)


def extend(run: Run, user: User, epochs: int) -> None:
    longer = readings.receive(run.project, user, uuid4(), "longer.csv", keras_csv(epochs))
    uploads.apply_extension(longer)
    run.refresh_from_db()


def shown(client: Client, run: Run) -> str:
    return html.unescape(client.get(reverse("run", args=[run.uuid])).content.decode())


def test_the_log_is_listed_with_what_is_known_of_it(client: Client, run: Run) -> None:
    [row] = files(run, [])
    assert (row.name, row.what, row.size) == ("log.csv", "log", len(keras_csv(5)))
    assert row.sha256 == sha256(keras_csv(5)).hexdigest()
    page = shown(client, run)
    for part in (row.url, row.short_hash, row.format, "editor"):
        assert part in page


def test_earlier_versions_stay_and_each_is_downloaded_as_it_was(
    client: Client, run: Run, editor: User
) -> None:
    extend(run, editor, 8)
    rows = files(run, [])
    assert [(row.name, row.what) for row in rows] == [
        ("longer.csv", "log"),
        ("log.csv", "earlier version of the log"),
    ]
    assert [client.get(row.url).getvalue() for row in rows] == [keras_csv(8), keras_csv(5)]


def test_a_file_sent_again_is_no_file_of_its_own(run: Run, editor: User) -> None:
    readings.receive(run.project, editor, uuid4(), "again.csv", keras_csv(5))
    assert len(files(run, [])) == 1


def test_files_of_predictions_are_listed(client: Client, run: Run) -> None:
    made = make_predictions(run)
    row = files(run, predictions_of(run))[-1]
    assert row.name == made.name
    assert row.what.startswith("validation predictions")
    assert row.url == reverse("predictions_file", args=[made.uuid])


def test_a_file_of_another_run_is_not_handed_out(
    client: Client, run: Run, cats: Project, editor: User
) -> None:
    other = uploaded(cats, editor, "other.csv", keras_csv(3))
    address = reverse("run_upload", args=[run.uuid, other.upload.uuid])
    assert client.get(address).status_code == 404


def test_files_go_with_a_run_that_moves(run: Run, stranger: User, editor: User) -> None:
    other = Project.objects.create(name="Other", slug="other")
    other.memberships.create(user=stranger, role="viewer")
    runs.move_run(run, other)
    [row] = files(run, [])
    assert client_of(stranger).get(row.url).getvalue() == keras_csv(5)
    assert client_of(editor).get(row.url).status_code == 404


def test_a_file_that_was_not_kept_is_said_so(client: Client, run: Run) -> None:
    run.upload.file.delete()
    assert files(run, [])[0].url == ""
    assert "not kept" in shown(client, run)


def test_a_run_without_files_says_so(client: Client, cats: Project, editor: User) -> None:
    assert "No file was kept for this run." in shown(client, stored(cats, editor))


def test_a_run_without_a_log_of_its_own_has_no_files_of_others(
    client: Client, cats: Project, run: Run, editor: User
) -> None:
    streamed = stored(cats, editor)
    assert streamed.upload is None
    assert files(streamed, []) == []
    address = reverse("run_upload", args=[streamed.uuid, run.upload.uuid])
    assert client.get(address).status_code == 404


def test_names_of_files_are_text(client: Client, run: Run) -> None:
    run.upload.name = "<script>alert(1)</script>"
    run.upload.save()
    page = client.get(reverse("run", args=[run.uuid])).content.decode()
    assert "<script>alert" not in page
