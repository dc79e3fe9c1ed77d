from experiments.parsers.terminal import drawn, plain


def test_colours_titles_and_cursor_movements_go():
    text = "\x1b[1;32mEpoch\x1b[0m\x1b[2K 1\x1b]0;title\x07 \x1b[?25lloss 0.5\x1bM"
    assert plain(text) == "Epoch 1 loss 0.5"


def test_an_escape_that_nothing_follows_stays():
    assert plain("a\x1b") == "a\x1b"


def test_what_backspaces_overwrite_keeps_its_line_number():
    assert list(drawn("a\b\bb\nc")) == [(1, "a"), (1, "b"), (2, "c")]


def test_every_line_is_drawn_the_last_one_without_an_end_too():
    assert [line for _, line in drawn("a\n\nb")] == ["a", "", "b"]
