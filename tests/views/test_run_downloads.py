"""Runs downloaded in every form, and uploaded again."""

import uuid

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from experiments.curves import EPOCH_COLUMNS, Curves, Series
from experiments.exports import EXPORTS
from experiments.models import Project, Run
from experiments.parsers.log import ParsedLog, ParsedRun
from experiments.queries import curves_of, series_of
from experiments.services import runs, uploads
from experiments.services.remapping import remap
from experiments.views.run_downloads import safe_name
from tests.cast import client_of
from tests.exports.cases import assert_same_series
from tests.logs import keras_csv
from tests.views.run_cases import uploaded

WHOLE = ["csv", "json", "parquet", "tensorboard"]
PERCENT = b"epoch,train_loss,val_loss,top1,top5\n" + b"".join(
    b"%d,%.3f,%.3f,%.2f,%.2f\n" % (k, 1 / k, 1 / k + 0.1, 10.01 * k, 12.3 * k) for k in range(1, 7)
)
UNEVEN = (
    b"epoch,step,loss,val_loss,val_acc,lr\n"
    b"1,10,0.9,,,0.1\n1,20,nan,,,0.1\n1,20,0.7,0.8,0.5,\n2,30,inf,,,0.01\n2,40,0.5,0.6,0.7,\n"
)
LOGS = {"keras": keras_csv(8), "percent": PERCENT, "uneven": UNEVEN}


@pytest.fixture
def client(editor: User) -> Client:
    return client_of(editor)


@pytest.fixture
def dogs(editor: User) -> Project:
    project = Project.objects.create(slug="dogs", name="Dogs")
    project.memberships.create(user=editor, role="editor")
    return project


def download(client: Client, run: Run, form: str) -> bytes:
    answer = client.get(reverse("run_download", args=[run.uuid, form]))
    assert answer.status_code == 200
    return answer.getvalue()


def upload_again(client: Client, project: Project, name: str, data: bytes) -> Run:
    before = set(project.runs.values_list("pk", flat=True))
    said = {
        "batch": uuid.uuid4(),
        "project": project.slug,
        "files": [SimpleUploadedFile(name, data)],
    }
    assert client.post(reverse("upload"), said).status_code == 302
    [run] = project.runs.exclude(pk__in=before)
    return run


def there_and_back(client: Client, run: Run, project: Project, form: str) -> Run:
    suffix = next(export.suffix for export in EXPORTS if export.slug == form)
    return upload_again(client, project, run.name + suffix, download(client, run, form))


@pytest.mark.parametrize("log", LOGS)
@pytest.mark.parametrize("form", WHOLE)
def test_a_run_uploaded_again_has_the_same_numbers(
    client: Client, cats: Project, dogs: Project, editor: User, log: str, form: str
) -> None:
    run = uploaded(cats, editor, f"{log}.csv", LOGS[log])
    again = there_and_back(client, run, dogs, form)
    assert again.name == log
    assert_same_series(series_of(run), series_of(again))


@pytest.mark.parametrize("form", WHOLE)
def test_what_a_person_said_of_a_metric_goes_with_it(
    client: Client, cats: Project, dogs: Project, editor: User, form: str
) -> None:
    run = uploaded(cats, editor, "log.csv", PERCENT)
    remap(run, {"top1": ("own", "test"), "top5": ("accuracy", "val")})
    again = there_and_back(client, run, dogs, form)
    assert_same_series(series_of(run), series_of(again))
    assert [s.column for s in series_of(again)] == ["train_loss", "val_loss", "", "val_accuracy"]


@pytest.mark.parametrize("log", LOGS)
def test_keras_form_has_the_epochs_of_the_run(
    client: Client, cats: Project, dogs: Project, editor: User, log: str
) -> None:
    run = uploaded(cats, editor, f"{log}.csv", LOGS[log])
    was, is_now = curves_of(run), curves_of(there_and_back(client, run, dogs, "keras"))
    for column in EPOCH_COLUMNS:
        np.testing.assert_array_equal(was.epochs[column], is_now.epochs[column], column)
    assert was.non_finite == is_now.non_finite


@pytest.mark.parametrize("form", ["json", "parquet", "tensorboard"])
def test_parameters_notes_and_closing_values_go_with_it(
    client: Client, cats: Project, dogs: Project, editor: User, form: str
) -> None:
    losses = Series.of("loss", "loss", "train", [0.9, 0.5], epoch=[1, 2])
    parsed = ParsedRun((losses,), "", {"lr": "0.1"}, {"best": np.nan, "time": 9.5}, ("A note.",))
    log = ParsedLog("plain_table", "Table", (parsed,))
    [run] = runs.create_runs(cats, editor, log, options=uploads.UploadOptions(name="a"))
    again = there_and_back(client, run, dogs, form)
    for column in ("parameters", "summary", "reading_notes"):
        assert getattr(again, column) == getattr(run, column)


@pytest.mark.parametrize("form", [export.slug for export in EXPORTS])
def test_uploaded_into_its_own_project_it_is_a_run_of_its_own(
    client: Client, cats: Project, editor: User, form: str
) -> None:
    run = uploaded(cats, editor, "log.csv", keras_csv(8))
    again = there_and_back(client, run, cats, form)
    assert again.name != run.name
    assert again.epoch_count == run.epoch_count == 8


def test_the_page_offers_each_form_and_the_file_as_it_came(
    client: Client, cats: Project, editor: User
) -> None:
    run = uploaded(cats, editor, "log.csv", keras_csv(8))
    shown = client.get(reverse("run", args=[run.uuid])).content.decode()
    for export in EXPORTS:
        assert reverse("run_download", args=[run.uuid, export.slug]) in shown
    assert reverse("run_file", args=[run.uuid]) in shown


def test_the_file_is_called_as_the_run(client: Client, cats: Project, editor: User) -> None:
    run = uploaded(cats, editor, "log.csv", keras_csv(8))
    Run.objects.filter(pk=run.pk).update(name='a/b "c" ü')
    answer = client.get(reverse("run_download", args=[run.uuid, "json"]))
    assert answer["Content-Disposition"] == ("attachment; filename*=utf-8''a-b%20-c-%20%C3%BC.json")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_run_without_points_can_be_downloaded(client: Client, cats: Project) -> None:
    run = Run.objects.create(project=cats, name="empty")
    assert all(download(client, run, export.slug) for export in EXPORTS)


def test_there_is_no_other_form(client: Client, cats: Project) -> None:
    run = Run.objects.create(project=cats, name="empty")
    assert client.get(reverse("run_download", args=[run.uuid, "xlsx"])).status_code == 404


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "etc-passwd"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie- x"),
        ("\u202egpj.exe", "gpj.exe"),
        (" ... ", "run"),
        ("x" * 300, "x" * 100),
    ],
)
def test_names_of_files_are_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_the_epoch_table_of_a_download_is_that_of_the_run(
    client: Client, cats: Project, dogs: Project, editor: User
) -> None:
    run = uploaded(cats, editor, "log.csv", UNEVEN)
    again = there_and_back(client, run, dogs, "tensorboard")
    assert Curves.from_series(series_of(again)).epochs.equals(curves_of(run).epochs)
