"""Weights & Biases: chart exports, the table of runs, folders of a run, the offline file."""

import csv
import json
import re
from pathlib import Path
from struct import unpack_from

from google.protobuf.empty_pb2 import Empty
from google.protobuf.unknown_fields import UnknownFieldSet

from tests.corpus.model import ROOT, Log, Run, numbers, percent

CHARTS = {
    "wandb/EvergreenTree__di-f-fu-sion__export_runs.csv": (
        "oxford_flowers102-colu-conv2d",
        "oxford_flowers102-relu-conv2d",
    ),
    "wandb/EvergreenTree__di-f-fu-sion__export_cifar.csv": ("colu", "relu"),
}
RUNS_TABLE = "wandb/Bowen-n__GNN-Kernel-Test__runs_table.csv"
SUMMARY = "wandb/dentionY__yolov4-tiny-dota__summary.json"
ALEXNET = "wandb/nicetea17__CIFAR10-Classifier-AlexNet-and-Resnet18__run20205458/"
RESNET = "wandb/harshtripathi272__ResNet-Optimization__run121240/"
OFFLINE = "wandb/akhil-2709__propaganda-detection-transformer__run224717/"


def logs() -> list[Log]:
    charts = [_chart(name, runs) for name, runs in CHARTS.items()]
    return [*charts, _runs_table(), _summary(), _alexnet(), _resnet(), _offline()]


def _chart(name: str, runs: tuple[str, ...]) -> Log:
    """One column of training losses a run; a run ends where its cells are empty."""
    rows = _csv(name)
    losses = [[row[f"{run} - train/loss"] for row in rows] for run in runs]
    values = [numbers([cell for cell in cells if cell]) for cells in losses]
    return Log(name, tuple(Run.of(len(v), {"train_loss": v}) for v in values))


def _runs_table() -> Log:
    """One row a run: of each epoch nothing, of two accuracies the best."""
    names = ("best_val_acc", "best_test_acc")
    runs = (Run.of(0, {name: numbers([row[name]]) for name in names}) for row in _csv(RUNS_TABLE))
    return Log(RUNS_TABLE, tuple(runs))


def _summary() -> Log:
    """The closing values of a detector: parts of the loss, and no accuracy."""
    found = json.loads((ROOT / SUMMARY).read_text())
    names = ("train/box_loss", "val/box_loss", "metrics/mAP_0.5")
    return Log(SUMMARY, (Run.of(0, {name: [found[name]] for name in names}),))


def _csv(name: str) -> list[dict[str, str]]:
    with (ROOT / name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _alexnet() -> Log:
    """Lines such as ``* Val Acc 77.050 Val Loss 1.539`` after each of 50 epochs."""
    text = (ROOT / ALEXNET / "output.log").read_text(encoding="utf-8")
    values = {}
    for split, word in (("train", "Train"), ("val", "Val")):
        pairs = re.findall(rf"\* {word} Acc (\S+) {word} Loss (\S+)", text)
        values[f"{split}_accuracy"] = percent([accuracy for accuracy, _ in pairs])
        values[f"{split}_loss"] = numbers([loss for _, loss in pairs])
    return Log(ALEXNET, (Run.of(len(values["val_loss"]), values),))


def _resnet() -> Log:
    """Interrupted after its first epoch; the summary of the folder holds the same values."""
    found = json.loads((ROOT / RESNET / "wandb-summary.json").read_text())
    text = (ROOT / RESNET / "output.log").read_text(encoding="utf-8")
    loss, accuracy, val_loss, val_accuracy = re.findall(r"(?:Loss|Acc): ([\d.]+)", text)
    assert round(found["val_loss"], 4) == float(val_loss)
    values = {
        "train_loss": numbers([loss]),
        "train_accuracy": percent([accuracy]),
        "val_loss": numbers([val_loss]),
        "val_accuracy": percent([val_accuracy]),
    }
    return Log(RESNET, (Run.of(1, values),))


def _offline() -> Log:
    """Ten evaluations among rows of ``Training loss`` alone."""
    rows = _history(ROOT / OFFLINE / "run-1innk7gt.wandb")
    evaluated = [row for row in rows if "eval_loss" in row]
    values = {
        "train_loss": [row["train_loss"] for row in evaluated],
        "val_loss": [row["eval_loss"] for row in evaluated],
    }
    return Log(OFFLINE, (Run.of(len(evaluated), values),))


def _history(path: Path) -> list[dict[str, float]]:
    """The history rows (field 2 of a record) of an offline file."""
    rows = []
    for record in _records(path.read_bytes()):
        for history in _fields(record, 2):
            items = [dict(_every_field(item)) for item in _fields(history, 1)]
            rows.append({item[1].decode(): json.loads(item[16]) for item in items})
    return rows


def _records(data: bytes) -> list[bytes]:
    """LevelDB's log: blocks of 32 KiB; a header of 7 bytes before each record or part of one."""
    found, parts, place = [], b"", 7
    while place + 7 <= len(data):
        if 32_768 - place % 32_768 < 7:
            place += 32_768 - place % 32_768
            continue
        _, size, kind = unpack_from("<IHB", data, place)
        body = data[place + 7 : place + 7 + size]
        parts = body if kind in (1, 2) else parts + body
        if kind in (1, 4):
            found.append(parts)
        place += 7 + size
    return found


def _every_field(message: bytes) -> list[tuple[int, bytes]]:
    return [
        (field.field_number, field.data) for field in UnknownFieldSet(Empty.FromString(message))
    ]


def _fields(message: bytes, number: int) -> list[bytes]:
    return [data for found, data in _every_field(message) if found == number]
