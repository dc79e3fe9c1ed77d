"""All points of the runs of a comparison, as one table."""

import io

import pandas as pd
import pyarrow.parquet as pq
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from experiments import queries
from experiments.curves import NO_TIME
from experiments.models import Project, Run
from tests.cast import client_of
from tests.views.run_cases import stored


@pytest.fixture
def pair(cats: Project, editor: User) -> list[Run]:
    first = stored(cats, editor, val_loss=[0.9, 0.5, 0.6], loss=[0.8, 0.4, 0.2])
    return [first, stored(cats, editor, val_loss=[0.8, float("nan"), 0.7])]


def table(client: Client, runs: list[Run]) -> pd.DataFrame:
    answer = client.get(reverse("compare_points"), {"run": [run.uuid for run in runs]})
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="{len(runs)}-runs.parquet"'
    return pq.read_table(io.BytesIO(b"".join(answer))).to_pandas()


def test_every_point_of_every_metric_is_there_as_it_was_logged(viewer: User, pair: list[Run]):
    found = table(client_of(viewer), pair)

    assert len(found) == 9
    for run in pair:
        own = found[found["run"] == str(run.uuid)]
        assert set(own["name"]) == {run.name}
        for series in queries.series_of(run):
            rows = own[own["metric"] == series.name]
            pd.testing.assert_series_equal(
                rows["value"].reset_index(drop=True), pd.Series(series.value, name="value")
            )
            assert rows["step"].tolist() == series.step.tolist()
            assert rows["time"].isna().all() == bool((series.time == NO_TIME).all())


def test_the_number_of_queries_does_not_grow_with_the_runs(
    viewer: User,
    pair: list[Run],
    cats: Project,
    editor: User,
    django_assert_num_queries: DjangoAssertNumQueries,
):
    client, many = client_of(viewer), pair + [stored(cats, editor) for _ in range(4)]
    for runs in (pair, many):
        with django_assert_num_queries(5):
            table(client, runs)


def test_strangers_and_addresses_that_name_no_run_are_refused(
    stranger: User, viewer: User, pair: list[Run]
):
    address = reverse("compare_points")
    assert client_of(stranger).get(address, {"run": pair[0].uuid}).status_code == 404
    refused = client_of(viewer).get(address, {"run": "<b>"})
    assert refused.status_code == 400
    assert "names no run" in refused.json()["error"]


def test_the_page_leads_there(viewer: User, pair: list[Run]):
    page = client_of(viewer).get(reverse("compare"), {"run": [run.uuid for run in pair]})
    runs = "&amp;".join(f"run={run.uuid}" for run in pair)
    assert f'href="{reverse("compare_points")}?{runs}"' in page.content.decode()
