"""Runs to write and read again: any that can be stored."""

import numpy as np
from hypothesis import strategies as st

from experiments.curves import METRIC_COLUMNS, NO_TIME, Series
from experiments.exports import EXPORTS, Exported
from experiments.parsers import read_log
from experiments.parsers.log import ParsedRun

INT64 = st.integers(-(2**63), 2**63 - 1)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
NAMES = st.one_of(
    TEXT.filter(bool),
    st.sampled_from(
        ["epoch", "step", "lossacc", "val_acc (%)", 'a,"b"/c', "=1+1", "'-x", "a\r\nb"]
    ),
)
MOST = 8
FORMS = {export.slug: export for export in EXPORTS}


@st.composite
def series(draw: st.DrawFn, name: str, kind: str, split: str) -> Series:
    count = draw(st.integers(1, MOST))
    values = st.floats(0, 1) | st.just(np.nan) if kind == "accuracy" else st.floats()
    unknown = draw(st.booleans())

    def some(numbers: st.SearchStrategy) -> list:
        return draw(st.lists(numbers, min_size=count, max_size=count))

    return Series.of(
        name,
        kind,
        split,
        some(values),
        step=some(draw(st.sampled_from([INT64, st.integers(0, 3)]))),
        epoch=None if unknown else some(st.floats(0, 9) | st.integers(0, 3) | st.just(np.nan)),
        time=None if unknown else some(INT64 | st.integers(1, 2**41) | st.just(NO_TIME)),
        scale=draw(st.sampled_from([1.0, 0.01])),
    )


@st.composite
def exported(draw: st.DrawFn) -> Exported:
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    columns = draw(st.permutations(METRIC_COLUMNS))
    found = []
    for name, column in zip(names, columns, strict=False):
        split, kind = column.split("_")
        own = draw(st.booleans())
        kind, split = (draw(TEXT), draw(st.sampled_from(["", "val"]))) if own else (kind, split)
        found.append(draw(series(name, f"own {kind}" if own else kind, split)))
    settings = draw(st.dictionaries(TEXT, TEXT, max_size=3))
    summary = draw(st.dictionaries(TEXT, st.floats(allow_nan=False, allow_infinity=False)))
    return Exported(draw(TEXT), found, settings, summary, draw(st.lists(TEXT, max_size=2)))


def written(slug: str, run: Exported) -> bytes:
    return b"".join(FORMS[slug].write(run))


def read_again(slug: str, run: Exported) -> ParsedRun:
    [found] = read_log(f"run{FORMS[slug].suffix}", written(slug, run)).runs
    return found


def assert_same_series(before: list[Series], after: list[Series]) -> None:
    """The same metrics with the same points, bit for bit but for the bits within a NaN."""
    assert [told(s) for s in before] == [told(s) for s in after]
    for one, other in zip(before, after, strict=True):
        for column in ("step", "value", "epoch", "time"):
            was, is_now = getattr(one, column), getattr(other, column)
            assert was.dtype == is_now.dtype
            np.testing.assert_array_equal(is_now, was, f"{column} of {one.name!r}")
            np.testing.assert_array_equal(
                np.signbit(is_now[is_now == 0]), np.signbit(was[was == 0])
            )


def told(series: Series) -> tuple[str, str, str, float]:
    return series.name, series.kind, series.split, series.scale
