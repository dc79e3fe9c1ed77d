from experiments.parsers.layout import find_layout


def test_prose_and_progress_lines_are_no_header():
    assert find_layout(["Epoch 1: loss 0.5 acc 0.9", "Epoch 2: loss 0.4 acc 0.9"]) is None
    assert find_layout(["loss: 0.5 - acc: 0.9", "loss: 0.4 - acc: 0.9"]) is None


def test_of_a_title_and_a_header_the_one_with_rows_below_is_taken():
    layout = find_layout(["loss, accuracy and epoch", "epoch;loss;acc", "1;0.5;0.6"])
    assert (layout.line, layout.delimiter) == (1, ";")


def test_a_table_without_names_of_metrics_has_no_layout():
    assert find_layout(["name,size", "cat,3"]) is None
