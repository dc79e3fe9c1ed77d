import numpy as np
import pytest

from experiments.charts.words import described, number_of, value_label
from experiments.curves import Curves


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.0, "0.0000"), (0.30298, "0.3030"), (1234.56, "1,234.6"), (2e-7, "2e-07"), (3e9, "3e+09")],
)
def test_losses_have_four_digits_unless_they_are_tiny_or_huge(value: float, written: str) -> None:
    assert value_label("loss", value) == written


def test_accuracies_are_percent_with_one_digit() -> None:
    assert value_label("accuracy", 92.68) == "92.7 %"


@pytest.mark.parametrize(("epoch", "written"), [(14.0, "14"), (0.5, "0.5"), (1e6, "1,000,000")])
def test_epochs_are_written_as_the_log_counts_them(epoch: float, written: str) -> None:
    assert number_of(epoch) == written


def test_a_chart_in_words_names_begin_end_and_best_of_each_line() -> None:
    curves = Curves.of(train_accuracy=[0.5, 0.9], val_accuracy=[0.6, 0.7])

    assert described("accuracy", curves, ("train", "val")) == (
        "Training accuracy from 50.0 % at 1 to 90.0 % at 2, highest 90.0 % at 2. "
        "Validation accuracy from 60.0 % at 1 to 70.0 % at 2, highest 70.0 % at 2."
    )


def test_a_line_that_is_not_shown_is_not_told() -> None:
    curves = Curves.of(train_loss=[0.5, 0.4], val_loss=[0.6, 0.7])

    assert "Training" not in described("loss", curves, ("val",))


def test_a_line_without_a_finite_value_is_passed_over() -> None:
    assert described("loss", Curves.of(val_loss=[np.nan, np.inf]), ("val",)) == ""
