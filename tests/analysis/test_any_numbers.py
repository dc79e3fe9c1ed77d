"""Any floats of any length: an answer in finite numbers, never an error."""

import json

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.analysis import RULES, analyse
from experiments.curves import METRIC_COLUMNS, Curves
from experiments.facts import Facts

LONGEST = 300
EXTREMES = (0.0, -0.0, 5e-324, 1e-308, 1e308, -1e308, 1.0, -1.0, np.inf, -np.inf, np.nan)

known_facts = st.builds(
    Facts,
    classes=st.none() | st.integers(2, 10**6),
    n_val=st.none() | st.integers(1, 10**9),
    majority=st.none() | st.floats(0.01, 1.0),
)


@st.composite
def columns_of(draw: st.DrawFn, epochs: int) -> np.ndarray:
    """A curve of ordinary size, one of extremes, or ordinary values with a few of them."""
    noise = np.random.default_rng(draw(st.integers(0, 10**6)))
    size = 10.0 ** draw(st.integers(-300, 300))
    usual = size * np.cumsum(noise.standard_normal(epochs))
    few = draw(st.lists(st.floats() | st.sampled_from(EXTREMES), min_size=1, max_size=5))
    share = draw(st.sampled_from([0.0, 0.05, 1.0]))
    return np.where(noise.random(epochs) < share, noise.choice(few, epochs), usual)


@st.composite
def any_curves(draw: st.DrawFn) -> Curves:
    epochs = draw(st.integers(0, 12) | st.integers(0, LONGEST))
    names = draw(st.sets(st.sampled_from(METRIC_COLUMNS), min_size=1))
    start = draw(st.sampled_from([0.0, 1.0, -5.0, 1e9]))
    step = draw(st.sampled_from([1.0, 0.25, 1000.0]))
    return Curves.of(
        epoch=start + step * np.arange(epochs),
        **{name: draw(columns_of(epochs)) for name in sorted(names)},
    )


@settings(max_examples=80, derandomize=True)
@given(any_curves(), known_facts)
def test_any_numbers_get_an_answer_in_finite_numbers(curves, facts):
    report = analyse(curves, facts)
    assert {f.rule for f in report.findings} == {rule.name for rule in RULES}
    json.dumps([dict(f.evidence) for f in report.findings], allow_nan=False)
    text = " ".join(f"{f.sentence} {f.advice}" for f in report.findings) + report.verdict.sentence
    assert {"nan", "inf", "-inf"}.isdisjoint(text.lower().replace(",", " ").split())


@settings(max_examples=30, derandomize=True)
@given(any_curves(), known_facts)
def test_rules_leave_the_curves_as_they_are_and_answer_the_same_again(curves, facts):
    before = curves.epochs.copy(deep=True)
    first, second = analyse(curves, facts), analyse(curves, facts)
    assert curves.epochs.equals(before)
    assert first == second
