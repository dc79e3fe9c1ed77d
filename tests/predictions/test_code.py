import ast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.predictions.code import LIBRARIES, snippets
from experiments.predictions.scores import KINDS

LOGITS = np.array([[3.0, -1.0, 0.5], [1000.0, 0.0, -1000.0]])


def by_numpy(kind: str, values: np.ndarray, temperature: float) -> np.ndarray:
    """What the numpy snippet makes of an array, run as a reader would run it."""
    space = {kind: values}
    exec(snippets(temperature, kind)[-1].text, space)
    return space["probabilities"]


def softmax(values: np.ndarray) -> np.ndarray:
    raised = np.exp(values - values.max(axis=-1, keepdims=True))
    return raised / raised.sum(axis=-1, keepdims=True)


@given(st.floats(0.05, 20))
def test_numpy_divides_logits_and_stays_finite(temperature: float) -> None:
    made = by_numpy("logits", LOGITS, temperature)

    written = float(f"{temperature:.4g}")
    np.testing.assert_allclose(made, softmax(LOGITS / written), rtol=1e-12)


@given(st.floats(0.05, 20))
def test_numpy_raises_probabilities_to_the_inverse(temperature: float) -> None:
    start = np.array([[0.7, 0.2, 0.1], [0.98, 0.01, 0.01]])
    powers = start ** (1 / float(f"{temperature:.4g}"))

    made = by_numpy("probabilities", start, temperature)

    np.testing.assert_allclose(made, powers / powers.sum(axis=1, keepdims=True), rtol=1e-9)


def test_a_probability_of_zero_stays_a_number() -> None:
    made = by_numpy("probabilities", np.array([[1.0, 0.0]]), 2.0)

    np.testing.assert_allclose(made, [[1 / (1 + 2.0**-26), 2.0**-26 / (1 + 2.0**-26)]])


def test_no_label_changes() -> None:
    made = by_numpy("logits", LOGITS[:1], 7.0)

    assert made.argmax(axis=1).tolist() == LOGITS[:1].argmax(axis=1).tolist()


@pytest.mark.parametrize("kind", KINDS)
def test_every_library_has_code_that_starts_from_the_array_and_gives_probabilities(
    kind: str,
) -> None:
    for snippet in snippets(2.5, kind):
        names = {n.id for n in ast.walk(ast.parse(snippet.text)) if isinstance(n, ast.Name)}
        assert {kind, "temperature", "probabilities"} <= names
        assert "temperature = 2.5\n" in snippet.text
    assert [snippet.key for snippet in snippets(2.5, kind)] == list(LIBRARIES)


@pytest.mark.parametrize(
    ("temperature", "kind"), [(0.0, "logits"), (-1.0, "logits"), (2.0, "odds")]
)
def test_what_makes_no_sense_is_refused(temperature: float, kind: str) -> None:
    with pytest.raises(ValueError, match=r"temperature must be|kind must be"):
        snippets(temperature, kind)
