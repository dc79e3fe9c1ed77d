import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.comparison.choice import best, best_of_run
from experiments.comparison.comparable import Comparability
from experiments.comparison.entry import entry
from experiments.comparison.front import front
from experiments.comparison.preference import KINDS, Preference
from experiments.comparison.promising import promising
from experiments.curves import Curves

NONE = st.just(float("nan"))
# Few values, so that many are equal, and some that are too small to count.
LOSSES = st.sampled_from([0.0, 1e-9, 1e-7, 0.2, 0.3, 0.5, 2.0]) | NONE
ACCURACIES = st.sampled_from([0.1, 0.5, 0.9, 0.99999, 0.999999, 1.0]) | NONE
ROWS = st.lists(st.tuples(LOSSES, ACCURACIES), min_size=1, max_size=25)


@given(ROWS, st.sampled_from(KINDS), st.sampled_from([0.0, 0.3, 1.0]))
def test_the_best_moment_is_the_same_as_among_all(
    rows: list[tuple[float, float]], kind: str, weight: float
) -> None:
    loss, accuracy = zip(*rows, strict=True)
    run = entry("a", "a", Curves.of(val_loss=loss, val_accuracy=accuracy))
    preference = Preference(kind, weight)

    assert best_of_run(run, preference, Comparability()) == best(run.moments, preference)


@given(ROWS)
def test_the_front_of_a_run_is_the_same_as_among_all(rows: list[tuple[float, float]]) -> None:
    loss, accuracy = zip(*rows, strict=True)
    run = entry("a", "a", Curves.of(val_loss=loss, val_accuracy=accuracy))
    every = [m for m in run.moments if m.loss is not None and m.accuracy is not None]

    for on in front([run], Comparability()):
        assert not any(m.loss < on.moment.loss and m.accuracy > on.moment.accuracy for m in every)
    if every:
        assert front([run], Comparability())[0].moment.loss == min(m.loss for m in every)


def test_of_a_long_run_few_moments_are_left() -> None:
    epochs = np.arange(2000)
    loss = 0.3 + np.abs(epochs - 700) / 2000
    accuracy = 0.5 + epochs / 5000

    assert len(promising(loss, accuracy)) == pytest.approx(1300, abs=1)
    assert len(promising(loss, 1 - loss)) == 1
