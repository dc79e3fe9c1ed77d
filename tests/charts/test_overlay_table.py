from experiments.charts.overlay import overlay_panels
from experiments.charts.overlay_table import overlay_table
from tests.charts.overlay_runs import NAN, run


def test_a_long_run_has_sixty_rows_and_its_last_epoch():
    (panel,) = overlay_panels([run("A", [1 / i for i in range(1, 301)])])
    rows = overlay_table(panel)
    assert len(rows) == 60
    assert rows[-1].x == "300"


def test_every_cell_of_a_long_table_is_a_value_that_was_logged():
    runs = [run(letter, [1 / (i + 1) for i in range(2000)]) for letter in "AB"]
    (panel,) = overlay_panels(runs)
    assert all("–" not in row.cells for row in overlay_table(panel))


def test_a_value_that_is_not_finite_has_no_number():
    (panel,) = overlay_panels([run("A", [0.9, NAN, 0.5])])
    assert [row.cells for row in overlay_table(panel)] == [("0.9000",), ("–",), ("0.5000",)]
