"""Whatever the runs: every one is ranked or told why not, and every number is finite."""

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.comparison.decide import decide
from experiments.comparison.decision import Decision
from experiments.comparison.entry import Entry, Measured
from experiments.comparison.preference import Preference
from experiments.facts import LOSS_KINDS
from experiments.predictions.matching import NotPaired
from tests.comparison.runs import predictions, run

numbers = st.floats(-5, 1e6) | st.sampled_from([0.0, 1e300, math.nan, math.inf])
shares = st.floats(0, 1) | st.sampled_from([math.nan, 1.0, 0.0])
losses = st.floats(0, 40) | st.just(0.0)
preferences = st.builds(
    Preference,
    st.sampled_from(["labels", "probabilities", "calibration", "weight"]),
    st.floats(0, 1),
)


@st.composite
def some_predictions(draw: st.DrawFn) -> Measured:
    epoch = draw(st.sampled_from([None, 1.0, 2.0, 9.0]))
    split = draw(st.sampled_from(["val", "test", "train"]))
    share = draw(st.floats(0, 1))
    return predictions("p", draw(losses), share, epoch, split=split, ece=draw(st.floats(0, 1)))


@st.composite
def any_run(draw: st.DrawFn, name: str) -> Entry:
    rows = draw(st.lists(st.tuples(numbers, shares), max_size=4))
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], []]
    return run(
        name,
        columns[0],
        columns[1] if draw(st.booleans()) else None,
        tuple(draw(st.lists(some_predictions(), max_size=2))),
        split=draw(st.sampled_from(["val", "val", "test", "train"])),
        loss_kind=draw(st.none() | st.sampled_from(sorted(LOSS_KINDS))),
        classes=draw(st.none() | st.sampled_from([2, 10])),
        n_val=draw(st.none() | st.integers(1, 5000)),
    )


@st.composite
def any_runs(draw: st.DrawFn) -> list[Entry]:
    return [draw(any_run(f"run-{i}")) for i in range(draw(st.integers(0, 5)))]


def all_numbers(found: Decision) -> list[float]:
    told = [*found.ranked, *found.alternatives]
    differences = [d for t in told for d in (t.accuracy_difference, t.loss_difference) if d]
    bounds = [x for d in differences for x in (d.value, *(d.interval or ()))]
    return [*bounds, *(r.score for r in found.ranked)]


@settings(max_examples=150, deadline=None)
@given(any_runs(), preferences)
def test_every_run_is_ranked_or_told_why_not(runs, preference):
    found = decide(runs, preference, lambda a, b: NotPaired("Not the same samples."))
    told = [*found.ranked, *found.unranked]
    assert sorted(t.entry.key for t in told) == sorted(r.key for r in runs)
    assert all(u.reason.startswith(u.entry.name) and u.advice for u in found.unranked)
    assert [r.score for r in found.ranked] == sorted(r.score for r in found.ranked)


@settings(max_examples=150, deadline=None)
@given(any_runs(), preferences)
def test_every_number_is_finite_and_every_text_a_sentence(runs, preference):
    found = decide(runs, preference)
    assert all(map(math.isfinite, all_numbers(found)))
    texts = [found.sentence, *found.notes, *(a.sentence for a in found.alternatives)]
    for text in (*texts, *(u.reason for u in found.unranked)):
        assert text.endswith(".")
        assert "nan" not in text
        assert "  " not in text
