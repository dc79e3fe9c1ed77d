import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from experiments.models import Run
from tests.predictions.stored import make_predictions

pytestmark = pytest.mark.django_db
LIST = reverse("admin:experiments_predictions_changelist")


@pytest.fixture
def client(admin_client: Client, turning: Run, steady: Run) -> Client:
    make_predictions(turning, epoch=1, temperature=2.3, confidence="over", headline="9 errors.")
    make_predictions(turning, epoch=3, temperature=1.1, state="failed")
    make_predictions(steady, split="test", temperature=0.9)
    return admin_client


def found(client: Client, **query: str) -> set[tuple[str, float | None]]:
    answer = client.get(LIST, query)
    assert answer.status_code == 200
    assert not [str(m) for m in answer.context["messages"]]
    return {(row.run.name, row.epoch) for row in answer.context["cl"].result_list}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("temperature > 2", {("turning", 1)}),
        ('state = "done" and n >= 60', {("turning", 1), ("steady", None)}),
        ('split = "test" and run.project.slug = "cats"', {("steady", None)}),
        ("overfits = True", {("turning", 1), ("turning", 3)}),
        ('run.params.optimizer = "adam" and epoch = 3', {("turning", 3)}),
        ('headline ~ "errors" and run.name = "turning" and epoch = 1', {("turning", 1)}),
        ("steady", {("steady", None)}),
    ],
)
def test_they_are_found_by_what_was_measured_and_by_their_run(
    client: Client, query: str, expected: set
) -> None:
    assert found(client, q=query) == expected


def test_filters_narrow_the_list(client: Client) -> None:
    assert found(client, confidence="over") >= {("turning", 1)}
    assert found(client, state__exact="failed") == {("turning", 3)}
    assert found(client, verdict="overfits") == {("turning", 1), ("turning", 3)}


def test_a_row_shows_what_was_measured_and_changes_nothing(client: Client, turning: Run) -> None:
    row = turning.predictions.get(epoch=1)
    url = reverse("admin:experiments_predictions_change", args=[row.pk])
    assert reverse("predictions", args=[row.uuid]) in client.get(url).content.decode()
    assert client.post(url, {"temperature": 1}).status_code == 403


def test_reports_are_not_read_for_the_list(client: Client) -> None:
    with CaptureQueriesContext(connection) as captured:
        client.get(LIST)
    assert not [q["sql"] for q in captured if '"report"' in q["sql"]]
