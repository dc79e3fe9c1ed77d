"""Whether runs were measured on the same data is known, or the answer says that it is not."""

from dataclasses import replace

import pytest

from experiments.comparison.decide import decide
from experiments.comparison.entry import Entry
from experiments.comparison.preference import Preference
from experiments.comparison.same_data import data_caution, data_named
from tests.comparison.runs import predictions, run


def on(data: str, name: str, **facts: object) -> Entry:
    return replace(run(name, [0.5], [0.8], **facts), data=data)


def test_validation_splits_of_other_sizes_are_told():
    caution = data_caution([run("a", [0.5], n_val=500), run("b", [0.5], n_val=2000)])
    assert "they have 500 to 2,000 samples" in caution


def test_one_size_of_all_splits_is_enough():
    assert data_caution([run("a", [0.5], n_val=500), run("b", [0.5], n_val=500)]) == ""


def test_where_no_size_is_known_all_are_to_be_entered():
    caution = data_caution([run("a", [0.5]), run("b", [0.5])])
    assert caution.endswith("number of validation samples of each in its facts.")


def test_runs_whose_size_is_not_known_are_named():
    caution = data_caution([run("a", [0.5], n_val=500), run("b", [0.5])])
    assert caution.endswith("validation samples of b in the facts.")


def test_predictions_tell_the_size():
    measured = (predictions("p", 0.5, 0.9, n=500),)
    assert data_caution([run("a", [0.5], n_val=500), run("b", [0.5], None, measured)]) == ""


def test_one_data_set_that_all_name_is_enough():
    assert data_caution([on("coco128.yaml", "a"), on("coco128.yaml", "b")]) == ""


def test_other_data_sets_are_told_though_they_are_of_one_size():
    caution = data_caution([on("coco", "a", n_val=500), on("voc", "b", n_val=500)])
    assert caution.startswith("These runs name different data (coco and voc)")


def test_a_data_set_that_one_run_names_tells_nothing_of_the_other():
    assert "is not known" in data_caution([on("coco", "a"), on("", "b")])


@pytest.mark.parametrize("runs", [[], [run("a", [0.5])]])
def test_a_run_alone_needs_no_caution(runs: list[Entry]):
    assert data_caution(runs) == ""


def test_runs_that_are_not_ranked_need_no_caution():
    runs = [on("coco", "a"), replace(run("b", [0.5]), data="voc")]
    assert decide(runs, Preference("labels")).caution == ""
    assert "coco and voc" in decide(runs, Preference("probabilities")).caution


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({"dataset": "cifar10"}, "cifar10"),
        ({"config/Dataset-Name": "imdb"}, "imdb"),
        ({"trainer.data_path": "C:\\sets\\flowers\\"}, "flowers"),
        ({"data": {"path": "x"}, "lr": 0.1}, ""),
        ({"dataset": 3}, ""),
        ({}, ""),
    ],
)
def test_the_data_set_is_read_from_the_parameters(parameters: dict[str, object], name: str):
    assert data_named(parameters) == name
