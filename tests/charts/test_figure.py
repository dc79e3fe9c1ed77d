import json
import math

import numpy as np
import pytest

from experiments.charts.figure import figure
from experiments.charts.panel_svg import MEDIUM, NARROW, WIDE, draw, panel_size
from experiments.charts.panels import Band, Options, run_panels
from experiments.curves import Series
from tests.charts.shapes import overfitting


def loss_figure(series: list[Series] | None = None, **options: object) -> dict:
    drawn = run_panels(
        series or overfitting(),
        bands=[Band(14, 60, "loss and accuracy disagree, 14–60")],
        keep_by_loss=14.0,
        keep_by_accuracy=60.0,
        options=Options(**options),
    )
    return figure(drawn[0])


def wide(drawn: dict) -> list[dict]:
    return drawn["frames"]["wide"]["annotations"]


def words(drawn: dict) -> list[str]:
    return [note["text"] for note in wide(drawn)]


def test_a_figure_is_plain_json_without_nan() -> None:
    broken = [Series.of("loss", "loss", "train", [1, math.nan, math.inf, 2], epoch=[1, 2, 3, 4])]

    text = json.dumps(loss_figure(broken), allow_nan=False)

    assert json.loads(text)["data"][0]["y"] == [1, None, None, 2]


def test_train_is_dashed_and_val_solid() -> None:
    dashes = {trace["name"]: trace["line"]["dash"] for trace in loss_figure()["data"]}

    assert dashes == {"train": "5px,4px", "val": "solid"}


def test_colours_are_names_of_the_style_sheet() -> None:
    drawn = loss_figure()

    assert {trace["line"]["color"] for trace in drawn["data"]} == {"--run-1"}
    assert drawn["layout"]["yaxis"]["gridcolor"] == "--grid"


def test_the_disagreement_is_shaded_below_the_lines() -> None:
    shade = loss_figure()["layout"]["shapes"][0]

    assert (shade["type"], shade["x0"], shade["x1"]) == ("rect", 14, 60)
    assert shade["layer"] == "below"


def test_lines_are_named_at_their_ends() -> None:
    ends = [text for text in words(loss_figure()) if text.startswith(("train", "val"))]

    assert [text.split()[0] for text in ends] == ["train", "val"]


def test_the_best_epoch_is_named() -> None:
    assert "lowest loss, 14" in words(loss_figure())


def test_words_on_a_logarithmic_axis_lie_at_their_logarithms() -> None:
    drawn = loss_figure(scale="log")
    (label,) = [n for n in wide(drawn) if n["text"] == "lowest loss, 14"]

    assert drawn["layout"]["yaxis"]["type"] == "log"
    assert label["y"] == pytest.approx(math.log10(0.2 + 0.45 * math.exp(-13 / 4)))


@pytest.mark.parametrize("scale", ["lin", "log"])
def test_values_have_the_ticks_of_the_drawing(scale: str) -> None:
    (panel, _) = run_panels(overfitting(), options=Options(scale=scale))
    axis = figure(panel)["layout"]["yaxis"]

    assert axis["tickvals"] == list(panel.y_axis.ticks)
    assert axis["ticktext"] == list(panel.y_axis.labels)


def test_a_smoothed_line_is_drawn_over_the_paler_raw_one() -> None:
    traces = [t for t in loss_figure(smooth=3)["data"] if t["name"] == "val"]

    assert [trace["meta"] for trace in traces] == ["raw", "line"]
    assert traces[0]["opacity"] < 1


def test_a_single_point_is_a_marker() -> None:
    one = [Series.of("val_loss", "loss", "val", [0.1882], epoch=[1])]

    assert figure(run_panels(one)[0])["data"][0]["mode"] == "markers"


def test_long_lines_are_thinned_and_keep_their_spikes() -> None:
    values = [0.5] * 100_000
    values[54_321] = 7.0
    long = [Series.of("loss", "loss", "train", values, epoch=list(range(100_000)))]

    reach, line = figure(run_panels(long)[0])["data"]

    assert len(line["x"]) <= 500
    assert (reach["meta"], reach["fill"]) == ("reach", "toself")
    assert (54_321, 7.0) in zip(reach["x"], reach["y"], strict=True)


def test_a_part_without_values_parts_the_band() -> None:
    values = np.linspace(1, 2, 100_000)
    values[40_000:60_000] = np.nan
    long = [Series.of("loss", "loss", "train", values, epoch=np.arange(100_000))]

    reach = figure(run_panels(long)[0])["data"][0]

    assert [x for x in reach["x"] if x is None] == [None, None]
    assert not [x for x in reach["x"] if x is not None and 40_100 < x < 59_900]


def test_a_band_stays_on_a_logarithmic_axis() -> None:
    values = np.where(np.arange(5_000) % 50 == 7, 0.0, 0.5)
    epoch = np.arange(5_000) / 100 + 0.01
    series = Series.of("loss", "loss", "train", values, epoch=epoch, step=np.arange(5_000))
    evaluated = Series.of("val_loss", "loss", "val", [0.4, 0.3], epoch=[25, 50], step=[2499, 4999])
    (panel,) = run_panels([series, evaluated], options=Options(scale="log"))

    reach = figure(panel)["data"][0]

    assert panel.y_axis.log
    assert min(y for y in reach["y"] if y is not None) >= panel.y_axis.low > 0


def test_the_margins_are_those_of_the_drawings() -> None:
    frames = loss_figure()["frames"]

    assert list(frames) == ["wide", "medium", "narrow"]
    for size in (WIDE, MEDIUM, NARROW):
        margin = {"l": size.left, "t": size.top, "r": size.right, "b": size.bottom}
        assert (frames[size.name]["width"], frames[size.name]["margin"]) == (size.width, margin)


def test_on_a_narrow_screen_words_are_short() -> None:
    drawn = loss_figure()
    short = [note["text"] for note in drawn["frames"]["narrow"]["annotations"]]

    assert "best 14" in short
    assert not any(text.startswith(("train", "val")) for text in short)


def test_words_over_a_band_stay_within_a_narrow_screen() -> None:
    late = [Band(40, 60, "loss and accuracy disagree, 40–60")]
    (panel, _) = run_panels(overfitting(), bands=late)
    label = figure(panel)["frames"]["narrow"]["annotations"][0]

    assert label["text"] == late[0].label
    assert 0 <= label["x"] < panel.x_axis.place(40)


def test_long_words_at_the_ends_of_lines_have_their_room() -> None:
    logged = [Series.of("train_acc", "accuracy", "train", [0.9, 1.0], epoch=[1, 2])]
    (panel,) = run_panels(logged)
    room = figure(panel)["frames"]["wide"]["margin"]["r"]

    assert room == panel_size(WIDE, panel).right > WIDE.right
    assert f'viewBox="0 0 {WIDE.width} ' in draw(panel)
    assert f'x="{WIDE.width - room + 6:g}"' in draw(panel)
