"""What holds for every rule and every report."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.analysis import RULES, VERSION, advice, analyse
from experiments.analysis.finding import LABELS
from experiments.curves import METRIC_COLUMNS, Curves
from experiments.facts import LOSS_KINDS, Facts
from tests.analysis.shapes import climbing, falling, jitter, turning

NAMES = (
    "overfitting",
    "disagreement",
    "accuracy_dip",
    "loss_spike",
    "never_learns",
    "plateau",
    "under_trained",
    "numeric_divergence",
    "oscillation",
    "double_descent",
    "val_better_than_train",
    "miscalibrated",
    "inconsistent_metrics",
    "irregular_log",
    "best_epoch_conflict",
    "suspiciously_perfect",
)

wild = st.floats(width=32) | st.floats(0, 3)
shares = st.floats(0, 1) | st.just(math.nan)


@st.composite
def logs(draw):
    epochs = draw(st.integers(1, 40))
    columns = draw(st.sets(st.sampled_from(METRIC_COLUMNS), min_size=1))
    values = {
        c: draw(
            st.lists(shares if c.endswith("accuracy") else wild, min_size=epochs, max_size=epochs)
        )
        for c in sorted(columns)
    }
    start = draw(st.integers(0, 3))
    return Curves.of(epoch=range(start, start + epochs), **values)


facts = st.builds(
    Facts,
    classes=st.none() | st.integers(2, 1000),
    n_val=st.none() | st.integers(1, 10_000),
    loss_kind=st.none() | st.sampled_from(sorted(LOSS_KINDS)),
    majority=st.none() | st.floats(0.01, 1.0),
)


def test_the_sixteen_rules_are_there_once():
    assert sorted(rule.name for rule in RULES) == sorted(NAMES)


def test_the_version_follows_the_rules():
    versions = [rule.version for rule in RULES]
    assert f"{len(RULES)}.{sum(versions) + advice.VERSION}" == VERSION


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_explains_itself(rule):
    assert rule.title
    assert rule.question.endswith("?")
    assert len(rule.method.split("\n")) == 2
    assert rule.version >= 1


def told_wrong(finding):
    rule = next(r for r in RULES if r.name == finding.rule)
    unknown = set(finding.evidence) - set(rule.evidence)
    complete = finding.sentence[:1].isupper() or finding.sentence[:1].isdigit()
    broken = not finding.sentence.endswith(".") or "nan" in finding.sentence.lower().split()
    bare_yes = finding.verdict == "yes" and (finding.severity == "none" or not finding.advice)
    # A rise a little too small to count is a note.
    allowed = ("none", "note") if finding.rule == "overfitting" else ("none",)
    loud_no = finding.verdict != "yes" and finding.severity not in allowed
    return unknown or not complete or broken or bare_yes or loud_no or "!" in finding.sentence


@settings(max_examples=150)
@given(logs(), facts)
def test_any_log_gets_a_strict_and_complete_report(curves, known):
    report = analyse(curves, known)
    assert {f.rule for f in report.findings} == set(NAMES)
    assert [f for f in report.findings if told_wrong(f)] == []
    assert report.verdict.label in LABELS
    json.dumps([dict(f.evidence) for f in report.findings], allow_nan=False)
    inside = set(curves.epoch.tolist())
    for f in report.findings:
        assert {e for e in (f.first_epoch, f.last_epoch) if e is not None} <= inside
    assert {e for e in (report.keep.by_loss, report.keep.by_accuracy) if e is not None} <= inside


def test_an_empty_log_cannot_be_told():
    report = analyse(Curves.from_series([]), Facts())
    assert {f.verdict for f in report.findings} == {"inconclusive"}
    assert report.verdict.label == "cannot_tell"


def test_findings_come_in_order_of_weight():
    curves = Curves.of(
        val_loss=turning(60, 14), train_loss=falling(60), val_accuracy=climbing(60, speed=2)
    )
    findings = analyse(curves, Facts()).findings
    order = [("yes", "critical"), ("yes", "warning"), ("yes", "note")]
    order += [("inconclusive", "none"), ("no", "none")]
    ranks = [order.index((f.verdict, f.severity)) for f in findings]
    assert ranks == sorted(ranks)


def test_a_hundred_thousand_steps_are_read():
    n = 100_000
    loss = turning(n, 30_000) + jitter(n, 0.01)
    curves = Curves.of(
        epoch=range(n), val_loss=loss, val_accuracy=np.clip(climbing(n) + jitter(n, 0.01), 0, 1)
    )
    report = analyse(curves, Facts(classes=10, n_val=5000))
    assert report.verdict.label == "overfits"
    assert abs(report.verdict.first_epoch - 30_000) < 3000
