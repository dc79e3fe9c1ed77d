"""Why a rule cannot answer: it names what the log lacks, and only that."""

import pytest

from experiments.analysis import RULES
from experiments.analysis.answers import no_pair
from experiments.curves import Curves
from experiments.facts import Facts

LOSSES = [0.9, 0.8, 0.7, 0.6, 0.5, 0.45, 0.4, 0.38]
ACCURACIES = [0.5, 0.6, 0.7, 0.75, 0.8, 0.82, 0.84, 0.85]


@pytest.mark.parametrize(
    ("logged", "sentence"),
    [
        ({"val_loss": LOSSES}, "No accuracy was logged, so this cannot be judged."),
        ({"val_accuracy": ACCURACIES}, "No loss was logged, so this cannot be judged."),
        (
            {"train_loss": LOSSES, "val_accuracy": ACCURACIES},
            "No split has a loss and an accuracy of the same epoch, so this cannot be judged.",
        ),
    ],
)
def test_what_lacks_for_a_comparison_is_named(logged: dict, sentence: str) -> None:
    assert no_pair(Curves.of(**logged)) == sentence


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_no_rule_misses_an_accuracy_or_a_validation_that_was_logged(rule) -> None:
    logged = Curves.of(train_loss=LOSSES, val_accuracy=ACCURACIES)
    for finding in rule.check(logged, Facts()):
        assert "No accuracy" not in finding.sentence
        assert "No validation accuracy" not in finding.sentence
        assert "No validation split" not in finding.sentence
