"""The logs of the corpus, sent through the form, against numbers read without the parsers."""

import uuid
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from experiments import queries
from experiments.models import Run, Upload
from experiments.services import projects
from tests import corpus

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not corpus.available(), reason="the corpus of real logs is not beside the repository"
    ),
]

EXPECTED = corpus.expected() if corpus.available() else []
REFUSED = corpus.refused() if corpus.available() else []


@pytest.fixture
def client() -> Client:
    user = User.objects.create_user("uploader")
    projects.create_project(user, "Corpus")
    client = Client()
    client.force_login(user)
    return client


def upload(client: Client, paths: list[Path]) -> dict[str, Upload]:
    """Sends all in one form; files are named after their folders, as names come twice."""
    names = {path: path.relative_to(corpus.ROOT).as_posix().replace("/", "+") for path in paths}
    files = [SimpleUploadedFile(name, path.read_bytes()) for path, name in names.items()]
    said = {"batch": uuid.uuid4(), "project": "corpus", "files": files}
    response = client.post(reverse("upload"), said)
    assert response.status_code == 302
    return {upload.name: upload for upload in Upload.objects.all()}


def held(run: Run) -> corpus.Run:
    """What the database holds of a run, by its points and by the derived rows."""
    last = {s.column: s.value[-1] for s in queries.series_of(run) if s.column}
    assert run.epoch_count
    return corpus.Run(run.epoch_count, last)


def test_epochs_and_final_values_of_every_log_agree(client: Client) -> None:
    found = upload(client, [expected.path for expected in EXPECTED])

    for expected in EXPECTED:
        received = found[expected.name.replace("/", "+")]
        assert received.outcome == "stored", f"{received}: {received.outcome} {received.reason}"
        runs = received.runs.order_by("position_in_upload")
        assert [held(run) for run in runs] == list(expected.runs), received.name


def test_every_file_is_kept_byte_for_byte(client: Client) -> None:
    found = upload(client, [expected.path for expected in EXPECTED])

    for expected in EXPECTED:
        received = found[expected.name.replace("/", "+")]
        response = client.get(reverse("upload_file", args=[received.uuid]))
        assert response.getvalue() == expected.path.read_bytes()


def test_what_is_no_log_is_refused_with_a_reason_and_an_advice(client: Client) -> None:
    found = upload(client, REFUSED)

    assert len(found) == len(REFUSED)
    for received in found.values():
        assert received.outcome == "refused"
        assert received.reason
        assert received.advice
