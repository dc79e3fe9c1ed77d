"""Delimited text: delimiters, encodings, line ends, and where a table is wrong."""

import gzip

import pytest

ROWS = "label,prob_cat,prob_dog\ncat,0.75,0.25\ndog,0.5,0.5\n"


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_are_told(upload, delimiter, end):
    scores = upload(ROWS.replace(",", delimiter).replace("\n", end))
    assert scores.values.tolist() == [[0.75, 0.25], [0.5, 0.5]]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_encodings_are_told_by_their_first_bytes(upload, encoding):
    assert upload(ROWS.encode(encoding)).classes == ("cat", "dog")


def test_text_that_is_not_utf8_is_read_with_a_note(upload):
    scores = upload(ROWS.replace("cat", "café").encode("cp1252"))
    assert scores.classes == ("café", "dog")
    assert "Windows-1252" in scores.notes[0]


def test_decimal_commas_and_percent_signs_are_numbers(upload):
    assert upload("label;prob\n0;0,25\n1;75 %\n").values[:, 1].tolist() == [0.25, 0.75]


def test_blank_lines_and_line_breaks_in_cells_do_not_shift_rows(upload, refusal):
    text = 'text,label,prob_0,prob_1\n"a\nb",0,0.5,0.5\n\nc,1,0.25,0.75\n'
    assert upload(text).labels.tolist() == [0, 1]
    wrong = refusal(text.replace("0.75", "x"))
    assert (wrong.line, wrong.column) == (5, 4)


REFUSED = {
    "": (None, None, "upload is empty"),
    " \n \n": (None, None, "white space only"),
    "version https://git-lfs.github.com/spec/v1\noid sha256:0\n": (None, None, "Git LFS pointer"),
    "# made by hand\n": (None, None, "holds no table"),
    "just words\n": (1, None, "is not parted by commas"),
    "label,prob": (1, None, "a header but no rows"),
    "label,prob\n": (None, None, "no rows"),
    "0,0.25,0.75\n1,0.5,0.5\n": (1, None, "no header"),
    "cat,0.25,0.75\ndog,0.5,0.5\n": (1, None, "no header"),
    "label,p,p\n0,1,1\n": (1, 3, "“p” stands there twice, as columns 2 and 3"),
    "label,a,b\n0,0.5,0.5\n1,0.5\n": (3, 3, "This row has 2 cells, the header has 3"),
    "label,a,b\n0,0.5,0.5\n1\n": (3, 2, "This row has 1 cell, the header has 3"),
    "label,a,b\n0,0.5,0.5,1\n": (2, 4, "This row has 4 cells, the header has 3"),
    "label,prob_0,prob_1\n0,0.5,0.5\n1,0.5,half\n": (3, 3, "“half” in line 3, “prob_1”"),
    "label,prob_0,prob_1\n0,,0.5\n": (2, 2, "1 score is missing, infinite"),
    "label,logit_0,logit_1\n0,1,2\n1,inf,nan\n": (3, 2, "2 scores are missing, infinite"),
    "label,prob\n0,0.5\n,0.5\n,0.75\n": (3, 1, "2 labels are missing in “label”, the first in"),
    'label,probs\n0,"[0.5, 0.5]"\n1,[1]\n': (3, 2, "“[1]” in line 3"),
    'label,probs\n0,"[0.5 ... 0.5]"\n1,"[0.5 ... 0.5]"\n': (2, 2, "is no score"),
}


@pytest.mark.parametrize("text", REFUSED)
def test_a_broken_table_is_refused_with_its_line_and_column(refusal, text):
    line, column, reason = REFUSED[text]
    wrong = refusal(text)
    assert (wrong.line, wrong.column) == (line, column)
    assert reason in wrong.reason
    assert wrong.advice


def test_a_list_that_was_cut_short_in_print_is_named_as_such(refusal):
    text = 'label,probs\n0,"[0.5 ... 0.5]"\n1,"[0.5 ... 0.5]"\n'
    assert "cut short when it was printed" in refusal(text).advice


def test_a_packed_table_is_to_be_unpacked(refusal):
    wrong = refusal(gzip.compress(b"label,prob\n1,0.5\n"))
    assert "is an archive, no file of predictions" in wrong.reason
    assert wrong.advice.startswith("Unpack it first.")


def test_a_quotation_mark_that_is_never_closed_is_to_be_looked_for(refusal):
    wrong = refusal('label,prob_cat,prob_dog\n"cat,0.75,0.25\ndog,0.5,0.5\n')
    assert wrong.line == 2
    assert wrong.advice == "Look for a quotation mark that is never closed."


@pytest.mark.parametrize("header", ["label,0,1", "label,0.0,1.0"])
def test_columns_may_be_numbered_classes(upload, header):
    scores = upload(f"{header}\n0,0.75,0.25\n1,0.5,0.5\n")
    assert scores.values.tolist() == [[0.75, 0.25], [0.5, 0.5]]
