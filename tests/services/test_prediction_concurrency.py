"""Predictions wanted by many at once, each with a connection of its own."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile

from experiments.models import Analysis, Predictions, Run
from experiments.services.measurement import perform
from experiments.services.prediction_lease import claim
from experiments.services.predictions import add_predictions, delete
from experiments.services.projects import create_project
from experiments.services.runs import create_runs
from tests.logs import parsed_log, parsed_run
from tests.predictions.files import csv_file
from tests.services.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)
State = Predictions.State


@pytest.fixture
def run(transactional_db: None) -> Run:
    project = create_project(User.objects.create_user("owner"), "Cats")
    (made,) = create_runs(project, None, parsed_log(parsed_run(val_loss=[1.0, 0.5])))
    return made


def test_a_file_sent_twice_at_once_is_one_row_and_one_file(run: Run, data_dir: Path) -> None:
    stored = at_once(6, lambda _: add_predictions(run, None, csv_file()).pk)
    assert len(set(stored)) == Predictions.objects.count() == 1
    kept = Predictions.objects.get()
    files = [file for file in (data_dir / "uploads").rglob("*") if file.is_file()]
    assert [file.name for file in files] == [kept.file.name.rsplit("/", 1)[1]]
    with kept.file.open() as file:
        assert file.read() == csv_file().read()


def test_many_workers_make_one_claim(run: Run) -> None:
    pk = add_predictions(run, None, csv_file()).pk
    claims = at_once(6, lambda _: claim(pk))
    assert len([held for held in claims if held is not None]) == 1
    assert Predictions.objects.get().attempts == 1


def test_many_workers_measure_it_once(run: Run) -> None:
    pk = add_predictions(run, None, csv_file()).pk
    assert sorted(at_once(4, lambda _: perform(pk))) == [False, False, False, True]
    assert Predictions.objects.get().state == State.DONE


def test_measured_and_deleted_at_once_leaves_no_half(run: Run, data_dir: Path) -> None:
    rows = [add_predictions(run, None, csv_file(seed=seed)) for seed in range(3)]

    def act(number: int) -> None:
        row = rows[number // 2]
        delete(row) if number % 2 else perform(row.pk)

    at_once(6, act)
    assert not Predictions.objects.exists()
    assert [f for f in (data_dir / "uploads").rglob("*") if f.is_file()] == []
    assert list((data_dir / "tmp").iterdir()) == []
    assert Analysis.objects.filter(finished_at__isnull=True).count() == 1


def test_refused_files_at_once_are_each_told(run: Run) -> None:
    pks = [
        add_predictions(run, None, ContentFile(bytes([n]), name=f"{n}.npz")).pk for n in range(4)
    ]
    assert at_once(4, lambda number: perform(pks[number])) == [True] * 4
    assert set(Predictions.objects.values_list("state", flat=True)) == {State.REFUSED}
