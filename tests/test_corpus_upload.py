"""The logs of the corpus, sent through the form, against numbers read without the parsers."""

import json
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

LOGS = corpus.expected() if corpus.available() else []
REFUSED = corpus.refused() if corpus.available() else []


@pytest.fixture
def client() -> Client:
    user = User.objects.create_user("uploader")
    projects.create_project(user, "Corpus")
    client = Client()
    client.force_login(user)
    return client


def upload(client: Client, paths: list[Path]) -> dict[str, Upload]:
    """Drops all at once, each below its folders; what comes back are the uploads by path."""
    names = {path.relative_to(corpus.ROOT).as_posix(): path for path in paths}
    manifest = json.dumps([[name, path.stat().st_size] for name, path in names.items()])
    said = {"batch": uuid.uuid4(), "project": "corpus", "manifest": manifest}
    announced = client.post(reverse("upload"), said)
    assert announced.status_code == 200, announced.content
    for path, place in zip(names.values(), announced.json()["files"], strict=True):
        file = SimpleUploadedFile(path.name, path.read_bytes())
        assert client.post(place["address"], {"file": file}).status_code == 200
    return {row.path: row.lead or row for row in Upload.objects.select_related("lead")}


def held(run: Run, names: set[str]) -> corpus.Run:
    """What the database holds of a run, by its points and by the derived rows."""
    series = queries.series_of(run)
    values = {s.column or s.name: s.value for s in series if s.column or s.name in names}
    return corpus.Run.of(run.epoch_count or 0, values)


def test_epochs_last_and_best_values_of_every_log_agree(client: Client) -> None:
    found = upload(client, [path for log in LOGS for path in log.files])

    for log in LOGS:
        received = found[log.files[0].relative_to(corpus.ROOT).as_posix()]
        assert received.outcome == "stored", f"{log.name}: {received.outcome} {received.reason}"
        names = {name for run in log.runs for name in run.last}
        runs = received.runs.order_by("position_in_upload")
        assert tuple(held(run, names) for run in runs) == log.runs, log.name


def test_files_are_kept_byte_for_byte(client: Client) -> None:
    one_of_each = {log.family: log.files for log in LOGS}
    upload(client, [path for files in one_of_each.values() for path in files])

    rows = Upload.objects.all()
    assert len(rows) >= len(one_of_each)
    for row in rows:
        response = client.get(reverse("upload_file", args=[row.uuid]))
        assert response.getvalue() == (corpus.ROOT / row.path).read_bytes()


def test_what_is_no_log_is_refused_with_a_reason_and_an_advice(client: Client) -> None:
    found = upload(client, REFUSED)

    assert len(found) == len(REFUSED)
    for received in found.values():
        assert received.outcome == "refused"
        assert received.reason
        assert received.advice
