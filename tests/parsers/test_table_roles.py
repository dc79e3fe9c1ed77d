"""What the columns of a table say of its rows."""

import numpy as np
import pytest

from experiments.parsers import ParseError
from experiments.parsers.table import LONGEST_NAME, table_of
from experiments.parsers.table_roles import find_roles


def roles(**columns: list[str]):
    rows = len(next(iter(columns.values())))
    return find_roles(table_of([*columns], [*columns.values()], np.arange(2, rows + 2)))


def test_a_metric_needs_a_value_beside_it():
    assert not roles(metric=["loss", "acc"], epoch=["1", "1"])
    assert roles(metric=["loss", "acc"], value=["1", "0.5"]).metric == ["loss", "acc"]


def test_phases_that_name_no_split_are_none():
    assert not roles(phase=["warm-up", "main"], loss=["1", "2"])


def test_runs_need_rows_that_share_them():
    assert not roles(run=["a", "b"], loss=["1", "2"])
    assert not roles(run=["a", "a"], loss=["1", "2"])
    assert roles(run=["a", "b", "a"], loss=["1", "2", "3"]).run == ["a", "b", "a"]


def test_names_that_are_too_long_are_refused():
    with pytest.raises(ParseError, match="characters"):
        roles(metric=["x" * (LONGEST_NAME + 1), "loss"], value=["1", "2"])
