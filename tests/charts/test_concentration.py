import numpy as np
import pytest

from experiments.charts.concentration import NARROW, WIDE, concentration, concentration_rows
from experiments.charts.drawn import share_label
from experiments.predictions.concentration import concentration as concentration_of
from experiments.predictions.report import Concentration
from tests.charts.drawings import Drawing

STEEP = Concentration((0.0, 0.01, 0.05, 0.2, 1.0), (0.0, 0.49, 0.98, 1.0, 1.0), 104, 0.49)
EVEN = Concentration((0.0, 1.0), (0.0, 1.0), 500, 0.01)


def dots(svg: str) -> list[tuple[float, float]]:
    found = Drawing(svg).by_class("dot")
    return [(float(e.get("cx", "")), float(e.get("cy", ""))) for e in found]


def test_marks_lie_at_one_and_five_percent() -> None:
    width, height = WIDE.end - WIDE.left, WIDE.floor - WIDE.top
    (x1, y1), (x5, y5) = dots(concentration(STEEP, 10_000).wide)

    assert x1 == pytest.approx(WIDE.left + width * 0.01 / 0.2, abs=0.1)
    assert y1 == pytest.approx(WIDE.floor - 0.49 * height, abs=0.1)
    assert (x5, y5) == pytest.approx((WIDE.left + width / 4, WIDE.floor - 0.98 * height), abs=0.1)


def test_marks_are_named_with_what_they_carry() -> None:
    texts = Drawing(concentration(STEEP, 10_000).wide).texts("lab-strong")
    assert texts == ["1 % of samples, 49 % of the loss", "5 % of samples, 98 % of the loss"]


def test_words_that_would_run_into_each_other_share_a_line() -> None:
    assert Drawing(concentration(EVEN, 1000).wide).texts("lab-strong") == [
        "1 % carry 1.0 %, 5 % carry 5.0 %"
    ]


def test_of_a_steep_curve_the_shared_words_stand_below_its_top() -> None:
    steep = Concentration((0.0, 0.01, 0.05, 1.0), (0.0, 0.98, 0.999, 1.0), 5, 0.98)
    [words] = Drawing(concentration(steep, 1000).wide).by_class("lab-strong")
    assert words.text == "1 % carry 98 %, 5 % carry 99.9 %"
    assert float(words.get("y", "")) < WIDE.top + 20


@pytest.mark.parametrize(("n", "marks"), [(5, 0), (50, 1), (100, 2)])
def test_shares_of_less_than_a_sample_are_not_marked(n: int, marks: int) -> None:
    assert len(dots(concentration(EVEN, n).wide)) == marks


def test_the_diagonal_is_where_all_samples_weigh_the_same() -> None:
    [ideal] = Drawing(concentration(EVEN, 1000).wide).by_class("ideal")
    assert ideal.get("d") == f"M{WIDE.left:g} {WIDE.floor:g}L{WIDE.end:g} {WIDE.top:g}"


def test_the_axis_ends_where_nearly_all_of_the_loss_is_reached() -> None:
    assert "20 %" in Drawing(concentration(STEEP, 1000).wide).texts("a-mid")
    assert "100 %" not in Drawing(concentration(STEEP, 1000).wide).texts("a-mid")
    assert "100 %" in Drawing(concentration(EVEN, 1000).wide).texts("a-mid")


def test_a_loss_of_one_sample_alone_is_drawn() -> None:
    made = concentration(Concentration((0.0, 1.0), (0.0, 1.0), 1, 1.0), 1)
    assert made.description == "Half of the loss lies on 1 sample."
    Drawing(made.narrow)


def test_the_table_has_rising_shares_and_whole_counts() -> None:
    rows = concentration_rows(STEEP, 10_000)

    assert rows[1] == (0.01, 100, 0.49)
    assert np.all(np.diff([carried for _, _, carried in rows]) >= 0)
    assert [share for share, _, _ in concentration_rows(EVEN, 4)] == [0.5, 1.0]


def test_words_stay_inside_of_the_narrow_drawing() -> None:
    full = Concentration((0.0, 0.01, 0.05, 1.0), (0.0, 0.9, 0.9999, 1.0), 3, 0.9)
    texts = Drawing(concentration(full, 1000).narrow).texts("lab-strong")
    assert texts[1] == "5 %, > 99.9 %"
    assert NARROW.width == 328


def test_the_chart_tells_of_one_percent_what_the_number_beside_it_tells() -> None:
    found = concentration_of(np.linspace(1.0, 9.0, 747) ** 4)
    share, count, carried = next(r for r in concentration_rows(found, 747) if r[0] == 0.01)

    assert (share, count) == (0.01, 8)
    assert carried == pytest.approx(found.top_1pct_loss_share)
    assert share_label(found.top_1pct_loss_share) in concentration(found, 747).description
