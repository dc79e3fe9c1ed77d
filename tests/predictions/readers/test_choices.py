"""What a person can choose in a file that does not tell by itself."""

from pathlib import Path

import numpy as np
import pytest

from experiments.predictions.readers import Arrays, Choices, read_choices, read_predictions
from experiments.predictions.readers.choices import MOST

Y = np.array([0, 1, 1])
P = np.array([[0.75, 0.25], [0.5, 0.5], [0.25, 0.75]])


def choices(folder: Path, data: bytes | str | None = None, **arrays: np.ndarray) -> Choices:
    path = folder / "file"
    if arrays:
        with path.open("wb") as file:
            np.savez(file, **arrays)
    else:
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    scratch = folder / "scratch"
    scratch.mkdir()
    return read_choices("file", path, scratch)


def test_arrays_are_offered_for_what_they_could_be(tmp_path: Path) -> None:
    found = choices(tmp_path, y=Y, last=P, best=P[::-1], images=np.zeros((3, 8, 8)))
    assert (found.labels, found.scores) == (("y",), ("last", "best"))


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("a_prob,b_prob", "a_prob,b_prob"),
        ("Prob_a,Prob_b", "Prob_*"),
        ("prob_1,prob_0", "prob_0,prob_1"),
    ],
)
def test_columns_that_belong_together_are_one_choice_that_can_be_read(
    tmp_path: Path, header: str, name: str
) -> None:
    text = f"first,second,{header}\n0,1,0.9,0.1\n1,0,0.4,0.6\n"
    found = choices(tmp_path, text)
    assert found.labels == ("first", "second")
    assert name in found.scores
    chosen = Arrays(labels="second", probabilities=name)
    (tmp_path / "other").mkdir()
    read = read_predictions("file", tmp_path / "file", tmp_path / "other", chosen)
    assert len(read.scores) == 2


def test_losses_and_weights_are_no_scores(tmp_path: Path) -> None:
    text = "a,b,prob_0,prob_1,loss,weight\n0,1,0.9,0.1,0.5,1.5\n1,0,0.4,0.6,0.5,1.5\n"
    assert choices(tmp_path, text).scores == ("prob_*", "prob_0", "prob_1")


def test_very_many_columns_are_no_list(tmp_path: Path) -> None:
    head = ",".join(f"c{i}" for i in range(MOST + 1))
    found = choices(tmp_path, f"{head}\n{','.join('0' * (MOST + 1))}\n")
    assert (found.count, found.labels) == (MOST + 1, ())


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"PK\3\4broken", "label\n1\n"])
def test_nothing_is_offered_where_nothing_can_be_read(tmp_path: Path, data: bytes | str) -> None:
    assert choices(tmp_path, data) == Choices()
