import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.facts import Facts
from experiments.forms.guide import Line, PairForm, SamplesForm, read_number


def pair(**given: str) -> PairForm:
    return PairForm({"loss": "0.1", "accuracy": "0.9"} | given)


def wrong(form: PairForm | SamplesForm, field: str) -> str:
    assert not form.is_valid()
    [message] = form.errors[field]
    return message


def read(text: str) -> list[Line]:
    form = SamplesForm({"samples": text})
    assert form.is_valid(), form.errors
    return form.cleaned_data["samples"]


def refused(text: str) -> str:
    return wrong(SamplesForm({"samples": text}), "samples")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("98.5 %", 0.985),
        ("98.5%", 0.985),
        ("98,5 %", 0.985),
        ("0.985", 0.985),
        (".985", 0.985),
        ("1", 1.0),
        ("0", 0.0),
        ("100 %", 1.0),
        ("952/1000", 0.952),
        ("952 of 1000", 0.952),
    ],
)
def test_an_accuracy_is_a_percentage_a_fraction_or_a_count(text: str, value: float) -> None:
    form = pair(accuracy=text)

    assert form.is_valid()
    assert form.cleaned_data["accuracy"].value == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "98.5",
            "98.5: give a fraction from 0 to 1, or a percentage with its sign, 98.5 %.",
        ),
        ("120 %", "120 %: a percentage lies in 0 to 100 %."),
        ("-0.5", "-0.5: give a fraction from 0 to 1, or a percentage with its sign."),
        ("12/10", "12/10: write right answers of all samples, such as 952/1000."),
        ("0/0", "0/0: write right answers of all samples, such as 952/1000."),
    ],
)
def test_an_accuracy_that_is_none_is_named_with_the_cure(text: str, message: str) -> None:
    assert wrong(pair(accuracy=text), "accuracy") == message


@pytest.mark.parametrize("text", ["nan", "inf", "high", "0.9.1", "1e5x"])
def test_words_are_no_accuracy(text: str) -> None:
    assert f"“{text}”" in wrong(pair(accuracy=text), "accuracy")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("-0.1", "never below 0"),
        ("nan", "write a number"),
        ("1e9", "divide by their number"),
        ("much", "“much”"),
    ],
)
def test_a_loss_that_is_none_is_named_with_the_cure(text: str, part: str) -> None:
    assert part in wrong(pair(loss=text), "loss")


@pytest.mark.parametrize("field", ["classes", "n"])
@pytest.mark.parametrize("text", ["0", "-3", "2000000000", "ten", "2.5"])
def test_a_number_of_things_is_whole_and_within_its_range(field: str, text: str) -> None:
    assert "rite a whole number from" in wrong(pair(**{field: text}), field)


def test_an_empty_field_says_what_it_wants() -> None:
    assert wrong(pair(loss=""), "loss") == "Enter one, such as 0.0997."
    assert refused(" \n ") == "Enter at least one line, such as 0.50 0.25 0.25 ; 0."


def test_samples_come_from_the_count_where_nothing_else_is_said() -> None:
    counted, said = pair(accuracy="952/1000"), pair(accuracy="952/1000", n="500")

    assert counted.is_valid() and said.is_valid()
    assert counted.facts == Facts(n_val=1000)
    assert said.facts == Facts(n_val=500)


def test_half_of_a_second_pair_asks_for_the_other_half() -> None:
    assert "needed to compare" in wrong(pair(loss2="0"), "accuracy2")
    assert "needed to compare" in wrong(pair(accuracy2="0"), "loss2")
    assert pair(loss2="0.2", accuracy2="80 %").is_valid()


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    for form in (pair(accuracy=text), pair(loss=text), SamplesForm({"samples": text})):
        assert form.is_valid() or form.errors


@given(st.floats(0, 1))
def test_a_fraction_comes_back_as_it_was_written(share: float) -> None:
    assert read_number(repr(share)) == share


def test_predictions_are_probabilities_and_the_true_class() -> None:
    assert read("0.50 0.25 0.25 ; 0") == [Line((0.5, 0.25, 0.25), 0, 1)]
    assert read("0.50, 0.25, 0.25; 2") == [Line((0.5, 0.25, 0.25), 2, 1)]
    assert read("0.5,0.25,0.25;1") == [Line((0.5, 0.25, 0.25), 1, 1)]
    assert read("0,5 0,5 ; 1") == [Line((0.5, 0.5), 1, 1)]
    assert read("1 0 ; 0 x 80") == [Line((1.0, 0.0), 0, 80)]


def test_one_probability_is_that_of_class_1_of_two() -> None:
    [line] = read("0.75 ; 1")

    assert line == Line((0.25, 0.75), 1, 1)


def test_empty_lines_are_passed_over_and_still_counted() -> None:
    assert len(read("0.5 0.5 ; 0\n\n0.5 0.5 ; 1")) == 2
    assert refused("0.5 0.5 ; 0\n\n0.5 ; x").startswith("Line 3")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0.5 0.4 ; 0", "Line 1: the probabilities sum to 0.9, not to 1."),
        ("2.1 -1.1 ; 0", "Line 1: 2.1 is no probability"),
        ("a b ; 0", "Line 1: “a” is no number."),
        ("; 0", "Line 1: there is no probability before the semicolon."),
        ("0.5 0.5", "Line 1, “0.5 0.5”: write probabilities, a semicolon"),
        ("0.5 0.5 ; 2", "Line 1: there is no class 2; 2 classes are counted from 0 to 1."),
        ("0.5 0.5 ; 0\n0.2 0.3 0.5 ; 0", "Line 2 has 3 classes, line 1 has 2"),
        ("0.5 0.5 ; 0 x 0", "Line 1: made 0 times"),
    ],
)
def test_a_prediction_that_is_none_is_named_by_its_line(text: str, message: str) -> None:
    assert refused(text).startswith(message)


def test_there_is_an_end_to_what_is_read() -> None:
    assert refused("1 0;0\n" * 41).startswith("41 lines")
    assert "1200 characters" in refused("0 " * 700)
