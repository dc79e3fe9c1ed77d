import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.parsers.cells import numbers


@pytest.mark.parametrize("text", ["nan", "NaN", "NAN", "-nan", "1.#QNAN", "nan(ind)"])
def test_every_spelling_of_nan_was_logged(text):
    assert np.isnan(numbers([text, "1"]).value[0])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("inf", np.inf),
        ("Infinity", np.inf),
        ("+inf", np.inf),
        ("-Inf", -np.inf),
        ("1.#INF", np.inf),
    ],
)
def test_every_spelling_of_infinity_was_logged(text, value):
    assert numbers([text, ""]).value.tolist() == [value]


@pytest.mark.parametrize("text", ["", " ", "None", "null", "NA", "N/A", "-"])
def test_an_empty_cell_was_not_logged(text):
    found = numbers(["1", text, "2"])
    assert found.row.tolist() == [0, 2]
    assert found.bad == ()


@pytest.mark.parametrize("text", ["abc", "1_000", "0x10", "1.2.3", "1,2,3", "tensor(1)", "１.５x"])
def test_other_text_is_no_number(text):
    assert numbers(["1", text]).bad == (1,)


def test_a_percent_sign_marks_the_column():
    found = numbers(["95.2%", "96 %"])
    assert found.value.tolist() == [95.2, 96]
    assert found.percent


def test_a_count_of_epochs_is_its_first_number():
    assert numbers(["1/20", "2/20"]).value.tolist() == [1, 2]


@given(st.lists(st.floats(), min_size=1))
def test_the_quick_and_the_careful_way_agree(values):
    cells = [repr(value) for value in values]
    careful = numbers([*cells, "abc"])
    np.testing.assert_array_equal(numbers(cells).value, careful.value)
