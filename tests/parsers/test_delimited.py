import pytest

from experiments.parsers import ParseError, read_log


def only_run(text: str):
    [run] = read_log("log.csv", text.encode()).runs
    return run


def column(text: str, name: str) -> list[float]:
    return only_run(text).curves.values(name).tolist()


def test_a_title_line_before_the_header_is_passed_over():
    assert column("my run, second try\nepoch,loss\n0,0.5\n1,0.4\n", "train_loss") == [0.5, 0.4]


def test_headers_and_cells_may_be_padded():
    text = "   epoch,   train_loss, val_loss\n    1,  0.9,  1.0\n    2,  0.5,  0.7\n"
    assert column(text, "val_loss") == [1.0, 0.7]


def test_blank_lines_are_no_rows():
    assert column("epoch,loss\n\n1,0.5\n\n2,0.4\n\n", "train_loss") == [0.5, 0.4]


def test_rows_of_empty_cells_are_no_rows():
    assert only_run("loss,val_loss\n0.5,0.6\n , \n,\n0.4,0.5\n").curves.epoch.tolist() == [1, 2]


def test_cr_cr_lf_ends_one_line():
    text = "epoch,loss\r\r\n1,0.5\r\r\n2,abc\r\r\n"
    with pytest.raises(ParseError) as caught:
        read_log("log.csv", text.encode())
    assert caught.value.line == 3


def test_a_decimal_comma_is_understood():
    assert column("epoch;loss;val_loss\n1;0,5;1,25\n2;0,4;1e-3\n", "val_loss") == [1.25, 0.001]


def test_quoted_cells_may_hold_the_delimiter():
    assert column('epoch,loss,note\n1,0.5,"a, b"\n2,"0,4",c\n', "train_loss") == [0.5, 0.4]


def test_a_markdown_table_is_read():
    text = "| epoch | loss |\n|---|---:|\n| 1 | 0.5 |\n| 2 | 0.4 |\n"
    assert column(text, "train_loss") == [0.5, 0.4]


def test_a_comment_sign_before_the_header_is_no_name():
    assert column("# epoch loss\n1 0.5\n2 0.4\n", "train_loss") == [0.5, 0.4]


def test_one_column_is_a_log_too():
    run = only_run("loss\n0.9\n0.5\n")
    assert run.curves.epoch.tolist() == [1, 2]


def test_an_unnamed_column_that_counts_is_the_epoch():
    run = only_run(",loss,val_loss\n0,0.9,1.0\n1,0.5,0.7\n")
    assert run.curves.epoch.tolist() == [0, 1]
    assert [s.name for s in run.series] == ["loss", "val_loss"]


def test_rows_one_cell_longer_than_the_header_begin_with_an_index():
    assert only_run("loss val_loss\n0 0.9 1.0\n1 0.5 0.7\n").curves.epoch.tolist() == [0, 1]


def test_a_trailing_delimiter_adds_no_column():
    assert column("epoch,loss\n1,0.5,\n2,0.4,\n", "train_loss") == [0.5, 0.4]


def test_a_transposed_table_is_turned():
    run = only_run(",0,1,2\nloss,0.9,0.5,0.4\nval_accuracy,0.1,0.2,0.3\n")
    assert run.curves.epoch.tolist() == [0, 1, 2]
    assert run.curves.values("val_accuracy").tolist() == [0.1, 0.2, 0.3]


def test_a_header_that_stands_again_is_no_row_and_is_told():
    log = read_log("log.csv", b"loss,val_loss\n0.9,1.0\nloss,val_loss\n0.8,0.9\n0.7,0.8\n")
    assert [len(run.series[0].value) for run in log.runs] == [1, 2]
    assert "line 3" in " ".join(log.runs[0].notes)


@pytest.mark.parametrize(
    ("text", "line", "place"),
    [
        ("epoch,loss,val_loss\n1,0.5,0.6\n2,0.4\n", 3, 3),
        ("epoch,loss\n1,0.5,7\n2,0.4\n", 2, 3),
        ("epoch;loss\n\n1;0.5\n2;0.4;0.3\n", 4, 3),
    ],
)
def test_a_ragged_row_is_refused_with_its_line_and_cell(text, line, place):
    with pytest.raises(ParseError, match="the header has") as caught:
        read_log("log.csv", text.encode())
    assert (caught.value.line, caught.value.column) == (line, place)


def test_a_quotation_mark_that_is_never_closed_is_refused_with_a_line():
    text = 'epoch,loss\n1,"0.5\n' + "2,0.4\n" * 40_000
    with pytest.raises(ParseError, match="line 2"):
        read_log("log.csv", text.encode())


def test_the_line_of_a_row_counts_lines_inside_quotes():
    text = 'epoch,loss,note\n1,0.5,"two\nlines"\n2,abc,x\n'
    with pytest.raises(ParseError) as caught:
        read_log("log.csv", text.encode())
    assert caught.value.line == 4


def test_a_last_row_that_was_cut_off_is_left_out_and_named():
    run = only_run("epoch,loss,val_loss\n1,0.5,0.6\n2,0.4,0.5\n3,0.")
    assert run.curves.epoch.tolist() == [1, 2]
    assert any("Line 4" in note and "cut off" in note for note in run.notes)


@pytest.mark.parametrize("text", ["1,0.5,0.6\n2,0.4\n3,0.3,0.4", "1,0.5,0.6\n2,0.4\n"])
def test_a_short_row_that_others_follow_or_that_is_ended_is_refused(text):
    with pytest.raises(ParseError) as refusal:
        only_run(f"epoch,loss,val_loss\n{text}")
    assert (refusal.value.line, refusal.value.column) == (3, 3)
