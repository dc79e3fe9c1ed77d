"""Each rule is held against its own regime."""

import math

import pytest

from experiments.analysis import RULES
from experiments.analysis.finding import Finding
from experiments.scoring.bootstrap import point
from experiments.scoring.health import (
    ALL,
    REGIME_OF,
    figures_of,
    mean_f1,
    predict,
    score_of,
    statistics,
)
from tests.scoring.corpora import labelled, report


def run(*regimes: str):
    return labelled([1, 2], labels={"regimes": list(regimes)})


def test_every_rule_that_is_scored_exists():
    assert set(ALL) - {rule.name for rule in RULES} == {"stuck"}


def test_only_a_yes_is_said():
    said = predict(
        report(
            Finding("oscillation", "yes", "A sentence.", "note"),
            Finding("never_learns", "inconclusive", "A sentence."),
            Finding("overfitting", "yes", "A sentence.", "warning"),
        )
    )
    assert said == {"oscillation"}


@pytest.mark.parametrize(("split", "said"), [("val", {"stuck"}), ("train", set())])
def test_stuck_is_the_disagreement_of_that_kind_on_validation(split, said):
    stuck = Finding("disagreement", "yes", "A sentence.", "note", split, evidence={"kind": "stuck"})
    assert predict(report(stuck)) == said


def test_rates_are_those_of_the_rule_and_its_regime():
    runs = [run("undertrained"), run("undertrained", "oscillation"), run(), run("oscillation")]
    said = [frozenset(s) for s in ({"under_trained"}, set(), {"under_trained"}, {"oscillation"})]
    found = {k: point(s, 4) for k, s in statistics(runs, said, "under_trained").items()}
    assert found == pytest.approx({"precision": 1 / 2, "recall": 1 / 2, "f1": 1 / 2})


def test_the_mean_is_over_the_six_that_occur():
    runs = [run("undertrained"), run("oscillation"), run()]
    said = [frozenset(s) for s in ({"under_trained"}, set(), set())]
    assert len(REGIME_OF) == 6
    assert point(mean_f1(runs, said), 3) == pytest.approx((1 + 0) / 2)


def test_tuning_one_rule_looks_at_its_f1_alone():
    runs = [run("divergence"), run("divergence"), run(), labelled([1, 2])]
    said = [True, False, False, True]
    assert score_of("numeric_divergence")(runs, said) == pytest.approx(2 / 3)
    assert figures_of("numeric_divergence")(runs, said)["recall"] == pytest.approx(1 / 2)
    assert math.isnan(score_of("oscillation")([labelled([1, 2])], [True]))
