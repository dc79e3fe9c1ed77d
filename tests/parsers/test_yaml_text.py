"""Settings in YAML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.parsers import ParseError
from experiments.parsers.yaml_text import LARGEST, flat_settings, read_yaml


def test_values_stay_as_they_are_written():
    data = b"a: 1.0e-30\nb: yes\nc: 2001-99-99\nd: 010\ne: null\n"
    assert list(read_yaml(data, "x").values()) == ["1.0e-30", "yes", "2001-99-99", "010", "null"]


def test_tags_make_no_objects():
    assert read_yaml(b"a: !!python/object/apply:os.getcwd []\n", "x") == {"a": []}


def test_inner_objects_and_lists_get_one_name_each():
    settings = read_yaml(b"net: {layers: [64, {units: 10}], act: relu}\n", "x")
    assert flat_settings(settings) == {"net.layers": "[64, {units: 10}]", "net.act": "relu"}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"a: [1\n", "did not find expected"),
        (b"x: 1\na: &a [1]\nb: *a\n", "repeats itself by aliases"),
        (b"[" * 60, "nested too deeply"),
        (b"- 1\n", "no names with values"),
        (b"", "no names with values"),
        (b"\xff\xfe\x00", "not text in a known encoding"),
        (b"a: b" + b" " * LARGEST, "settings at most"),
    ],
)
def test_what_cannot_be_read_is_told(data, reason):
    with pytest.raises(ParseError, match=reason) as error:
        read_yaml(data, "config.yaml")
    assert "config.yaml" in error.value.reason


@given(st.text(alphabet="ab:-[]{}?!&*|>'\"\n \t#%@0", max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        flat_settings(read_yaml(text.encode(), "x"))
    except ParseError as error:
        assert error.advice
