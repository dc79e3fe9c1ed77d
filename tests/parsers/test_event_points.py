"""Scalars of events, read at once or one by one: the same points either way."""

import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.curves import NO_TIME
from experiments.parsers import event_points
from experiments.parsers.errors import ParseError
from experiments.parsers.event_points import read_events
from experiments.parsers.event_records import record
from tests.event_files import BEGAN, begin, bytes_field, event, number_field, scalar, tensor, varint

steps = st.integers(-(2**63), 2**63 - 1) | st.integers(0, 300)
tags = st.sampled_from(["loss", "acc1", "val/loss", "ζ", ""])
float32 = st.floats(width=32)
DTYPES = {
    "f": 1, "d": 2, "i": 3, "B": 4, "h": 5, "b": 6, "q": 9, "?": 10, "H": 17, "e": 19, "I": 22,
    "Q": 23,
}  # fmt: skip
LISTS = {"i": 7, "B": 7, "h": 7, "b": 7, "H": 7, "q": 10, "?": 11, "I": 16, "Q": 17}


def read(*events: bytes) -> dict[str, event_points.Points]:
    return {points.tag: points for points in read_events(begin() + b"".join(events)).points}


def value_of(written: bytes) -> float:
    [points] = read(event(1, written)).values()
    [value] = points.value.tolist()
    return value


@pytest.fixture(params=["at once", "one by one"])
def way(request, monkeypatch):
    few = 1 if request.param == "at once" else 10**9
    monkeypatch.setattr(event_points, "_FEW", few)


@pytest.mark.usefixtures("way")
def test_points_keep_their_order_steps_times_and_values():
    written = [(7, 0.5), (7, float("nan")), (-3, float("inf")), (2**40, float("-inf")), (0, -0.0)]
    points = read(
        *(event(s, scalar("loss", v), wall=BEGAN + i / 8) for i, (s, v) in enumerate(written))
    )["loss"]
    assert points.step.tolist() == [step for step, _ in written]
    np.testing.assert_array_equal(points.value, [value for _, value in written])
    assert np.signbit(points.value[-1])
    assert points.time.tolist() == [int((BEGAN + i / 8) * 1000) for i in range(5)]


@given(st.lists(st.tuples(steps, tags, float32, st.booleans()), min_size=1, max_size=60))
def test_events_read_together_are_those_read_one_by_one(written):
    events = [
        event(step, tensor(tag, b"\x2d" + struct.pack("<f", v)) if t else scalar(tag, v))
        for step, tag, v, t in written
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(event_points, "_FEW", 1)
        together = read(*events)
        patch.setattr(event_points, "_FEW", 10**9)
        single = read(*events)
    assert list(together) == list(single) == list(dict.fromkeys(tag for _, tag, _, _ in written))
    for tag, points in together.items():
        own = [(step, value) for step, t, value, _ in written if t == tag]
        assert points.step.tolist() == single[tag].step.tolist() == [step for step, _ in own]
        np.testing.assert_array_equal(points.value, single[tag].value)
        np.testing.assert_array_equal(points.value, [value for _, value in own])


@given(float32)
def test_a_float32_comes_out_as_the_float64_that_is_the_same(value):
    np.testing.assert_array_equal(value_of(scalar("loss", value)), value)


def test_a_signalling_nan_is_a_nan(monkeypatch):
    monkeypatch.setattr(event_points, "_FEW", 1)
    raw = bytes_field(1, bytes_field(1, b"loss") + b"\x15" + bytes.fromhex("0100a07f"))
    assert np.isnan(read(*[event(1, raw)] * 3)["loss"].value).all()


@pytest.mark.parametrize("kind", DTYPES)
def test_tensors_hold_numbers_of_every_type_as_bytes(kind):
    content = bytes_field(4, struct.pack("<" + kind, 1))
    assert value_of(tensor("loss", content, dtype=DTYPES[kind])) == 1


@pytest.mark.parametrize("kind", LISTS)
def test_tensors_hold_numbers_of_every_type_as_lists(kind):
    least = -5 if kind in "ihbq" else 1
    packed = bytes_field(LISTS[kind], varint(least))
    assert value_of(tensor("loss", packed, dtype=DTYPES[kind])) == least
    single = number_field(LISTS[kind], least)
    assert value_of(tensor("loss", single, dtype=DTYPES[kind])) == least


def test_floats_stand_in_lists_packed_or_not():
    for field, kind, dtype in ((5, "f", 1), (6, "d", 2)):
        raw = struct.pack("<" + kind, -0.375)
        key = varint(field << 3 | (5 if kind == "f" else 1))
        assert value_of(tensor("loss", bytes_field(field, raw), dtype=dtype)) == -0.375
        assert value_of(tensor("loss", key + raw, dtype=dtype)) == -0.375


def test_half_precision_is_read_exactly():
    half = int.from_bytes(struct.pack("<e", 0.333), "little")
    assert value_of(tensor("loss", number_field(13, half), dtype=19)) == float(np.float16(0.333))
    brain = struct.pack("<f", 0.3359375)[2:]
    assert value_of(tensor("loss", bytes_field(4, brain), dtype=14)) == 0.3359375
    number = int.from_bytes(brain, "little")
    assert value_of(tensor("loss", number_field(13, number), dtype=14)) == 0.3359375


def test_a_tensor_of_one_element_without_any_is_zero():
    assert value_of(tensor("loss", b"")) == 0


def test_tensors_of_several_elements_and_plugins_of_others_are_no_scalars():
    three = bytes_field(2, number_field(1, 3))
    several = tensor("weights", bytes_field(4, bytes(12)), shape=three)
    image = tensor("image", bytes_field(4, bytes(4)), plugin="images")
    again = tensor("image", bytes_field(4, bytes(4)))
    assert list(read(event(1, several, image, scalar("loss", 1)), event(2, again))) == ["loss"]


def test_a_plugin_named_at_the_first_value_only_holds_for_the_tag():
    first = tensor("loss", bytes_field(4, struct.pack("<f", 3)), plugin="scalars")
    then = tensor("loss", bytes_field(4, struct.pack("<f", 2)))
    points = read(event(0, first), *(event(i, then) for i in range(1, 40)))["loss"]
    assert points.value.tolist() == [3.0] + [2.0] * 39
    assert points.step.tolist() == list(range(40))


@pytest.mark.usefixtures("way")
def test_several_values_of_one_event_have_its_step():
    values = [scalar("loss", 0.5), scalar("acc", 0.25), scalar("loss", 0.75)]
    found = read(event(3, *values), event(4, *values))
    assert found["loss"].step.tolist() == [3, 3, 4, 4]
    assert found["loss"].value.tolist() == [0.5, 0.75, 0.5, 0.75]
    assert found["acc"].value.tolist() == [0.25, 0.25]


def test_steps_that_a_restart_orphaned_stay():
    restart = record(bytes_field(7, number_field(1, 1)) + number_field(2, 2))
    points = read(event(5, scalar("loss", 1)), restart, event(2, scalar("loss", 3)))["loss"]
    assert points.step.tolist() == [5, 2]


@pytest.mark.parametrize("wall", [0.0, -1.0, float("nan"), float("inf"), 1e300])
def test_a_time_that_is_none_is_unknown(wall):
    assert read(event(1, scalar("loss", 1), wall=wall))["loss"].time.tolist() == [NO_TIME]


def test_a_record_that_is_no_event_is_refused_with_its_place():
    with pytest.raises(ParseError, match=r"Record 2, at byte 40: .* at its byte 0\."):
        read(record(b"\x2a\x7f"))


def test_a_file_of_too_many_metrics_is_refused(monkeypatch):
    monkeypatch.setattr(event_points, "MOST_TAGS", 3)
    with pytest.raises(ParseError, match="more than 3 metrics"):
        read(event(1, *(scalar(f"loss{i}", 1) for i in range(4))))


@given(st.binary(max_size=80))
def test_any_record_is_read_or_refused(payload):
    try:
        read_events(begin() + record(payload) * 20)
    except ParseError as error:
        assert error.reason.startswith("Record ")
        assert error.advice
