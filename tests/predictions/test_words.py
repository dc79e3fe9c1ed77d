"""The sentence, on predictions of which one knows what it must say."""

import math

import numpy as np
import pytest
from hypothesis import given, settings

from experiments.predictions.measure import measure
from experiments.predictions.report import Report, Words
from experiments.predictions.scores import Scores
from experiments.predictions.words import errors_too_sure, judged
from tests.predictions.made import any_probabilities, binary, drawn, logits, probabilities


def words(scores: Scores) -> Words:
    return measure(scores).words


def test_the_headline_says_how_few_errors_carry_the_loss():
    report = measure(binary((95, True, 0.99), (5, False, 0.01)))
    assert report.log_loss == pytest.approx(0.2398, abs=5e-5)
    assert report.words.headline == "5 errors in 100 carry 96 % of the loss."
    assert report.words.why == (
        "The model is right 95 % of the time and 99 % sure. Cannot tell whether it is over- or "
        "under-confident with 100 samples (the gap lies between -0.3 and +8.3 points; "
        "over-confident is likelier), and its few errors are huge and over-confident: 4.61 nats "
        "each on average, as if each had left 1 % to the truth."
    )


def test_twenty_small_errors_are_many_and_small():
    report = measure(binary((80, True, 0.99), (20, False, 0.49)))
    assert report.log_loss == pytest.approx(0.1507, abs=5e-5)
    assert report.words.headline == "20 errors in 100 carry 94.7 % of the loss."
    assert "its many errors are small: 0.713 nats each" in report.words.why


def test_the_same_shares_of_more_samples_show_over_confidence():
    said = words(binary((950, True, 0.99), (50, False, 0.01)))
    assert "It is over-confident, and its few errors are huge" in said.why


def test_over_confident_logits_are_divided():
    report = measure(drawn(5_000, 4, temperature=2.5))
    t = f"{report.temperature.advised:.3g}"
    before, after = report.before.log_loss, report.after.log_loss
    assert report.words.advice == (
        f"Divide the logits by T = {t}. That lowers the loss from {before:.4f} to {after:.4f} and "
        "changes no label."
    )
    assert 2.3 < float(t) < 2.7
    assert "It is over-confident" in report.words.why


def test_over_confident_probabilities_are_raised_to_a_power():
    report = measure(binary((950, True, 0.999), (50, False, 0.001)))
    t = f"{report.temperature.advised:.3g}"
    start = f"Raise each probability to the power 1/T, T = {t}, and rescale them to sum to 1."
    assert report.words.advice.startswith(start)


def test_under_confidence_is_named():
    report = measure(drawn(5_000, 4, temperature=0.4))
    assert "It is under-confident" in report.words.why
    assert report.words.advice.startswith("Divide the logits by T = 0.")


def test_a_calibrated_model_is_left_alone():
    said = words(drawn(20_000, 4))
    assert "Its confidence fits its accuracy to within" in said.why
    assert said.advice.startswith("A temperature ")
    assert "does not pay" in said.advice or "gains little" in said.advice


def test_few_samples_tell_no_direction():
    said = words(binary((25, True, 0.9), (3, False, 0.2)))
    assert "Cannot tell whether it is over- or under-confident with 28 samples" in said.why


def test_a_small_gap_in_doubt_fits_and_its_likelier_side_is_told():
    report = measure(binary((955, True, 0.98), (45, False, 0.45)))
    assert (report.confidence, report.confidence_shown) == ("over", False)
    assert judged(report) == "calibrated"
    assert "fits its accuracy to within 1.6 points (over-confident is likelier)" in report.words.why


def test_errors_that_are_too_sure_are_called_so_though_the_mean_confidence_fits():
    report = measure(binary((1000, True, 0.999), (3, False, 1e-30)))
    assert (report.confidence, errors_too_sure(report)) == ("calibrated", True)
    assert "and its few errors are huge and over-confident: 36 nats" in report.words.why


def test_a_guess_against_the_samples_tells_its_reason():
    report = measure(probabilities([[0.5, 0.5], [0.2, 0.8]], [0, 1]))
    assert (report.confidence, report.confidence_gap < 0) == ("over", True)
    assert "over-confident is likelier, as such models usually are)" in report.words.why


@settings(max_examples=60)
@given(any_probabilities())
def test_the_words_name_the_side_that_the_report_names(scores: Scores):
    report = measure(scores)
    said, other = report.words.why, {"over": "under", "under": "over"}.get(report.confidence)
    assert f"It is {other}-confident" not in said
    assert f"{other}-confident is likelier" not in said
    if judged(report) == "unsure":
        assert "Cannot tell whether" in said
        assert f"{report.confidence}-confident is likelier" in said


@pytest.mark.parametrize(
    ("p", "headline"),
    [
        (0.51, "All 100 samples are right, and yet the loss is 0.6733."),
        (0.99, "All 100 samples are right, with a loss of 0.0101."),
    ],
)
def test_no_errors_at_all(p, headline):
    said = words(binary((100, True, p)))
    assert said.headline == headline
    assert "over-confident." not in said.why
    assert "error" not in said.why


def test_a_perfect_model_has_nothing_to_lower():
    said = words(probabilities([[1, 0], [0, 1]], [0, 1]))
    assert said.headline == "All 2 samples are right, with a loss of 0."
    assert said.advice == "There is no loss for a temperature to lower."


def test_no_better_than_the_largest_class_comes_first():
    said = words(probabilities([[0.8, 0.2]] * 100, [0] * 90 + [1] * 10))
    assert said.headline == (
        "It is right 90 % of the time, no more often than always answering “class 0”."
    )
    assert said.why.startswith("On average it is 80 % sure.")


def test_worse_than_the_largest_class_comes_first():
    labels = [0] * 90 + [1] * 10
    values = [[0.8, 0.2]] * 85 + [[0.2, 0.8]] * 5 + [[0.8, 0.2]] * 10
    assert words(probabilities(values, labels)).headline == (
        "It is right 85 % of the time, less often than always answering “class 0” (90 %)."
    )


def test_one_class_alone_shows_nothing():
    said = words(probabilities([[0.8, 0.2]] * 30, [0] * 30))
    assert said.headline == (
        "All 30 samples are of class “class 0”, so nothing shows whether the model tells classes "
        "apart. All 30 samples are right, and yet the loss is 0.2231."
    )


def test_one_sample():
    assert words(probabilities([[0.8, 0.2]], [0])).headline == (
        "The only sample is of class “class 0”, so nothing shows whether the model tells classes "
        "apart. It is right, and yet the loss is 0.2231."
    )
    assert words(probabilities([[0.8, 0.2]], [1])).headline.endswith("It is wrong.")


def test_one_error_is_told_in_the_singular():
    said = words(binary((99, True, 0.99), (1, False, 0.01)))
    assert said.headline == "1 error in 100 carries 82.2 % of the loss."
    assert "its only error is huge: 4.61 nats" in said.why


def test_right_answers_can_carry_the_loss():
    said = words(binary((95, True, 0.6), (5, False, 0.4)))
    assert said.headline == "95 right answers carry 91.4 % of the loss, 5 errors the rest."


def test_all_wrong():
    said = words(binary((60, False, 0.1)))
    assert "less often than always answering" in said.headline
    assert said.advice.startswith("It is right less often than chance: check that the columns")


def test_exact_zeros_are_told():
    p = [[1.0, 0.0]] * 50 + [[0.0, 1.0]] * 50
    one = words(probabilities(p, [0] * 49 + [1] * 51))
    assert one.why.endswith(
        "1 sample gave its true class exactly 0, counted as 2.2e-16: 36.04 nats, 100 % of the loss."
    )
    two = words(probabilities(p, [0] * 48 + [1] * 52))
    assert "2 samples gave their true class exactly 0, counted as 2.2e-16: 36.04 nats each" in (
        two.why
    )


def test_what_only_a_bias_for_each_class_could_take_is_told():
    scores = drawn(4_000, 3)
    shifted = logits(scores.values + np.array([2.5, 0.0, 0.0]), scores.labels)
    assert "the rest takes a bias for each class." in words(shifted).advice


def test_952_of_1000():
    report = measure(binary((952, True, 0.97), (48, False, 0.1)))
    assert [round(100 * end, 1) for end in report.accuracy_interval] == [93.7, 96.4]
    assert "The model is right 95.2 % of the time" in report.words.why


@settings(max_examples=60)
@given(any_probabilities())
def test_every_claim_has_its_number(scores: Scores):
    report = measure(scores)
    for part in (report.words.headline, report.words.why, report.words.advice):
        assert part.endswith(".")
        assert "  " not in part
        assert "nan" not in part
        assert "inf" not in part
    assert f"{report.wrong:,} error" in report.words.headline or told_otherwise(report)


def told_otherwise(report: Report) -> bool:
    plain = report.wrong in (0, report.n)
    return plain or report.accuracy <= report.majority_baseline


def test_a_share_is_whole_only_where_it_is():
    report = measure(binary((99_999, True, 0.9999), (1, False, 0.4)))
    assert math.isclose(report.accuracy, 0.99999)
    assert "The model is right over 99.99 % of the time" in report.words.why
