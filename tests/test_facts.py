"""What a log does not tell."""

import pytest

from experiments.facts import LOSS_KINDS, Facts, facts_from_parameters


@pytest.mark.parametrize(
    ("fact", "message"),
    [
        ({"classes": 1}, "number of classes must be at least 2, not 1"),
        ({"n_val": 0}, "validation samples must be at least 1, not 0"),
        ({"majority": 1.5}, "majority share must be above 0 and at most 1, not 1.5"),
        ({"loss_kind": "hinge"}, "kind of loss must be one of .*, not 'hinge'"),
    ],
)
def test_a_fact_out_of_range_is_refused_by_name(fact, message):
    with pytest.raises(ValueError, match=message):
        Facts(**fact)


def test_what_a_person_entered_outranks_the_parameters():
    entered = Facts(classes=10)
    assert (entered | Facts(classes=3, n_val=50)) == Facts(classes=10, n_val=50)


@pytest.mark.parametrize("name", ["num_classes", "model/num_classes", "NumLabels", "n-classes"])
def test_parameter_names_are_matched_whatever_their_style(name):
    assert facts_from_parameters({name: "7"}).classes == 7


@pytest.mark.parametrize("value", ["many", "1", "nan", "inf", "", None, [3]])
def test_a_parameter_that_makes_no_sense_is_passed_over(value):
    assert facts_from_parameters({"classes": value}) == Facts()


def test_label_smoothing_tells_the_kind_of_loss_only_above_zero():
    assert facts_from_parameters({"label_smoothing": 0.1}).loss_kind == "smoothed"
    assert facts_from_parameters({"label_smoothing": "0.0"}).loss_kind is None


def test_every_kind_of_loss_has_words_for_people():
    assert all(words for words in LOSS_KINDS.values())
