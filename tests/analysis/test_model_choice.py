import pytest

from experiments.analysis.model_choice import choose, quadrants

LOSSES, ACCURACIES = [0.1882, 0.0997, 0.2544], [0.981, 0.985, 0.991]


def test_the_best_for_labels_and_for_probabilities_can_be_two_models():
    choice = choose(LOSSES, ACCURACIES)
    assert (choice.for_labels, choice.for_probabilities, choice.conflict) == (2, 1, True)


def test_equal_accuracies_are_told_apart_by_loss():
    choice = choose([0.3, 0.2], [0.9, 0.9])
    assert choice.for_labels == 1
    assert not choice.conflict


def test_quadrants_are_relative_to_the_models_compared():
    assert quadrants(LOSSES, ACCURACIES)[1:] == [
        "accurate with low loss",
        "accurate with high loss (few, huge errors)",
    ]
    assert quadrants([0.15, 0.24], [0.80, 0.95])[0] == (
        "inaccurate with low loss (many small errors)"
    )


@pytest.mark.parametrize(("losses", "accuracies"), [([], []), ([0.1], [0.9, 0.8])])
def test_what_cannot_be_compared_is_refused(losses, accuracies):
    with pytest.raises(ValueError, match="as many losses as accuracies"):
        choose(losses, accuracies)
