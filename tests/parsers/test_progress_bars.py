"""Which epoch the values of whole epochs in a progress bar are of."""

from experiments.parsers.progress_bars import EpochBars


def told(*drawn: tuple[float, bool, dict[str, float]]) -> list[tuple[float, dict[str, float]]]:
    bars = EpochBars()
    rows = [row for epoch, complete, values in drawn for row in bars.take(epoch, complete, values)]
    return rows + bars.rest()


def test_the_last_drawing_of_a_finished_bar_counts():
    early, late = {"val_loss": 0.9}, {"val_loss": 0.7}
    found = told(
        (0, True, {}), (0, True, early), (1, False, early), (1, True, early), (1, True, late)
    )
    assert found == [(0, early), (1, late)]


def test_values_of_an_unfinished_bar_are_of_the_epoch_before_and_told_already():
    value = {"val_loss": 0.9}
    assert told((0, True, value), (1, False, value)) == [(0, value)]


def test_without_values_at_the_first_epoch_all_are_of_the_epoch_before():
    one, two = {"val_loss": 0.9}, {"val_loss": 0.7}
    assert told((0, True, {}), (1, True, one), (2, False, two), (2, True, two)) == [
        (0, one),
        (1, two),
    ]


def test_a_second_training_begins_anew():
    one, two = {"val_loss": 0.9}, {"val_loss": 0.7}
    assert told((0, True, one), (1, True, two), (0, True, one)) == [(0, one), (1, two), (0, one)]
