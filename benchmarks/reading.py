"""Reading 100 MB logs: time and peak memory, beside TensorBoard's own reader and pandas.

    python -m benchmarks.reading [--rounds 5] [--megabytes 100] [--only lossacc]

An event file of scalars of eight tags, and a CSV of 26 metrics with all their digits. Each round is
a process of its own, so that its peak memory is its own too; figures are lowest / middle / highest
of the rounds. What lossacc allocated is traced in one more process, since tracing takes time.
"""

import argparse
import json
import resource
import struct
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader

from experiments.parsers import read_log
from experiments.parsers.event_records import record

MEGABYTE = 2**20
UNIT = MEGABYTE if sys.platform == "darwin" else 1024
"""What `ru_maxrss` counts in: bytes on macOS, kilobytes on Linux."""

TAGS = ("train/loss", "train/accuracy", "train/lr", "grad_norm", "eval/loss", "eval/accuracy",
        "samples_per_second", "memory")  # fmt: skip
METRICS = ("loss", "accuracy", "val_loss", "val_accuracy", *(f"metric_{i}" for i in range(22)))
EVENTS, TABLE = "log.tfevents", "log.csv"
Work = Callable[[Path], int]
"""Reads a file and returns how many values it found."""


def make_files(folder: Path, megabytes: int) -> None:
    chance = np.random.default_rng(0)
    with (folder / EVENTS).open("wb") as file:
        step = 0
        while file.tell() < megabytes * 1e6:
            values = chance.random(len(TAGS))
            file.write(b"".join(map(event, [step] * len(TAGS), TAGS, values)))
            step += 1
    with (folder / TABLE).open("w") as file:
        file.write(",".join(("epoch", *METRICS)) + "\n")
        epoch = 0
        while file.tell() < megabytes * 1e6:
            file.write(",".join(map(repr, (epoch, *chance.random(len(METRICS)).tolist()))) + "\n")
            epoch += 1


def event(step: int, tag: str, value: float) -> bytes:
    """A scalar as PyTorch writes it."""
    inner = b"\x0a" + sized(tag.encode()) + b"\x15" + struct.pack("<f", value)
    wall = struct.pack("<d", 1.7e9 + step / 8)
    return record(b"\x09" + wall + b"\x10" + varint(step) + b"\x2a" + sized(b"\x0a" + sized(inner)))


def sized(data: bytes) -> bytes:
    return varint(len(data)) + data


def varint(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def ours(file: Path) -> int:
    return sum(run.point_count for run in read_log(file.name, file.read_bytes()).runs)


def accumulator(file: Path) -> int:
    """What TensorBoard shows: all scalars, none left out."""
    reader = EventAccumulator(str(file), {"scalars": 0}, purge_orphaned_data=False)
    reader.Reload()
    return sum(len(reader.Scalars(tag)) for tag in reader.Tags()["scalars"])


def loader(file: Path) -> int:
    """The events alone, nothing kept."""
    return sum(len(event.summary.value) for event in EventFileLoader(str(file)).Load())


def pandas(file: Path) -> int:
    return pd.read_csv(file).iloc[:, 1:].size


def nothing(_file: Path) -> int:
    """What a process takes that has only loaded the packages."""
    return 0


WORK: dict[str, tuple[Work, str]] = {
    "packages only": (nothing, EVENTS),
    "lossacc, events": (ours, EVENTS),
    "EventFileLoader": (loader, EVENTS),
    "EventAccumulator": (accumulator, EVENTS),
    "lossacc, CSV": (ours, TABLE),
    "pandas.read_csv": (pandas, TABLE),
}


def perform(name: str, folder: Path, traced: bool) -> dict[str, float]:
    work, file = WORK[name]
    if traced:
        tracemalloc.start()
    start = time.perf_counter()
    values = work(folder / file)
    took = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT
    allocated = tracemalloc.get_traced_memory()[1] if traced else 0
    return {"seconds": took, "peak": peak, "traced": allocated, "values": values}


def in_a_process(*arguments: str) -> str:
    """What it printed. A process inherits its parent's peak, so this one stays small itself."""
    command = [sys.executable, "-m", "benchmarks.reading", *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def row(name: str, rounds: list[dict[str, float]], traced: int) -> str:
    def spread(key: str, unit: float, form: str) -> str:
        values = [r[key] / unit for r in rounds]
        return " / ".join(f"{v:{form}}" for v in (min(values), median(values), max(values)))

    allocated = f", traced {traced / MEGABYTE:,.0f} MB" if traced else ""
    return (
        f"{name:>16}  {spread('seconds', 1, '.2f')} s, peak {spread('peak', MEGABYTE, ',.0f')} MB"
        f"{allocated}, {rounds[0]['values']:,} values"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--only", default="", help="part of the names of what is measured")
    parser.add_argument("--make", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--perform", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.make:
        make_files(Path(options.make[0]), int(options.make[1]))
        return
    if options.perform:
        name, folder, traced = options.perform
        print(json.dumps(perform(name, Path(folder), traced == "traced")))
        return
    with tempfile.TemporaryDirectory(prefix="lossacc-benchmark-") as made:
        in_a_process("--make", made, str(options.megabytes))
        for name in (name for name in WORK if options.only in name):
            work = ("--perform", name, made)
            rounds = [json.loads(in_a_process(*work, "plain")) for _ in range(options.rounds)]
            traced = 0
            if name.startswith("lossacc"):
                traced = json.loads(in_a_process(*work, "traced"))["traced"]
            print(row(name, rounds, traced), flush=True)


if __name__ == "__main__":
    main()
