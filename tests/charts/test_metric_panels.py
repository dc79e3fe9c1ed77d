import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.charts.figure import figure
from experiments.charts.metric_panels import OTHERS, Metric, metric_panel, metrics
from experiments.charts.metric_table import metric_rows
from experiments.charts.panel_svg import MULTIPLE, draw
from experiments.charts.panels import Options, Panel
from experiments.curves import Series
from tests.charts.drawings import Drawing
from tests.charts.shapes import by_steps, overfitting


def logged(name: str, values: object, split: str = "", kind: str = "") -> Series:
    count = len(np.asarray(values))
    return Series.of(name, kind or name, split, values, epoch=np.arange(1, count + 1))


def both(name: str = "f1") -> list[Series]:
    return [logged(f"{s}_{name}", [0.4, 0.5, 0.6], s, name) for s in ("val", "train")]


def panel(*series: Series, **options: object) -> Panel | None:
    run = [*overfitting(), *series]
    return metric_panel(metrics(run)[0], run, Options(**options))


def titles(*series: Series) -> list[str]:
    return [metric.title for metric in metrics(series)]


def test_train_and_val_of_one_metric_are_in_one_panel() -> None:
    shown = panel(*both())

    assert shown is not None
    assert [line.split for line in shown.lines] == ["train", "val"]
    assert shown.title == "f1"


def test_losses_and_accuracies_have_charts_of_their_own() -> None:
    assert metrics(overfitting()) == []


def test_two_metrics_of_one_kind_and_split_have_a_panel_each() -> None:
    assert titles(logged("F1", [1.0], "val", "f1"), logged("f1_macro", [2.0], "val", "f1")) == [
        "F1",
        "f1_macro",
    ]


def test_a_loss_that_belongs_to_no_split_is_not_lost() -> None:
    assert titles(logged("aux_loss", [1.0], "", "loss")) == ["aux_loss"]


def test_metrics_whose_names_begin_alike_share_a_section() -> None:
    found = metrics([logged(name, [1.0]) for name in ("grad_norm", "grad_max", "lr", "gpu/util")])

    assert [metric.section for metric in found] == ["grad", "grad", OTHERS, OTHERS]


def test_a_metric_that_is_never_finite_has_no_chart() -> None:
    assert panel(logged("never", [np.nan, np.inf])) is None


def test_a_hidden_split_is_not_drawn_and_a_metric_without_one_always_is() -> None:
    assert [line.split for line in panel(*both(), splits=("val",)).lines] == ["val"]
    assert panel(logged("lr", [0.1, 0.01]), splits=("val",)) is not None


def test_rates_can_be_seen_on_a_logarithmic_scale_and_values_below_zero_cannot() -> None:
    assert panel(logged("lr", [0.1, 0.001]), scale="log").y_axis.log
    assert not panel(logged("gain", [0.1, -0.1]), scale="log").y_axis.log


def test_labels_of_tiny_values_are_short() -> None:
    labels = panel(logged("lr", [1e-5, 3e-5])).y_axis.labels

    assert max(map(len, labels)) <= 7


def test_a_window_shows_its_part() -> None:
    shown = panel(logged("lr", np.linspace(1, 0, 60)), window=(10.0, 20.0))

    assert (shown.x_axis.low, shown.x_axis.high) == (10, 20)
    assert shown.lines[0].x.tolist() == list(range(9, 22))


def test_over_time_it_is_counted_from_the_start_of_the_run() -> None:
    rate = Series.of("lr", "lr", "", [0.1, 0.2], step=[100, 200], time=[3_600_000, 7_200_000])
    run = [*by_steps(), rate]

    shown = metric_panel(metrics(run)[0], run, Options(x="time"))

    assert shown.x_name == "time, h"
    assert shown.lines[0].x.tolist() == pytest.approx([0.9, 1.9])


def test_the_table_has_first_and_last_and_no_more_rows_than_asked() -> None:
    rows = metric_rows(panel(logged("lr", np.linspace(1, 0, 60))), 5)

    assert [row.x for row in rows] == ["1", "16", "31", "45", "60"]
    assert (rows[0].cells, rows[-1].cells) == (("1",), ("0",))


def test_a_cell_before_the_first_point_of_a_line_is_empty() -> None:
    late = Series.of("val_f1", "f1", "val", [0.5], epoch=[3])

    rows = metric_rows(panel(both()[1], late))

    assert [row.cells for row in rows] == [("0.4", ""), ("0.5", ""), ("0.6", "0.5")]


def test_searching_finds_titles_and_logged_names_in_any_case() -> None:
    metric = Metric("f1", OTHERS, tuple(both()))

    assert metric.matches("F1")
    assert metric.matches("VAL_")
    assert not metric.matches("recall")


def test_a_small_drawing_has_lines_axes_and_a_description() -> None:
    drawing = Drawing(draw(panel(*both()), MULTIPLE, "m0"))

    assert len(drawing.by_class("line")) == 2
    assert drawing.by_class("lab") == []
    assert "Validation from 0.4 at 1 to 0.6 at 3" in "".join(drawing.root.itertext())


@given(st.lists(st.floats(), min_size=1, max_size=300))
def test_any_values_can_be_drawn(values: list[float]) -> None:
    shown = panel(logged("any", values))
    if shown is None:
        assert not np.isfinite(values).any()
        return
    markup = draw(shown, MULTIPLE)
    assert "nan" not in markup
    assert "inf" not in markup
    assert figure(shown, (MULTIPLE,))["frames"]["small"]["annotations"] == []
