import pytest

from experiments.charts.reliability import STRIP, WIDE, reliability
from experiments.predictions.report import Bin
from tests.charts.drawings import Drawing

LOW = Bin(0.5, 0.6, 20, 0.55, 0.5, (0.3, 0.7))
HIGH = Bin(0.9, 1.0, 80, 0.95, 0.8, (0.7, 0.87))


def drawing() -> Drawing:
    return Drawing(reliability([LOW, HIGH], [HIGH], 2.3).wide)


def height_of(percent: float) -> float:
    return WIDE.floor - percent / 100 * (WIDE.floor - WIDE.top)


def test_points_lie_at_confidence_and_accuracy() -> None:
    (start, end) = drawing().points("s2")

    assert start[0] == pytest.approx(WIDE.left + 0.1 * (WIDE.end - WIDE.left), abs=0.1)
    assert start[1] == pytest.approx(height_of(50), abs=0.1)
    assert end[1] == pytest.approx(height_of(80), abs=0.1)


def test_every_bin_has_its_interval() -> None:
    [first, second] = drawing().by_class("ci", "s2")
    x = WIDE.left + 0.1 * (WIDE.end - WIDE.left)
    assert first.get("d") == f"M{x:.1f} {height_of(30):.1f}V{height_of(70):.1f}"
    assert second is not None
    assert len(drawing().by_class("ci", "s3")) == 1


def test_before_and_after_differ_in_shape_too() -> None:
    tags = {e.get("class"): e.tag.split("}")[1] for e in drawing().by_class("dot")}
    assert tags == {"dot f2": "rect", "dot f3": "circle"}


def test_bars_are_as_high_as_the_share_of_samples() -> None:
    bars = [e for e in drawing().by_class("f2") if "dot" not in e.get("class", "")]
    heights = [float(e.get("height", "")) for e in bars]
    assert heights == [pytest.approx(STRIP / 4), pytest.approx(STRIP)]


def test_the_diagonal_runs_from_the_lowest_confidence_to_certainty() -> None:
    [ideal] = drawing().by_class("ideal")
    assert ideal.get("d") == (
        f"M{WIDE.left:g} {height_of(50):g}L{WIDE.end:g} {WIDE.top:g}".replace(".0", "")
    )


def test_the_words_count_the_bins_that_fit() -> None:
    told = reliability([LOW, HIGH], [LOW], 2.345).description
    assert told == (
        "Before: accuracy lies within the interval of confidence in 1 of 2 bins, below it in 1 and "
        "above it in 0. After T = 2.35: accuracy lies within the interval of confidence in 1 of 1 "
        "bins, below it in 0 and above it in 0."
    )


@pytest.mark.parametrize("confidence", [0.0, 0.004, 0.5, 1.0])
def test_one_bin_is_drawn_wherever_it_lies(confidence: float) -> None:
    one = Bin(0.0, 1.0, 1, confidence, 1.0, (0.2, 1.0))
    made = reliability([one], [one], 1.0)
    Drawing(made.wide)
    Drawing(made.narrow)
    assert "nan" not in made.wide
