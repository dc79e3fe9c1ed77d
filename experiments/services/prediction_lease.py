"""Who measures which predictions.

A worker renews its lease while it goes on. One that lost it finds out at its next sign of life.
"""

import time
from collections.abc import Callable
from datetime import timedelta

from experiments.models import Predictions
from experiments.predictions.report import VERSION
from experiments.queries_predictions import open_predictions
from experiments.services.leases import Leases

LEASE = timedelta(seconds=60)
SEND_AGAIN = timedelta(seconds=60)
MOST_ATTEMPTS = 3
SECONDS_BETWEEN_SIGNS = 0.5
LEASES = Leases(
    open_predictions,
    asked_at="uploaded_at",
    lasts=LEASE,
    send_again=SEND_AGAIN,
    most_attempts=MOST_ATTEMPTS,
    given_up=f"The worker stopped in the middle of it {MOST_ATTEMPTS} times. It may have run out "
    "of memory or time: ask your administrator.",
)
sweep, unsent, mark_sent = LEASES.sweep, LEASES.unsent, LEASES.mark_sent

Phase = Predictions.Phase


class LeaseLostError(Exception):
    """Another worker has the predictions, or they are no longer wanted."""


def claim(predictions_id: int) -> Predictions | None:
    """The predictions with a lease of our own; None where somebody else holds it."""
    return LEASES.claim(predictions_id, phase=Phase.READING, progress=0.0)


def signs_of_life(predictions: Predictions, phase: str) -> Callable[[float], None]:
    """Takes the progress of a phase, 0 to 1; each phase is one half of the whole.

    What it is told is written twice a second at most, and renews the lease; it raises
    LeaseLostError where the lease is not ours any more.
    """
    half = 0.5 if phase == Phase.MEASURING else 0.0
    next_sign = 0.0

    def told(progress: float) -> None:
        nonlocal next_sign
        if time.monotonic() < next_sign:
            return
        next_sign = time.monotonic() + SECONDS_BETWEEN_SIGNS
        share = half + min(max(progress, 0.0), 1.0) / 2
        if not LEASES.renew(predictions, phase=phase, progress=share):
            raise LeaseLostError

    told(0.0)
    return told


def finish(predictions: Predictions, **columns: object) -> bool:
    return LEASES.finish(predictions, version=VERSION, phase="", **columns)
