"""What happens to files: cut off, flipped, spliced, repeated; hypothesis draws what and where."""

import re

from hypothesis import strategies as st

from tests.parsers.samples import contents

FILES = contents()

NUMBERS = (
    "nan", "inf", "-inf", "NaN", "Infinity", "1e999", "-1e999", "1e-400", "1e308", "5e-324",
    "0x10", "1_000", "1,5", "1.5.2", "-9.3e18", "9223372036854775807", "9223372036854775808",
    "-9223372036854775809", "18446744073709551616", "99999999999999999999999999999999", "true",
    "null", "-0.0", "--1", "1e", "50%", "٣", "²", "½",
)  # fmt: skip
"""What may stand where a number is expected."""

TOKENS = (
    b'"', b'""', b"{", b"}", b"[", b"]", b",", b";", b"\t", b"|", b":", b"=", b" - ", b"\n",
    b"\r", b"\r\r\n", b"\x00", b"\x08", b"\x1b[31m", b"\x1b[2K", b"\xff\xfe", b"\xef\xbb\xbf",
    b"\xc2\xa0", b"\\u0000", b"\\ud800", b"epoch", b"step", b"loss", b"val_loss", b"accuracy",
    b"Epoch 1/5\n", b"&a", b"*a", b"9999-99-99 99:99:99", b"9" * 400, b"a" * 400,
)  # fmt: skip
"""What breaks tables, JSON, YAML, terminals and encodings."""

places = st.integers(0, 2**16)
pieces = st.sampled_from(TOKENS) | st.binary(max_size=12)


@st.composite
def damaged(draw: st.DrawFn, files: st.SearchStrategy[bytes]) -> bytes:
    """A file with one to three faults."""
    data = draw(files)
    for _ in range(draw(st.integers(1, 3))):
        data = draw(st.sampled_from(FAULTS))(draw, data)
    return data


def _cut(draw: st.DrawFn, data: bytes) -> bytes:
    return data[: draw(places) % (len(data) + 1)]


def _flip_bits(draw: st.DrawFn, data: bytes) -> bytes:
    flipped = bytearray(data)
    for place, bit in draw(st.lists(st.tuples(places, st.integers(0, 7)), max_size=8)):
        if flipped:
            flipped[place % len(flipped)] ^= 1 << bit
    return bytes(flipped)


def _insert(draw: st.DrawFn, data: bytes) -> bytes:
    place = draw(places) % (len(data) + 1)
    return data[:place] + draw(pieces) + data[place:]


def _concatenate(draw: st.DrawFn, data: bytes) -> bytes:
    return data + draw(st.sampled_from(FILES))


def _splice(draw: st.DrawFn, data: bytes) -> bytes:
    other = draw(st.sampled_from(FILES))
    return _cut(draw, data) + other[draw(places) % (len(other) + 1) :]


def _remove(draw: st.DrawFn, data: bytes) -> bytes:
    place = draw(places) % (len(data) + 1)
    return data[:place] + data[place + draw(st.integers(1, 300)) :]


def _repeat(draw: st.DrawFn, data: bytes) -> bytes:
    place = draw(places) % (len(data) + 1)
    block = data[place : place + draw(st.integers(1, 300))]
    return data[:place] + block * draw(st.integers(2, 30)) + data[place:]


def _swap_lines(draw: st.DrawFn, data: bytes) -> bytes:
    lines = data.split(b"\n")
    one, other = (draw(places) % len(lines) for _ in range(2))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _turn_lines(draw: st.DrawFn, data: bytes) -> bytes:
    return b"\n".join(reversed(data.split(b"\n")))


def _other_number(draw: st.DrawFn, data: bytes) -> bytes:
    found = list(re.finditer(rb"-?\d+(\.\d+)?(e-?\d+)?", data))
    if not found:
        return data
    number = found[draw(places) % len(found)]
    text = draw(st.sampled_from(NUMBERS)).encode()
    return data[: number.start()] + text + data[number.end() :]


FAULTS = (
    _cut,
    _flip_bits,
    _insert,
    _concatenate,
    _splice,
    _remove,
    _repeat,
    _swap_lines,
    _turn_lines,
    _other_number,
)
