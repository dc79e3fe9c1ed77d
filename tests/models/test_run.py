from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from experiments.models import Project, Run, silent_runs
from tests.cast import make_run


@pytest.mark.parametrize(
    ("status", "minutes", "shown"),
    [
        ("running", 0, "running"),
        ("running", 9, "running"),
        ("running", 11, "silent"),
        ("finished", 11, "finished"),
        ("failed", 11, "failed"),
    ],
)
def test_a_running_run_of_which_nothing_was_heard_for_ten_minutes_is_silent(
    cats: Project, status: str, minutes: int, shown: str
) -> None:
    run = make_run(cats, status=status, heard_at=timezone.now() - timedelta(minutes=minutes))
    assert run.shown_status == shown
    assert run.is_training == (shown == "running")
    assert Run.objects.filter(silent_runs()).exists() == (shown == "silent")


def test_after_how_long_is_a_setting(cats: Project, settings: Settings) -> None:
    run = make_run(cats, status="running", heard_at=timezone.now() - timedelta(minutes=11))
    assert run.is_silent
    settings.LOSSACC_STALE_AFTER = 12
    assert not run.is_silent
