import pytest
from django.test import Client
from django.urls import reverse

from experiments.models import EpochMetrics, Run

pytestmark = pytest.mark.django_db

EPOCHS = reverse("admin:experiments_epochmetrics_changelist")
SERIES = reverse("admin:experiments_series_changelist")
RUNS = reverse("admin:experiments_run_changelist")


@pytest.fixture
def client(admin_client: Client, steady: Run, turning: Run, foreign: Run) -> Client:
    return admin_client


def found(client: Client, url: str, query: str) -> list:
    response = client.get(url, {"q": query})
    assert response.status_code == 200
    assert not [str(m) for m in response.context["messages"]]
    return list(response.context["cl"].result_list)


def warning(client: Client, url: str, query: str) -> str:
    response = client.get(url, {"q": query})
    assert response.status_code == 200
    assert not response.context["cl"].result_list
    (message,) = response.context["messages"]
    return str(message)


def names(runs: list[Run]) -> list[str]:
    return sorted(run.name for run in runs)


def epochs(rows: list[EpochMetrics]) -> list[tuple[str, float]]:
    return sorted((row.run.name, row.epoch) for row in rows)


def test_epochs_are_found_by_value_and_epoch(client: Client) -> None:
    rows = found(client, EPOCHS, "val_loss > 0.5 and epoch > 2")

    assert epochs(rows) == [("foreign", 3), ("turning", 3)]


def test_epochs_are_found_by_what_their_run_is(client: Client) -> None:
    rows = found(client, EPOCHS, 'run.project.slug = "cats" and overfits = True')

    assert epochs(rows) == [("turning", 1), ("turning", 2), ("turning", 3)]


def test_a_verdict_is_asked_for_like_a_column_of_the_epoch(client: Client) -> None:
    assert epochs(found(client, EPOCHS, 'verdict = "overfits" and epoch = 1')) == [("turning", 1)]
    assert epochs(found(client, EPOCHS, "overfits != True and epoch = 1")) == [("steady", 1)]
    assert len(found(client, EPOCHS, "disagrees = None")) == 9


def test_series_are_found_by_their_summary(client: Client) -> None:
    rows = found(client, SERIES, 'name = "val_loss" and min < 0.5 and max >= 0.7')

    assert [(row.run.name, row.min) for row in rows] == [("turning", 0.4)]


def test_runs_are_found_by_best_value(client: Client) -> None:
    assert names(found(client, RUNS, "best_val_loss <= 0.4")) == ["steady", "turning"]


def test_words_without_an_operator_are_looked_up_in_names_and_notes(client: Client) -> None:
    assert names(found(client, RUNS, "stead")) == ["steady"]


def test_a_run_with_two_matching_tags_is_listed_once(client: Client) -> None:
    assert names(found(client, RUNS, 'tags.name in ("first", "second") and name = "steady"')) == [
        "steady"
    ]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("params.lr <= 0.001", ["turning"]),
        ("params.lr > 0.001", ["steady"]),
        ("params.lr in (0.1, 0.001)", ["steady", "turning"]),
        ("params.lr != 0.1", ["foreign", "turning"]),
        ('params.lr = "auto"', ["foreign"]),
        ('params.lr ~ "aut"', ["foreign"]),
        ('params.optimizer = "adam"', ["turning"]),
        ("params.nesterov = True", ["turning"]),
        ("params.optimizer = None", ["foreign", "steady"]),
        ("params.optimizer != None", ["turning"]),
        ("params.momentum > 0", []),
    ],
)
def test_parameters_are_compared_as_what_they_are(
    client: Client, query: str, expected: list[str]
) -> None:
    assert names(found(client, RUNS, query)) == expected


def test_parameters_of_a_run_are_asked_for_on_its_epochs(client: Client) -> None:
    rows = found(client, EPOCHS, "run.params.lr <= 0.001 and epoch = 1")

    assert epochs(rows) == [("turning", 1)]


def test_an_unknown_name_is_located_and_a_near_one_suggested(client: Client) -> None:
    message = warning(client, EPOCHS, "epoch > 10 and val_los > 0.5")

    assert "Line 1, col 16" in message
    assert "Did you mean val_loss?" in message


@pytest.mark.parametrize(
    "query",
    [
        "val_loss >",
        "val_loss > 0.5 and",
        'val_loss > "high"',
        "val_loss",
        "(val_loss > 1",
        "run = 5",
        "epoch.value = 3",
        "overfits > True",
        "overfits = maybe",
        'run.created_at > "yesterday"',
        'run.uuid = "no uuid"',
        "run.created_by.password = None",
        "run.params.lr.eta = 1",
        "val_loss > 0.5 ; drop",
        "run.classes > " + "9" * 40,
        " or ".join(["epoch = 1"] * 3000),
    ],
)
def test_a_query_that_makes_no_sense_is_explained(client: Client, query: str) -> None:
    response = client.get(EPOCHS, {"q": query})

    assert response.status_code == 200
    assert not response.context["cl"].result_list


@pytest.mark.parametrize("url", [EPOCHS, SERIES, RUNS])
def test_completion_knows_no_secrets(client: Client, url: str) -> None:
    known = client.get(f"{url}introspect/").json()["models"]

    assert list(known["auth.user"]) == ["username"]
    assert {"experiments.run", "experiments.project"} <= set(known)
