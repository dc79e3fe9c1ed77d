"""Settings among the texts of event files."""

import pytest

from experiments.parsers.errors import ParseError
from experiments.parsers.event_messages import Value
from experiments.parsers.event_settings import settings_of
from tests.event_files import bytes_field, number_field


def hparams(*entries: bytes) -> Value:
    session = b"".join(bytes_field(1, entry) for entry in entries)
    return Value(tag=b"_hparams_", plugin="hparams", content=bytes_field(3, session))


def test_hyperparameters_are_numbers_texts_and_truths():
    number = bytes_field(1, b"units") + bytes_field(2, b"\x11" + b"\0\0\0\0\0\0\x50\x40")
    string = bytes_field(1, b"optimizer") + bytes_field(2, bytes_field(3, b"adam"))
    truth = bytes_field(1, b"nesterov") + bytes_field(2, number_field(4, 1))
    nothing = bytes_field(1, b"dropout") + bytes_field(2, number_field(1, 0))
    assert settings_of([hparams(number, string, truth, nothing)]) == {
        "units": "64", "optimizer": "adam", "nesterov": "True", "dropout": "",
    }  # fmt: skip


def test_texts_that_were_logged_again_or_are_long_are_no_settings():
    again = [Value(tag=b"sample", text="a cat"), Value(tag=b"sample", text="a dog")]
    assert settings_of([*again, Value(tag=b"story", text="so it went on " * 50)]) == {}


@pytest.mark.parametrize("text", ["{broken", "{" * 200, '{"a":' * 50_000, "[1]" * 100])
def test_what_is_no_object_is_no_settings(text):
    assert all(value == text for value in settings_of([Value(tag=b"args", text=text)]).values())


def test_what_no_database_takes_is_written_as_escapes():
    found = settings_of([Value(tag=b"args", text='{"a": "\\ud800", "b\\u0000": 1}')])
    assert found == {"a": "\\ud800", "b\\x00": "1"}


def test_settings_without_end_are_cut_off():
    text = "{" + ", ".join(f'"p{i}": {i}' for i in range(3000)) + "}"
    assert len(settings_of([Value(tag=b"args", text=text)])) == 1000


def test_hyperparameters_that_are_no_message_are_refused():
    with pytest.raises(ParseError, match="no message"):
        settings_of([Value(plugin="hparams", content=b"\x1a\x7f")])
