from experiments.charts.panel_marks import Mark, marks_of
from experiments.curves import Curves, Series

LOGGED = [
    Series.of("val_loss", "loss", "val", [0.9, 0.5, 0.6], epoch=[1, 2, 3]),
    Series.of("val_acc", "accuracy", "val", [0.6, 0.7, 0.8], epoch=[1, 2, 3]),
]


def marks(kind: str, **keep: float | None) -> list[Mark]:
    return marks_of(kind, Curves.from_series(LOGGED), LOGGED, "epoch", keep, ("val",))


def test_the_best_epoch_of_the_other_metric_is_a_ghost_with_the_value_that_it_has_here() -> None:
    best, ghost = marks("accuracy", loss=2, accuracy=3)[::-1]
    assert (best.kind, best.label) == ("best", "highest accuracy, 3")
    assert (ghost.kind, ghost.label) == ("ghost", "70.0 % at 2")


def test_one_epoch_that_is_best_by_both_is_marked_once() -> None:
    assert [mark.kind for mark in marks("loss", loss=2, accuracy=2)] == ["best"]


def test_no_point_is_marked_on_a_split_that_is_not_shown() -> None:
    assert marks_of("loss", Curves.from_series(LOGGED), LOGGED, "epoch", {"loss": 2}, ()) == []
