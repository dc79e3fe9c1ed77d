"""Files that are made to be slow or large: each is one habit of parsers, driven far."""

import gzip
import json
import struct
from collections.abc import Callable
from io import BytesIO

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from tests.event_files import begin, event, scalar
from tests.parsers.wandb_files import history, wandb_log

Build = Callable[[int], bytes]

TABLE = b"epoch,loss,val_loss\n0,0.9,1.0\n1,0.5,0.7\n"
BAR = b"Epoch 1/5\n9/9 [====] - 1s - loss: 0.5 - val_loss: 0.4\n"
LINE = b'{"epoch": 1, "loss": 0.5}\n'


def _repeated(unit: bytes, first: bytes = b"") -> Build:
    return lambda size: first + unit * (size // len(unit))


def _counted(unit: str, first: str = "", last: str = "") -> Build:
    """The unit again and again, with a number that grows."""

    def build(size: int) -> bytes:
        units = (unit.format(i) for i in range(size // (len(unit) + 4)))
        return (first + "".join(units) + last).encode()

    return build


def _as_json(value: Callable[[int], object]) -> Build:
    return lambda size: json.dumps(value(size)).encode()


def _nested_strings(size: int) -> bytes:
    text = '{"loss": [1]}'
    while len(text) < size:
        text = json.dumps({"history": text})
    return text.encode()


def _uneven_lists(size: int) -> object:
    return {f"loss{i}": [0.5] * i for i in range(int((size / 3) ** 0.5))}


def _wide_records(size: int) -> bytes:
    count = int((size / 16) ** 0.5)
    lines = ({"epoch": i, **{f"m{k}": 0.5 for k in range(count)}} for i in range(count))
    return "\n".join(map(json.dumps, lines)).encode()


def _swollen_parquet(size: int) -> bytes:
    """Millions of equal numbers, which take next to nothing in the file."""
    file = BytesIO()
    table = pa.table({"epoch": np.arange(10), "loss": np.zeros(10)})
    parquet.write_table(pa.concat_tables([table] * (size // 2)).combine_chunks(), file)
    return file.getvalue()


def _far_records(size: int) -> bytes:
    """A record of an event file that claims to hold 2**63 bytes."""
    return begin() + struct.pack("<Q", 2**63) + b"\x00" * size


def _events(size: int) -> bytes:
    some = b"".join(event(i, scalar("loss/train", 0.5)) for i in range(500))
    return begin() + some * (size // len(some))


def _tags(size: int) -> bytes:
    return begin() + b"".join(event(i, scalar(f"loss{i}", 0.5)) for i in range(size // 60))


HOSTILE: dict[str, Build] = {
    **{
        f"{name} {unit!r}": _repeated(unit, first)
        for name, first in (("nothing but", b""), ("table then", TABLE), ("text then", BAR))
        for unit in (
            b"{",
            b"[",
            b'"',
            b"\x08",
            b"\r",
            b"\n",
            b",",
            b" ",
            b"-",
            b"9",
            b"a=",
            b"| ",
            b"loss: ",
            b"loss=0.5 ",
            b"Epoch 1\n",
            b"1,2,3\n",
            b"\x1b[31m",
            b"\xc2\xa0",
        )
    },
    **{
        f"JSON lines then {unit!r}": _repeated(unit, LINE)
        for unit in (b"{", b"[", b'"', b"9", b'{"a":', b"\n", LINE, b"loss: 0.5\n")
    },
    "bars that erase themselves": _repeated(b"1/9 [=>..] - loss: 0.5" + b"\x08" * 22, BAR),
    "bars in one line": _repeated(b"\r1/9 [=>...] - ETA: 1s - loss: 0.5", BAR),
    "one cell that is never closed": _repeated(b"a\n", b'epoch,loss\n1,"'),
    "a number of many digits": _repeated(b"9", b"epoch,loss\n1,"),
    "a JSON number of many digits": _repeated(b"9", b'{"loss":['),
    "many columns": _counted("loss{},", "epoch,", "x\n1"),
    "the same column many times": _repeated(b",loss", b"epoch"),
    "a table that lies on its side": _counted("{},", "metric,", "x\nloss,1"),
    "many runs": _repeated(b"0,0.5\n1,0.4\n", b"epoch,loss\n"),
    "many headers": _repeated(b"epoch,loss\n1,0.5\n"),
    "many headers of their own": _counted("epoch,loss{0}\n{0},0.5\n"),
    "many titles": _repeated(b"a line of a title\n"),
    "many named runs": _counted("run{},0.5\n", "Name,val_acc\n"),
    "many metrics in a long table": _counted("loss{0},{0},0.5\n", "metric,step,value\n"),
    "durations": _counted("{},01:02,0.5\n", "epoch,time,loss\n"),
    "epochs far apart": _counted("{}000000000,0.5\n", "epoch,loss\n"),
    "many keys in JSON lines": _counted('{{"epoch":{0},"loss{0}":0.5}}\n'),
    "wide JSON lines": _wide_records,
    "objects in objects": lambda size: b'{"loss":' * (size // 9) + b"1" + b"}" * (size // 9),
    "JSON in strings in JSON": _nested_strings,
    "a history of many metrics": _as_json(lambda n: {f"m{i}": [0.5] for i in range(n // 18)}),
    "a history of lists of all lengths": _as_json(_uneven_lists),
    "boosting of many sets": _as_json(lambda n: {f"v{i}": {"rmse": [1]} for i in range(n // 24)}),
    "a state of many keys": _as_json(
        lambda n: {"log_history": [{"epoch": i, f"loss{i}": 0.5} for i in range(n // 30)]}
    ),
    "many settings": _counted("setting_{}: 5\n", "", "Epoch 1: loss=0.5\n"),
    "many metrics in lines": _counted("Epoch {0}: loss_{0}=0.5\n"),
    "many metrics in a line": _counted("m{}=0.5 ", "Epoch 1: loss=0.5 "),
    "many tracebacks": _repeated(b'Traceback (most recent call last):\n  File "a.py", line 1\n'),
    "YAML that multiplies": _counted("a{0}: &a{0} [*a{0},*a{0},*a{0}]\n", 'a: &a ["x"]\n'),
    "UTF-16 without a mark": _repeated("epoch,loss\n1,0.5\n".encode("utf-16-le")),
    "gzip that swells": lambda size: gzip.compress(b"0" * size * 20),
    "Parquet that swells": _swollen_parquet,
    "many events": _events,
    "many tags": _tags,
    "a record of 2**63 bytes": _far_records,
    "a varint without end": lambda size: begin() + b"\x80" * size,
    "many rows of W&B": lambda size: wandb_log(*(history(i, loss=0.5) for i in range(size // 40))),
    "many keys of W&B": lambda size: wandb_log(
        *(history(i, **{f"loss{i}": 0.5}) for i in range(size // 40))
    ),
}
