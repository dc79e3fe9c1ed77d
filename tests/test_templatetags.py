import math
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.template.loader import render_to_string
from django.utils import timezone
from pytest_django.fixtures import Settings

from experiments.analysis.finding import LABELS
from experiments.templatetags import lossacc


def chip(label: str, first_epoch: float | None = None) -> str:
    context = {"label": label, "first_epoch": first_epoch}
    return render_to_string("partials/_chip.html", context)


@pytest.mark.parametrize("label", LABELS)
def test_every_verdict_has_a_chip_with_a_glyph_that_exists(label: str) -> None:
    icons = render_to_string("partials/_icons.html")
    assert f'id="i-{lossacc.chip(label).icon}"' in icons
    assert lossacc.chip(label).word in chip(label)


def test_a_chip_says_since_when() -> None:
    assert "from 14</span>" in chip("overfits", 14.0)
    assert "at 8</span>" in chip("diverged", 8.0)


def test_a_chip_says_epoch_zero_too() -> None:
    assert "from 0</span>" in chip("overfits", 0.0)


def test_a_chip_without_an_epoch_says_the_word_only() -> None:
    assert "from" not in chip("overfits")
    assert 'class="ep"' not in chip("healthy", 14.0)


def test_a_run_that_was_never_analysed_has_a_chip() -> None:
    assert "Not analysed" in chip("")


@pytest.mark.parametrize(
    ("number", "written"),
    [(14.0, "14"), (0.5, "0.5"), (0.0, "0"), (1234567.0, "1,234,567"), (None, "none")],
)
def test_an_epoch_is_written_as_the_log_counts_it(number: float | None, written: str) -> None:
    assert lossacc.epoch(number) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.2196, "0.2196"),
        (0.0, "0.0000"),
        (1.03, "1.0300"),
        (1234.5, "1,234.50"),
        (0.0000213, "2.13e-05"),
        (3.2e9, "3.2e+09"),
        (-0.5, "-0.5000"),
        (math.nan, "NaN"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (None, "none"),
    ],
)
def test_a_loss_has_four_digits(value: float | None, written: str) -> None:
    assert lossacc.loss(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.2821, "+0.282"),
        (-0.0524, "−0.052"),
        (-0.0001, "0.000"),
        (4321.0, "+4.32e+03"),
        (None, "none"),
    ],
)
def test_a_gap_has_a_sign(value: float | None, written: str) -> None:
    assert lossacc.gap(value) == written


def test_large_counts_are_grouped() -> None:
    assert lossacc.thousands(10_000) == "10,000"


def test_an_accuracy_is_written_in_percent() -> None:
    assert lossacc.percent(0.92681) == "92.68 %"
    assert lossacc.in_percent(0.92681) == "92.68"
    assert lossacc.percent(None) == "none"
    assert lossacc.percent(math.nan) == "NaN"


def test_a_difference_of_accuracies_is_written_in_points() -> None:
    assert lossacc.points(0.012) == "+1.2 points"
    assert lossacc.points(-0.031) == "−3.1 points"
    assert lossacc.points(-0.0001) == "0.0 points"


@pytest.mark.parametrize(
    ("length", "written"),
    [
        (0.42, "0.4 s"),
        (42.4, "42 s"),
        (60, "1 min"),
        (125, "2 min 5 s"),
        (timedelta(hours=2, minutes=14, seconds=59), "2 h 14 min"),
        (timedelta(days=3), "3 d"),
        (timedelta(days=3, hours=5), "3 d 5 h"),
        (None, "none"),
    ],
)
def test_a_duration_is_written_in_its_two_largest_units(length: object, written: str) -> None:
    assert lossacc.duration(length) == written


@pytest.mark.parametrize(
    ("past", "written"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=12, seconds=30), "12 min ago"),
        (timedelta(hours=5, minutes=50), "5 h ago"),
        (timedelta(hours=30), "yesterday"),
        (timedelta(days=3, hours=1), "3 days ago"),
    ],
)
def test_a_recent_moment_is_told_by_its_distance(past: timedelta, written: str) -> None:
    assert lossacc.ago(timezone.now() - past) == written


def test_an_old_moment_is_told_by_its_date() -> None:
    assert (
        lossacc.ago(datetime(2024, 11, 3, tzinfo=timezone.get_current_timezone())) == "3 Nov 2024"
    )


def test_runs_are_kept_in_the_trash_for_as_long_as_the_setting_says(settings: Settings) -> None:
    settings.LOSSACC_TRASH_DAYS = 7
    zone = timezone.get_current_timezone()
    assert lossacc.kept_until(datetime(2024, 2, 26, tzinfo=zone)) == datetime(
        2024, 3, 4, tzinfo=zone
    )


def test_initials_come_from_the_name_or_else_from_the_user_name() -> None:
    assert lossacc.initials(User(username="editor")) == "ED"
    assert lossacc.initials(User(username="x", first_name="Ada", last_name="Byron")) == "AB"
