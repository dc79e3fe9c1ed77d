"""What is advised, for every way in which a temperature can turn out."""

from dataclasses import replace

import pytest

from experiments.predictions.advice import advice
from experiments.predictions.measure import measure
from experiments.predictions.report import Decomposition, Report, Temperature
from tests.predictions.made import drawn

MEASURED = measure(drawn(400, 3, temperature=2.0))


def report(
    before: float, after: float, t: Temperature, kind: str = "logits", **changes: object
) -> Report:
    """Losses before and after; all miscalibration is of the kind that a temperature takes."""
    parts = Decomposition(max(before - after, 0.0), 0.1, 1.0)
    return replace(
        MEASURED,
        kind=kind,
        log_loss=before,
        before=replace(MEASURED.before, log_loss=before),
        after=replace(MEASURED.after, log_loss=after),
        temperature=t,
        **{"decomposition": parts, **changes},
    )


SURE = Temperature(2.3, 2.35, (1.9, 2.8))
UNSURE = Temperature(1.6, 2.0, (0.7, 3.1))


def test_logits_are_divided():
    assert advice(report(0.2450, 0.1620, SURE)) == (
        "Divide the logits by T = 2.3. That lowers the loss from 0.2450 to 0.1620 and changes no "
        "label."
    )


def test_probabilities_are_raised_and_rescaled():
    assert advice(report(0.2450, 0.1620, SURE, "probabilities")) == (
        "Raise each probability to the power 1/T, T = 2.3, and rescale them to sum to 1. That "
        "lowers the loss from 0.2450 to 0.1620 and changes no label."
    )


def test_a_temperature_that_raises_the_loss_does_not_pay():
    assert advice(report(0.2450, 0.2460, SURE)) == (
        "A temperature does not pay: T = 2.3, cross-fitted, takes the loss from 0.2450 to 0.2460."
    )


@pytest.mark.parametrize("after", [0.2450, 0.24499, 0.24501])
def test_a_temperature_that_leaves_the_loss_where_it_is_does_not_pay(after):
    assert advice(report(0.2450, after, SURE)) == (
        "A temperature does not pay: T = 2.3, cross-fitted, leaves the loss at 0.2450."
    )


def test_less_than_a_percent_is_little():
    assert advice(report(0.2450, 0.2440, SURE)) == (
        "A temperature gains little: T = 2.3 lowers the loss from 0.2450 to 0.2440."
    )


def test_an_interval_that_holds_one_cannot_tell():
    assert advice(report(0.2450, 0.2000, UNSURE)) == (
        "Cannot tell whether a temperature pays with 400 samples: T = 1.6 lowers the loss from "
        "0.2450 to 0.2000, but T lies between 0.7 and 3.1."
    )


def test_without_a_loss_there_is_nothing_to_lower():
    assert advice(report(0.0, 0.0, SURE)) == "There is no loss for a temperature to lower."


def test_what_a_temperature_leaves_is_told():
    said = advice(report(0.5, 0.4, SURE, decomposition=Decomposition(0.3, 0.8, 1.0)))
    assert said.endswith(
        "Of its miscalibration of 0.3000 nats a temperature takes 0.1000; the rest takes a bias "
        "for each class."
    )


def test_fewer_right_than_by_chance_asks_for_the_order_of_columns():
    said = advice(report(2.0, 1.1, SURE, accuracy_interval=(0.1, 0.2)))
    assert said.startswith("It is right less often than chance: check that the columns stand in")
