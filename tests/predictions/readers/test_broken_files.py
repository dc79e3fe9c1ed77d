"""Whatever bytes are uploaded: predictions, or a refusal in words."""

import io
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from experiments.predictions.readers import ParseError, read_arrays, read_predictions

RANDOM = np.random.default_rng(0)
P = np.round(RANDOM.dirichlet(np.ones(3), 40), 4)
Y = RANDOM.integers(0, 3, 40)
NAMES = [f"img{i}.png" for i in range(40)]
BUDGET = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def saved(write: Callable[[io.BytesIO], object]) -> bytes:
    buffer = io.BytesIO()
    write(buffer)
    return buffer.getvalue()


TABLE = {"image": NAMES, "label": Y, **{f"prob_{k}": P[:, k] for k in range(3)}}
ROWS = [dict(zip(TABLE, row, strict=True)) for row in zip(*TABLE.values(), strict=True)]
LINES = [json.dumps({k: v if isinstance(v, str) else float(v) for k, v in r.items()}) for r in ROWS]
STRUCT = np.array(list(zip(Y == 1, P[:, 1], strict=True)), dtype=[("label", "i4"), ("prob", "f8")])
SAMPLES = {
    "csv": "\n".join([",".join(TABLE), *(",".join(map(str, r.values())) for r in ROWS)]).encode(),
    "jsonl": "\n".join(LINES).encode(),
    "json": json.dumps({"y": Y.tolist(), "probs": P.tolist()}).encode(),
    "npz": saved(lambda file: np.savez(file, y_true=Y, probs=P, names=np.array(NAMES))),
    "packed": saved(lambda file: np.savez_compressed(file, y_true=Y, logits=np.log(P + 0.01))),
    "npy": saved(lambda file: np.save(file, STRUCT)),
    "parquet": saved(lambda file: parquet.write_table(pa.table(TABLE), file)),
    "lists": saved(
        lambda file: parquet.write_table(pa.table({"label": Y, "probs": P.tolist()}), file)
    ),
}


def outcome(data: bytes) -> str:
    """Reads bytes as a file of predictions; any exception but a ParseError is a failure."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        path.write_bytes(data)
        scratch = Path(folder) / "scratch"
        scratch.mkdir()
        try:
            scores = read_predictions("upload", path, scratch).scores
        except ParseError as refusal:
            assert refusal.reason
            assert "{where}" not in str(refusal)
            return "refused"
        assert np.isfinite(scores.values).all()
        assert 0 <= scores.labels.min() <= scores.labels.max() < len(scores.classes)
        if scores.kind == "probabilities":
            np.testing.assert_allclose(scores.values.sum(axis=1), 1, atol=1e-4)
        return "read"


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_samples_themselves_are_read(sample):
    assert outcome(SAMPLES[sample]) == "read"


@BUDGET
@given(st.binary(max_size=400))
def test_random_bytes_are_refused_in_words(data):
    outcome(data)


@BUDGET
@given(st.text(alphabet='{}[]",:;\t\n 01.-eabnull', max_size=200))
def test_random_tables_and_json_are_read_or_refused_in_words(text):
    outcome(text.encode())


@pytest.mark.parametrize("sample", SAMPLES)
@BUDGET
@given(data=st.data())
def test_a_file_that_was_cut_off_is_read_or_refused_in_words(sample, data):
    whole = SAMPLES[sample]
    outcome(whole[: data.draw(st.integers(0, len(whole) - 1))])


@pytest.mark.parametrize("sample", SAMPLES)
@BUDGET
@given(data=st.data())
def test_a_file_with_flipped_bits_is_read_or_refused_in_words(sample, data):
    changed = bytearray(SAMPLES[sample])
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(changed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    outcome(bytes(changed))


@BUDGET
@given(st.binary(max_size=300), st.binary(max_size=300))
def test_two_files_of_any_bytes_are_refused_in_words(first, second):
    with tempfile.TemporaryDirectory() as folder:
        paths = Path(folder) / "y.npy", Path(folder) / "p.npy"
        for path, data in zip(paths, (first, second), strict=True):
            path.write_bytes(data)
        with pytest.raises(ParseError):
            read_arrays(("y.npy", paths[0]), ("p.npy", paths[1]), Path(folder))
