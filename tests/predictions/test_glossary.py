import re
from pathlib import Path

import pytest

from experiments.predictions.glossary import GLOSSARY, term

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = "".join(
    file.read_text() for file in sorted((ROOT / "templates/predictions").glob("*.html"))
)


@pytest.mark.parametrize("name", GLOSSARY)
def test_every_term_is_explained_in_whole_sentences(name: str) -> None:
    about = term(name)
    assert about.title
    assert all(sentence.endswith(".") for sentence in about.sentences)


def test_every_term_that_a_template_names_is_there() -> None:
    named = re.findall(r'_tip\.html" with name="(\w+)"', TEMPLATES)
    assert len(named) > 4
    assert set(named) <= set(GLOSSARY)
