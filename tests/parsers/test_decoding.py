import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.parsers.decoding import decode
from experiments.parsers.errors import ParseError


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n", "\r"])
def test_every_line_end_becomes_one_newline(end):
    assert decode(f"a{end}b{end}".encode()) == ("a\nb\n", ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_comes_back_as_it_was(encoding):
    assert decode("épocas,loss\n1,½\n".encode(encoding)) == ("épocas,loss\n1,½\n", ())


def test_utf_16_cut_in_the_middle_of_a_character_is_refused():
    with pytest.raises(ParseError, match="begins like UTF-16-LE text"):
        decode("epoch,loss".encode("utf-16")[:-1])


def test_bytes_that_are_not_utf_8_are_read_as_windows_1252_and_told_with_the_line():
    text, notes = decode(b"loss\n0,5 \x80\n")
    assert text == "loss\n0,5 €\n"
    assert notes == ("Line 2 is not valid UTF-8; the file was read as Windows-1252.",)


@given(st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs")), min_size=1))
def test_plain_text_is_never_changed(text):
    assert decode(text.encode()) == (text.removeprefix("\ufeff"), ())
