import re
from pathlib import Path

import numpy as np
import pytest

from experiments.predictions.glossary import GLOSSARY, term
from experiments.predictions.measure import measure
from tests.predictions.made import drawn, probabilities

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = "".join(
    file.read_text() for file in sorted((ROOT / "templates/predictions").glob("*.html"))
)


@pytest.mark.parametrize("name", GLOSSARY)
def test_every_term_is_explained_in_whole_sentences(name: str) -> None:
    about = term(name)
    assert about.title
    assert all(sentence.endswith(".") for sentence in about.sentences)


@pytest.mark.parametrize("classes", [2, 3])
def test_the_worst_brier_score_is_the_end_of_its_range(classes: int) -> None:
    wrong = probabilities(np.eye(classes)[[1, 0]], [0, 1])
    ends = [float(end) for end in re.findall(r"0 to (\d)", term("brier").range)]
    assert measure(wrong).before.brier == ends[classes == 2]


def test_macro_f1_leaves_out_classes_that_neither_occur_nor_were_predicted() -> None:
    assert "the classes that occur or were predicted" in term("macro_f1").formula
    assert measure(probabilities(np.eye(3)[[0, 1]], [0, 1])).macro_f1 == 1.0
    assert measure(probabilities(np.eye(3)[[0, 1, 2]], [0, 1, 1])).macro_f1 < 1.0


def test_miscalibration_and_discrimination_are_what_their_formulas_say() -> None:
    report = measure(drawn(2_000, 3, temperature=3.0))
    parts, fitted = report.decomposition, report.log_loss - report.decomposition.miscalibration
    assert parts.discrimination == pytest.approx(parts.uncertainty - fitted)
    assert fitted <= report.log_loss


@pytest.mark.parametrize(("p", "counted"), [(0.0, 2.0**-52), (1e-30, 2.0**-52), (1e-9, 1e-9)])
def test_tiny_probabilities_count_as_the_log_loss_says(p: float, counted: float) -> None:
    report = measure(probabilities([[p, 1 - p]], [0]))
    assert "2.2 · 10⁻¹⁶" in term("log_loss").formula
    assert report.log_loss == pytest.approx(-np.log(counted))


def test_every_term_that_a_template_names_is_there() -> None:
    named = re.findall(r'_tip\.html" with name="(\w+)"', TEMPLATES)
    assert len(named) > 4
    assert set(named) <= set(GLOSSARY)
