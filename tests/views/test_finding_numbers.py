import pytest

from experiments.analysis import RULES
from experiments.views.finding_numbers import SPOKEN, numbers, written

BY_NAME = {rule.name: rule for rule in RULES}


def main(name: str, count: int) -> list[str]:
    """The labels of the main ones of the first `count` numbers of a rule."""
    rule = BY_NAME[name]
    told = numbers(dict.fromkeys([*rule.evidence][:count], "1"), rule)
    assert len(told) == count
    return [number.label for number in told if number.is_main]


def test_of_many_numbers_those_of_the_sentence_are_read_at_once() -> None:
    assert main("overfitting", 13) == [
        "Lowest loss",
        "Loss at the end, a last spike or dip left out",
        "Rise since the minimum",
        "Trained after the best epoch",
    ]


def test_few_numbers_are_all_read_at_once() -> None:
    assert len(main("overfitting", 6)) == 6
    assert len(main("never_learns", 5)) == 5


def test_the_numbers_of_the_sentence_are_some_that_the_rule_has() -> None:
    for name, spoken in SPOKEN.items():
        assert set(spoken) <= set(BY_NAME[name].evidence)


@pytest.mark.parametrize(
    ("key", "value", "unit", "text"),
    [
        ("accuracy_change", -0.031, "fraction", "−3.1 points"),
        ("accuracy_cost", 0.0128, "fraction", "1.3 points"),
        ("accuracy", 0.9184, "fraction", "91.84 %"),
        ("loss_change", -0.0278, "loss", "−0.0278"),
        ("ceiling", 0.2826, "nats", "0.2826 nats"),
        ("strength", 21093.5, "times", "21,094 times"),
        ("epochs_after_best", 1, "epochs", "1 epoch"),
        ("epochs_after_best", 46, "epochs", "46 epochs"),
        ("by_loss", 14.0, "epoch", "14"),
        ("probability_left", 2.2e-16, "probability", "2 · 10⁻¹⁶"),
        ("kind", "held", "", "held"),
        ("trend_z", -1.234, "", "−1.23"),
    ],
)
def test_a_number_is_written_with_its_unit(key: str, value: object, unit: str, text: str) -> None:
    assert written(key, value, unit) == text
