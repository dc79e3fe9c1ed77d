"""Labels in a file of their own, beside scores of every format."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from experiments.predictions.readers import Arrays, ParseError, ReadPredictions, read_arrays

P = np.array([[0.75, 0.25], [0.5, 0.5], [0.25, 0.75]])
TABLE = "prob_cat,prob_dog\n0.75,0.25\n0.5,0.5\n0.25,0.75\n"
Reading = Callable[..., ReadPredictions]


@pytest.fixture
def read(tmp_path: Path) -> Reading:
    """Reads labels as text or array, and scores as text or array."""

    def reading(labels: object, scores: object = P, choice: Arrays | None = None):
        for name, content in (("y", labels), ("p", scores)):
            if isinstance(content, np.ndarray):
                with (tmp_path / name).open("wb") as file:
                    np.save(file, content)
            else:
                (tmp_path / name).write_bytes(
                    content.encode() if isinstance(content, str) else content
                )
        scratch = tmp_path / "scratch"
        scratch.mkdir()
        return read_arrays(("y.csv", tmp_path / "y"), ("p.npy", tmp_path / "p"), scratch, choice)

    return reading


@pytest.fixture
def refused(read: Reading) -> Callable[..., ParseError]:
    def refusing(*args: object) -> ParseError:
        with pytest.raises(ParseError) as caught:
            read(*args)
        return caught.value

    return refusing


@pytest.mark.parametrize(
    "text",
    [
        "0\n1\n1\n",
        "0\r\n1\r\n1",
        "label\n0\n1\n1\n\n\n",
        "what\n0\n1\n1\n",
        "0.0\n1.00e+00\n1.0",
        '"0"\n"1"\n"1"',
    ],
)
def test_one_label_a_line_is_read_with_or_without_a_header(read: Reading, text: str) -> None:
    found = read(text)
    assert found.scores.labels.tolist() == [0, 1, 1]
    assert found.scores.values.tolist() == P.tolist()
    assert found.format == "npy"


def test_utf_16_as_a_spreadsheet_writes_it_is_read(read: Reading) -> None:
    assert read("label\ncat\ndog\ndog\n".encode("utf-16"), TABLE).scores.labels.tolist() == [
        0,
        1,
        1,
    ]


def test_text_labels_stand_beside_the_columns_of_a_table(read: Reading) -> None:
    found = read("y_true\ndog\ncat\ndog\n", TABLE)
    assert found.scores.classes == ("cat", "dog")
    assert found.scores.labels.tolist() == [1, 0, 1]
    assert found.format == "delimited"


def test_an_array_of_labels_stands_beside_a_table(read: Reading) -> None:
    assert read(np.array([1, 0, 1]), TABLE).scores.labels.tolist() == [1, 0, 1]


def test_the_kind_of_the_scores_is_chosen_as_ever(read: Reading) -> None:
    assert read("0\n1\n1\n", P * 3, Arrays(logits="p.npy")).scores.kind == "logits"


def test_the_label_column_of_the_table_gives_way(read: Reading) -> None:
    table = "label," + TABLE.replace("\n", "\ncat,", 3)
    assert read("dog\ncat\ndog\n", table).scores.labels.tolist() == [1, 0, 1]


@pytest.mark.parametrize("labels", ["0\n1\n", "0\n1\n1\n0\n"])
def test_other_numbers_of_labels_and_scores_are_refused(refused, labels: str) -> None:
    error = refused(labels)
    assert error.reason == (
        f"There are {labels.count(chr(10))} labels in y.csv and 3 rows of scores."
    )
    assert "in the same order" in error.advice


def test_two_columns_are_refused_with_their_line(refused) -> None:
    error = refused("id,label\n7,0\n8,1\n9,1\n")
    assert error.reason == "y.csv has 2 columns in line 1; one label a line is read."
    assert (error.line, error.column) == (1, 2)


def test_a_missing_label_is_named_by_its_row(refused) -> None:
    assert "row 2" in str(refused("0\n\n1\n"))


@pytest.mark.parametrize(
    ("labels", "told"),
    [("", "empty"), ("label\n", "holds no labels"), (b"PK\x03\x04", "is an archive")],
)
def test_files_without_labels_are_refused(refused, labels: object, told: str) -> None:
    assert told in str(refused(labels))
