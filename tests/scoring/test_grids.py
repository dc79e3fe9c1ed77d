"""What cross-validation tunes is the rule that ships: with its first limits it says the same."""

from pathlib import Path

import pytest

from experiments.analysis import analyse
from experiments.curves import Curves
from experiments.facts import Facts
from experiments.parsers import read_log
from experiments.scoring import disagreement, health, overfitting
from experiments.scoring.grids import TUNABLES
from experiments.scoring.tuning import Tunable
from tests.analysis.families import DEMO_LOGS

NO_RULES = ("plain_ratio", "live_advice", "temperature", "confidence")
RULES = [t for t in TUNABLES if t.name not in NO_RULES]


def shipped(name: str, curves: Curves) -> object:
    report = analyse(curves, Facts())
    if name.startswith("overfitting"):
        return overfitting.predict(curves, report)
    if name == "disagreement":
        return disagreement.predict(curves, report)
    return name in health.predict(report)


@pytest.mark.parametrize("log", DEMO_LOGS, ids=lambda log: log.stem)
@pytest.mark.parametrize("tunable", RULES, ids=lambda tunable: tunable.name)
def test_the_first_candidate_says_what_the_rule_says(tunable: Tunable, log: Path):
    [parsed] = read_log(log.name, log.read_bytes()).runs
    curves = parsed.curves
    assert tunable.predict(curves, tunable.candidates[0]) == shipped(tunable.name, curves)
