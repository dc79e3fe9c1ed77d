"""What is downloaded and uploaded again is the same run."""

import numpy as np
import pytest
from hypothesis import example, given, settings

from experiments.curves import Series
from experiments.exports import EXPORTS, Exported
from tests.exports.cases import assert_same_series, exported, read_again, written

WHOLE = ["csv", "json", "parquet", "tensorboard"]
WITH_WORDS = ["json", "parquet", "tensorboard"]

STRANGE = Exported(
    "a/b",
    [
        Series.of("epoch", "own", "", [-0.0, 5e-324], step=[2, 2], epoch=[1, 2]),
        Series.of("=1+1", "loss", "train", [np.nan, -np.inf], step=[-(2**63), 2**63 - 1]),
    ],
)


@pytest.mark.parametrize("slug", WHOLE)
@settings(max_examples=150, deadline=None)
@given(run=exported())
@example(run=STRANGE)
def test_every_point_comes_back_as_it_was(slug: str, run: Exported) -> None:
    assert_same_series(list(run.series), list(read_again(slug, run).series))


@pytest.mark.parametrize("slug", WITH_WORDS)
@settings(max_examples=50, deadline=None)
@given(run=exported())
def test_parameters_closing_values_and_notes_come_back(slug: str, run: Exported) -> None:
    found = read_again(slug, run)
    assert (found.name, found.notes) == (run.name, tuple(run.notes))
    assert (found.parameters, found.summary) == (run.parameters, run.summary)


@pytest.mark.parametrize("slug", WITH_WORDS)
def test_closing_values_that_are_not_finite_are_stored_as_text_and_come_back(slug: str) -> None:
    run = Exported("a", STRANGE.series, summary={"loss": "nan", "norm": "inf"})
    found = read_again(slug, run).summary
    assert np.isnan(found["loss"])
    assert found["norm"] == np.inf


def test_pieces_together_are_the_whole_file() -> None:
    n = 25_000
    losses = Series.of("loss", "loss", "train", np.arange(n) / 7, epoch=np.arange(n) // 100)
    for slug in WHOLE:
        assert_same_series([losses], list(read_again(slug, Exported("long", [losses])).series))


def test_each_form_has_a_slug_and_an_ending_of_its_own() -> None:
    for told in ("slug", "title", "suffix"):
        assert len({getattr(export, told) for export in EXPORTS}) == len(EXPORTS)


@pytest.mark.parametrize("slug", [export.slug for export in EXPORTS])
def test_the_same_run_gives_the_same_bytes(slug: str) -> None:
    assert written(slug, STRANGE) == written(slug, STRANGE)
