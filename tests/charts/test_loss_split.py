import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.charts.loss_split import NARROW, WIDE, loss_split, loss_split_rows
from tests.charts.drawings import Drawing


def bars(svg: str) -> list[tuple[str, float]]:
    rects = [e for e in Drawing(svg).root.iter() if e.tag.endswith("rect")]
    return [(e.get("class", ""), float(e.get("width", ""))) for e in rects]


def test_bars_are_as_long_as_the_shares() -> None:
    soft, wrong, soft_loss, wrong_loss = bars(loss_split(1000, 250, 0.5).wide)

    assert wrong == ("f1", pytest.approx(WIDE.width / 4))
    assert wrong_loss == ("f1", pytest.approx(WIDE.width / 2))
    assert (soft[0], soft_loss[0]) == ("bar-soft", "bar-soft")


def test_without_errors_there_is_no_wrong_part() -> None:
    made = loss_split(300, 0, 0.0)

    assert [css for css, _ in bars(made.wide)] == ["bar-soft", "bar-soft"]
    assert "0 wrong, 0 %" in Drawing(made.wide).texts("lab-strong")


def test_where_all_is_wrong_there_is_no_right_part() -> None:
    assert [css for css, _ in bars(loss_split(40, 40, 1.0).wide)] == ["f1", "f1"]


def test_one_wrong_sample_is_told_as_one() -> None:
    told = loss_split(10_000, 1, 0.35).description
    assert told == "1 wrong sample of 10,000, < 0.1 %, carries 35 % of the loss."


@given(st.integers(1, 10**6), st.data())
def test_every_part_that_is_there_is_seen_and_stays_inside(n: int, data: st.DataObject) -> None:
    wrong = data.draw(st.integers(0, n))
    share = data.draw(st.floats(0, 1))
    made = loss_split(n, wrong, share)

    for svg, size in ((made.wide, WIDE), (made.narrow, NARROW)):
        assert all(0 < width <= size.width for _, width in bars(svg))


@given(st.integers(1, 10_000), st.floats(0, 1), st.floats(0, 1))
def test_the_table_counts_every_sample_once(n: int, share: float, loss: float) -> None:
    wrong = round(n * share)

    rows = loss_split_rows(n, wrong, loss)

    assert sum(row.count for row in rows) == n
    assert {row.kind: row.count for row in rows}.get("Wrong", 0) == wrong
