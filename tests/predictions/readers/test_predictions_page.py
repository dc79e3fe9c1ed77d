"""docs/predictions.md lists every format, in the order in which they are tried, and the limits."""

import re
from pathlib import Path

import pytest

from experiments.predictions.readers import READERS, delimited, ids, json_lines, npy, source
from experiments.predictions.readers.gather import MAX_CELLS, MAX_LABELS
from experiments.predictions.readers.kinds import EXACT, FURTHEST, ROUNDED
from experiments.predictions.readers.names import IDS, is_predicted, kind_of, truth_rank

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "predictions.md").read_text()
README = (Path(__file__).resolve().parents[3] / "README.md").read_text()


def names_of(row: str) -> list[str]:
    line = next(line for line in PAGE.splitlines() if line.startswith(f"| {row} |"))
    return re.findall(r"`([^`]+)`", line)


def test_every_format_has_a_row_with_its_title_and_slug():
    rows = re.findall(r"^\| (.+?) \| `(\w+)` \|", PAGE, flags=re.MULTILINE)
    assert rows == [(reader.title, reader.slug) for reader in READERS]


LIMITS = (
    f"{MAX_CELLS:,} scores",
    f"{source.MAX_ROWS:,} samples",
    f"{MAX_LABELS:,} different labels",
    f"{delimited.MAX_COLUMNS:,} columns",
    f"{npy.MAX_BYTES >> 30} GiB",
    f"{json_lines.MAX_DOCUMENT >> 20} MiB",
    f"{ids.LONGEST} characters",
    f"within {EXACT:.5f} of 1",
    f"up to {ROUNDED}",
    f"never more than {FURTHEST}",
)


@pytest.mark.parametrize("limit", LIMITS)
def test_the_limits_are_those_of_the_code(limit):
    assert limit in PAGE.replace("\n", " ")


def test_the_names_of_true_classes_are_known():
    assert all(truth_rank(name) in (0, 1) for name in names_of("true class"))


def test_the_names_of_scores_are_known():
    assert {kind_of(name) for name in names_of("probabilities")} == {"probabilities"}
    assert {kind_of(name) for name in names_of("logits")} == {"logits"}


def test_the_names_of_predicted_classes_and_ids_are_known():
    assert all(is_predicted(name) for name in names_of("predicted class"))
    assert set(names_of("id of the sample")) - {"_id"} <= set(IDS)


def test_the_readme_leads_to_the_page():
    assert "(docs/predictions.md)" in README
