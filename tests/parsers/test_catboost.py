"""CatBoost's folders."""

import pytest

from experiments.parsers import ParseError, read_folder
from experiments.parsers.catboost import find
from experiments.parsers.catboost_json import EVALUATION_NOTE

LEARN = b"iter\tLogloss\n0\t0.6\n1\t0.5\n"


def read(files: dict[str, bytes]):
    [run] = read_folder("catboost", files).runs
    return run


def test_all_files_of_the_folder_are_claimed():
    own = [
        "a/catboost_info/catboost_training.json",
        "a/catboost_info/learn/events.out.tfevents",
        "a/catboost_info/learn_error.tsv",
        "a/catboost_info/test_error.tsv",
        "a/catboost_info/time_left.tsv",
    ]
    [folder] = find([*own, "a/log.csv"])
    assert (folder.root, folder.paths) == ("a/catboost_info", tuple(own))


def test_each_folder_is_a_run_of_its_own():
    paths = ["a/learn_error.tsv", "a/test_error.tsv", "b/learn_error.tsv", "b/time_left.tsv"]
    assert [folder.root for folder in find(paths)] == ["a", "b"]


def test_a_test_table_alone_is_read_as_evaluation():
    assert [folder.paths for folder in find(["test_error.tsv"])] == [("test_error.tsv",)]
    run = read({"test_error.tsv": LEARN})
    assert run.curves.values("val_loss").tolist() == [0.6, 0.5]


def test_a_learning_table_alone_is_left_to_be_a_table():
    assert find(["learn_error.tsv"]) == []


def test_the_evaluation_set_is_read_as_validation_and_told():
    run = read({"learn_error.tsv": LEARN, "test_error.tsv": b"iter\tAUC\tLogloss\n0\t0.7\t0.8\n"})
    assert [(s.name, s.column, s.split) for s in run.series] == [
        ("learn:Logloss", "train_loss", "train"),
        ("test:AUC", "", "val"),
        ("test:Logloss", "val_loss", "val"),
    ]
    assert run.notes == (EVALUATION_NOTE,)


def test_without_an_evaluation_set_there_is_nothing_to_tell():
    assert read({"learn_error.tsv": LEARN}).notes == ()


@pytest.mark.parametrize(
    ("metric", "column"),
    [
        ("MultiClass", "train_loss"),
        ("CrossEntropy", "train_loss"),
        ("RMSE", "train_loss"),
        ("Accuracy", "train_accuracy"),
        ("Logloss:border=0.5", "train_loss"),
        ("TotalF1:average=Macro", ""),
    ],
)
def test_errors_are_known_by_their_names(metric, column):
    run = read({"learn_error.tsv": f"iter\t{metric}\n0\t0.6\n".encode()})
    assert run.series[0].column == column


def test_a_broken_table_is_named_with_its_line():
    with pytest.raises(ParseError, match=r"line 3, column 2: learn_error.tsv: “x”"):
        read({"learn_error.tsv": b"iter\tLogloss\n0\t0.6\n1\tx\n"})
