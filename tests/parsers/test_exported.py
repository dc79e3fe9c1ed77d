"""Downloads that are not as they were written: refused in a sentence, never with another error."""

import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.parsers import ParseError, read_log
from experiments.parsers.exported import damaged

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
HEADER = "metric,kind,split,scale,step,epoch,time_ms,value\n"
FILES = sorted(SAMPLES.glob("lossacc_*"))


def refused(data: bytes) -> ParseError:
    with pytest.raises(ParseError) as error:
        read_log("run", data)
    return error.value


def document(**series: object) -> bytes:
    one = {"name": "a", "kind": "a", "split": "", "step": [1], "value": [0.5]} | series
    return json.dumps({"format": "lossacc run", "version": 1, "series": [one]}).encode()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,a,,1.0,1,,0.5", "This row has 7 cells, the header 8."),
        ("a,a,,1.0,1.5,,,0.5", "step “1.5”"),
        ("a,a,,1.0,9223372036854775808,,,0.5", "A step or a time of “a” is too large."),
        ("a,a,,1.0,1,,,high", "value “high”"),
        ("a,a,,1.0,1,late,,0.5", "epoch “late”"),
    ],
)
def test_a_row_of_a_csv_that_is_none_is_refused_with_its_line(row: str, said: str) -> None:
    error = refused(f"{HEADER}a,a,,1.0,0,,,0.5\n{row}\n".encode())
    assert error.line == 3
    assert said in error.reason


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("a,a,dev,1.0,1,,,0.5", "“dev” of “a” is no split."),
        ("a,a,,0,1,,,0.5", "The scale of “a” is no positive number."),
        ("a,a,,much,1,,,0.5", "The scale “much” of “a” is no number."),
        ("b,loss,val,1.0,1,,,0.5", "“b” and “c” cannot both be in this downloaded run."),
        ("c,c,,1.0,1,,,0.5", "“c” and “c” cannot both be in this downloaded run."),
    ],
)
def test_metrics_that_cannot_be_are_refused(row: str, said: str) -> None:
    assert refused(f"{HEADER}c,loss,val,1.0,0,,,0.5\n{row}\n".encode()).reason == said


def test_a_header_alone_is_no_run() -> None:
    assert refused(HEADER.encode()).reason == "The downloaded run holds no points."


def test_bytes_that_are_no_text_are_refused_with_their_line() -> None:
    assert refused(HEADER.encode() + b"\xff\xfe,a").line == 2


@pytest.mark.parametrize(
    ("series", "said"),
    [
        ({"step": [1.5]}, "A step or a time of this downloaded run is no whole number."),
        ({"step": [2**63]}, "A step or a time of this downloaded run is too large."),
        ({"step": [1, 2]}, "The lists of “a” are of unequal length."),
        ({"value": ["high"]}, "“high” in this downloaded run is no number."),
        ({"value": 3}, "A list of this downloaded run is missing."),
        ({"epoch": [[]]}, "“[]” in this downloaded run is no number."),
    ],
)
def test_a_series_of_json_that_is_none_is_refused(series: dict, said: str) -> None:
    assert refused(document(**series)).reason == said


def test_a_later_version_is_refused_with_what_to_do() -> None:
    error = refused(document().replace(b'"version": 1', b'"version": 2'))
    assert "version 2 of the format" in error.reason
    assert error.advice == "Download it again, as CSV."


@pytest.mark.parametrize(
    "text", ['{"format": "lossacc run"', '{"format": "lossacc run", "version": 1}']
)
def test_json_that_was_cut_off_is_refused(text: str) -> None:
    assert refused(text.encode()).advice == damaged("").advice


def test_a_table_of_more_rows_than_its_bytes_allow_is_refused_unread() -> None:
    table = pq.read_table(SAMPLES / "lossacc_parquet.parquet").slice(0, 1)
    many = table.take(pa.array([0] * 1_000_000, type=pa.int32()))
    sink = io.BytesIO()
    pq.write_table(many, sink, compression="zstd")
    assert "more rows than it can" in refused(sink.getvalue()).reason


@settings(max_examples=300, deadline=None)
@given(data=st.data(), path=st.sampled_from(FILES))
def test_damage_gives_a_run_or_a_refusal(data: st.DataObject, path: Path) -> None:
    damaged_file = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(damaged_file) - 1))
        damaged_file[place] ^= data.draw(st.integers(1, 255))
    end = data.draw(st.integers(1, len(damaged_file)) | st.just(len(damaged_file)))
    try:
        assert read_log("run", bytes(damaged_file[:end])).runs
    except ParseError as error:
        assert error.reason
