import pytest

from experiments.facts import Facts
from experiments.models import Project, Run
from experiments.queries import facts_of
from experiments.queries_predictions import (
    best_match,
    facts_from_predictions,
    measured_predictions,
    predictions_of,
)
from tests.cast import make_run
from tests.predictions.stored import make_predictions


@pytest.fixture
def run(cats: Project) -> Run:
    return make_run(cats)


def test_a_run_lists_its_validation_predictions_first_and_the_newest_of_these(run: Run) -> None:
    test = make_predictions(run, split="test")
    old, new = make_predictions(run), make_predictions(run, state="refused")
    train = make_predictions(run, split="train")
    assert predictions_of(run) == [new, old, test, train]


def test_the_newest_measured_ones_of_each_epoch_count(run: Run, cats: Project) -> None:
    other = make_run(cats, "other")
    make_predictions(run, epoch=3)
    newest = make_predictions(run, epoch=3)
    make_predictions(run, epoch=3, state="running")
    first, whole = make_predictions(run, epoch=1), make_predictions(run)
    make_predictions(run, split="test")
    of_other = make_predictions(other)
    assert measured_predictions([run, other], "val") == {
        run.pk: [first, newest, whole],
        other.pk: [of_other],
    }


def test_many_runs_take_one_query(run: Run, cats: Project, django_assert_num_queries) -> None:
    runs = [run, make_run(cats, "other")]
    for one in runs:
        make_predictions(one, epoch=1)
    with django_assert_num_queries(1):
        measured_predictions(runs, "val")


def test_the_very_epoch_matches_best_then_the_run_as_a_whole(run: Run) -> None:
    first, whole = make_predictions(run, epoch=0), make_predictions(run)
    assert best_match([first, whole], 0.0) == first
    assert best_match([first, whole], 5.0) == whole
    assert best_match([first, whole], None) == whole
    assert best_match([first], 5.0) is None


def test_facts_come_from_the_newest_measured_validation_predictions(run: Run) -> None:
    assert facts_from_predictions(run) == Facts()
    make_predictions(run, n=10, classes=3, majority=0.5)
    make_predictions(run, n=20, classes=4, majority=0.4)
    make_predictions(run, n=30, split="test")
    make_predictions(run, n=40, state="running")
    assert facts_from_predictions(run) == Facts(n_val=20, classes=4, majority=0.4)


def test_what_was_entered_and_the_parameters_go_before_the_predictions(cats: Project) -> None:
    run = make_run(cats, n_val=500, parameters={"num_classes": "7"})
    make_predictions(run, n=10, classes=3, majority=0.5)
    assert facts_of(run) == Facts(n_val=500, classes=7, majority=0.5)
