"""Which class is taken for which, worked by hand."""

import numpy as np
import pytest

from experiments.predictions.confusion import (
    balanced_accuracy,
    class_reports,
    confusions,
    macro_f1,
    matrix,
)
from experiments.predictions.outcomes import Outcomes
from experiments.predictions.report import Confusion
from tests.predictions.made import names


def answers(labels: list[int], predicted: list[int], loss: float = 1.0) -> Outcomes:
    p = np.full(len(labels), 0.5)
    columns = np.array(labels, dtype=np.int32), np.array(predicted, dtype=np.int32)
    return Outcomes(*columns, p, p, np.full(len(labels), loss), 0.5)


def test_the_most_frequent_mistakes_come_first():
    seen = answers([0, 0, 1, 1, 1, 2], [1, 1, 0, 1, 2, 2])
    assert confusions(seen, 3) == (Confusion(0, 1, 2), Confusion(1, 0, 1), Confusion(1, 2, 1))
    assert matrix(seen, 3) == ((0, 2, 0), (1, 1, 1), (0, 0, 1))


def test_without_mistakes_there_are_none():
    assert confusions(answers([0, 1], [0, 1]), 2) == ()


@pytest.mark.parametrize(("classes", "kept"), [(200, True), (201, False)])
def test_the_whole_matrix_is_kept_up_to_two_hundred_classes(classes, kept):
    assert (matrix(answers([0], [1]), classes) is not None) == kept


def test_a_hundred_thousand_classes_take_no_square_of_them():
    assert confusions(answers([99_999], [5]), 100_000) == (Confusion(99_999, 5, 1),)


def test_a_class_without_samples_has_no_mean_loss_and_counts_in_no_recall():
    classes = class_reports(answers([0, 0, 0, 1], [0, 0, 2, 2]), names(4))
    assert [c.mean_loss for c in classes] == [1.0, 1.0, None, None]
    assert [c.loss_share for c in classes] == [0.75, 0.25, 0.0, 0.0]
    assert balanced_accuracy(classes) == pytest.approx((2 / 3 + 0) / 2)


def test_macro_f1_counts_classes_that_were_only_predicted():
    classes = class_reports(answers([0, 0, 0, 1], [0, 0, 2, 2]), names(4))
    assert macro_f1(classes) == pytest.approx((0.8 + 0 + 0) / 3)


def test_without_any_loss_its_shares_are_those_of_the_samples():
    classes = class_reports(answers([0, 0, 0, 1], [0, 0, 0, 1], loss=0.0), names(2))
    assert [c.loss_share for c in classes] == [0.75, 0.25]
