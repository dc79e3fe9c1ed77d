import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.analysis import analyse
from experiments.analysis.pair_reading import PairReading, compare, read_pair, read_samples
from experiments.analysis.two_numbers import floor
from experiments.curves import Curves
from experiments.facts import Facts

TEN = Facts(classes=10)
FIRST, SECOND, THIRD = (0.1882, 0.981), (0.0997, 0.985), (0.2544, 0.991)


def test_three_models_lie_where_their_ceilings_say() -> None:
    first, second, third = (read_pair(*pair, TEN) for pair in (FIRST, SECOND, THIRD))

    assert [p.nats_per_error for p in (first, second, third)] == pytest.approx(
        [9.905, 6.647, 28.27], abs=0.005
    )
    assert [p.ceiling for p in (first, second, third)] == pytest.approx(
        [0.1359, 0.1108, 0.0711], abs=5e-5
    )
    assert [p.place for p in (first, second, third)] == [
        "above the ceiling",
        "between floor and ceiling",
        "above the ceiling",
    ]


def test_without_classes_it_says_for_which_it_lies_above() -> None:
    bounds = [read_pair(*pair).classes_below for pair in (FIRST, SECOND, THIRD)]

    assert math.floor(bounds[0]) == 142
    assert math.floor(bounds[1]) == 5
    assert 6e9 < bounds[2] < 7e9


def test_the_second_model_against_the_third_is_a_conflict() -> None:
    told = compare(read_pair(*SECOND, TEN), read_pair(*THIRD, TEN))

    assert "Take the second for labels, the first for probabilities." in told
    assert "the second accurate with high loss (few, huge errors)" in told


def test_a_model_that_is_better_in_both_is_better_for_both() -> None:
    told = compare(read_pair(0.3, 0.9), read_pair(0.5, 0.8))

    assert told == "The first is the better one for both purposes."


def test_two_equal_pairs_are_the_same() -> None:
    assert compare(read_pair(0.3, 0.9), read_pair(0.3, 0.9)) == "Both are the same."


def test_a_difference_within_chance_is_named_where_samples_are_known() -> None:
    close, far = read_pair(0.3, 0.9), read_pair(0.2, 0.91)

    assert "1 point of accuracy can be chance" in compare(close, far, 1_000)
    assert "chance" not in compare(close, far, 1_000_000)
    assert "chance" not in compare(close, far)


def test_952_of_1000_has_the_interval_of_wilson() -> None:
    low, high = read_pair(0.2, 0.952, Facts(n_val=1000)).interval or (0, 0)

    assert (round(100 * low, 1), round(100 * high, 1)) == (93.7, 96.4)


def test_an_accuracy_of_the_majority_share_is_no_better_than_it() -> None:
    told = " ".join(read_pair(0.3, 0.9, Facts(classes=2, majority=0.9)).sentences)

    assert "right in 90 %: this accuracy is no better." in told


def test_an_accuracy_little_above_the_majority_share_is_not_shown_to_be_better() -> None:
    few = read_pair(0.3, 0.91, Facts(classes=2, majority=0.9, n_val=100))
    many = read_pair(0.3, 0.91, Facts(classes=2, majority=0.9, n_val=100_000))

    assert "not shown to be better" in " ".join(few.sentences)
    assert "better" not in " ".join(many.sentences)


def test_a_pair_below_the_floor_is_no_mean_cross_entropy() -> None:
    pair = read_pair(0.10, 0.50)

    assert pair.place == "below the floor"
    assert "never below 0.3466" in pair.sentences[0]


def test_a_pair_that_rounding_puts_below_the_floor_is_no_fault() -> None:
    below = round(floor(0.9), 4) - 5e-5

    assert read_pair(below, 0.9, TEN).place == "below the floor, by no more than rounding"


def test_a_little_above_the_ceiling_can_be_chance() -> None:
    pair = read_pair(0.36, 0.9, Facts(classes=2, n_val=50))

    assert pair.limit is not None and pair.ceiling is not None
    assert pair.ceiling < 0.36 < pair.limit
    assert pair.place == "above the ceiling, by chance perhaps"


def test_it_says_what_the_rules_say_of_such_a_run() -> None:
    report = analyse(Curves.of(val_loss=[0.2544], val_accuracy=[0.991]), TEN)
    [finding] = (f for f in report.findings if f.rule == "miscalibrated")

    assert read_pair(*THIRD, TEN).sentences == (finding.sentence,)


@given(
    st.floats(0, 745),
    st.floats(0, 1),
    st.one_of(st.none(), st.integers(2, 10**9)),
    st.one_of(st.none(), st.integers(1, 10**9)),
    st.one_of(st.none(), st.floats(0.01, 1)),
)
def test_every_pair_has_a_place_and_a_sentence(
    loss: float, accuracy: float, classes: int | None, n: int | None, majority: float | None
) -> None:
    pair = read_pair(loss, accuracy, Facts(classes=classes, n_val=n, majority=majority))

    assert isinstance(pair, PairReading)
    assert pair.place
    assert all(sentence.endswith(".") for sentence in pair.sentences)
    assert "nan" not in " ".join(pair.sentences)


def test_one_sample_costs_minus_the_logarithm_of_what_its_class_was_given() -> None:
    read = read_samples([[0.50, 0.25, 0.25]], [0], [1])

    assert read.losses.round(4).tolist() == [0.6931]
    assert (read.pair.accuracy, read.n) == (1.0, 1)


def test_the_logistic_regression_with_one_right_of_three() -> None:
    p = np.array([0.549834, 0.710950, 0.562177])
    read = read_samples(np.column_stack([1 - p, p]).tolist(), [0, 0, 1], [1, 1, 1])

    assert read.losses.sum() == pytest.approx(2.6152, abs=5e-5)
    assert read.pair.loss == pytest.approx(0.8717, abs=5e-5)
    assert read.pair.accuracy == pytest.approx(1 / 3)
    assert read.right.tolist() == [False, False, True]


def test_cats_and_dogs_the_more_accurate_one_has_the_worse_loss() -> None:
    mild = read_samples([[0.99, 0.01], [0.49, 0.51]], [0, 0], [80, 20])
    sure = read_samples([[0.99, 0.01], [0.01, 0.99]], [0, 0], [95, 5])

    assert (round(mild.pair.loss, 4), round(sure.pair.loss, 4)) == (0.1507, 0.2398)
    assert sure.pair.accuracy > mild.pair.accuracy
    assert sure.loss_of_wrong == pytest.approx(0.96, abs=0.005)


def test_always_right_and_always_unsure_is_under_confident() -> None:
    unsure = read_samples([[0.51, 0.49]], [0], [100]).pair
    sure = read_samples([[0.99, 0.01]], [0], [100]).pair

    assert (round(unsure.loss, 4), round(sure.loss, 5)) == (0.6733, 0.01005)
    assert unsure.ceiling == sure.ceiling == 0
    assert unsure.place == "above the ceiling"
    assert "under-confident" in unsure.sentences[0]
    assert sure.place == "above the ceiling, by chance perhaps"


def test_the_majority_of_the_labels_is_counted_with_how_often_they_occur() -> None:
    read = read_samples([[0.9, 0.1], [0.8, 0.2]], [0, 1], [90, 10])

    assert read.majority == 0.9
    assert read.pair.accuracy == 0.9


def test_predictions_without_any_loss_have_no_share_of_it() -> None:
    assert read_samples([[1.0, 0.0]], [0], [3]).loss_of_wrong is None
