"""Logs for the eye: a regular expression each."""

import re
from collections.abc import Callable

from tests.corpus.model import ROOT, Log, Run, numbers, percent

Values = dict[str, list[float]]


def logs() -> list[Log]:
    return [
        Log(name, (Run.of(epochs, read(_text(name))),)) for name, (epochs, read) in LOGS.items()
    ]


def _text(name: str) -> str:
    return (ROOT / name).read_bytes().decode("utf-8", "replace").replace("\r", "\n")


def _columns(text: str, pattern: str, *columns: str) -> Values:
    """The groups of a pattern, one a column; accuracies of these logs are in percent."""
    rows = re.findall(pattern, text)
    cells = zip(*rows, strict=True) if len(columns) > 1 else [rows]
    return {
        column: percent(found) if column.endswith("accuracy") else numbers(found)
        for column, found in zip(columns, cells, strict=True)
    }


def _keras(accuracy: str) -> Callable[[str], Values]:
    """The bars that close an epoch are those with a validation loss."""
    names = ("loss", accuracy, "val_loss", f"val_{accuracy}")
    pattern = re.compile(" - ".join(rf"{name}: ([\d.e-]+)" for name in names))

    def read(text: str) -> Values:
        columns = ("train_loss", "train_accuracy", "val_loss", "val_accuracy")
        found = zip(*pattern.findall(text), strict=True)
        return {column: numbers(cells) for column, cells in zip(columns, found, strict=True)}

    return read


def _last_epoch_only(text: str) -> Values:
    train = _columns(text, r"Epoch \[6\] Training Loss: (\S+)", "train_loss")
    return train | _columns(text, r"Epoch \[6\] Validation Loss: (\S+)", "val_loss")


def _equal_signs(text: str) -> Values:
    return _columns(text, r"Train Loss=(\S+), Val Loss=(\S+)", "train_loss", "val_loss")


def _damaged(text: str) -> Values:
    return _columns(text, r"Train Loss: (\S+), Test Acc: (\S+)%", "train_loss", "test_accuracy")


def _linear(text: str) -> Values:
    pattern = r"Epoch\[\d+\] .*Loss \S+ \((\S+)\)\tPrec \S+ \((\S+)\)"
    tested = _columns(text, r"Test:.*Loss (\S+)\tAcc@1 (\S+)", "test_loss", "test_accuracy")
    return _columns(text, pattern, "train_loss", "train_accuracy") | tested


def _progress_bars(text: str) -> Values:
    """Each bar carries the averages of the epoch before; accuracies are shares here."""
    names = {
        "train_loss": "train_loss_epoch",
        "val_loss": "val_loss_epoch",
        "train_accuracy": "train_acc_top1_epoch",
        "val_accuracy": "val_acc_top1_epoch",
    }
    return {c: numbers(re.findall(rf"\b{n}=([\d.]+)", text)) for c, n in names.items()}


def _train_val(text: str) -> Values:
    return _columns(text, r"train_loss=(\S+), val_loss=(\S+),", "train_loss", "val_loss")


def _chinese(text: str) -> Values:
    return _columns(text, r"训练损失: (\S+) \| 验证损失: (\S+)", "train_loss", "val_loss")


def _allennlp(text: str) -> Values:
    """Tables of two columns after each epoch."""
    losses = re.findall(r"- loss +\| +(\S+) +\| +(\S+)", text)
    accuracies = re.findall(r"- accuracy +\| +(\S+) +\| +(\S+)", text)
    cells = (*zip(*losses, strict=True), *zip(*accuracies, strict=True))
    columns = ("train_loss", "val_loss", "train_accuracy", "val_accuracy")
    return {column: numbers(found) for column, found in zip(columns, cells, strict=True)}


LOGS: dict[str, tuple[int, Callable[[str], Values]]] = {
    "keras_text/AntoineDW__cat-or-dog-keras__log.txt": (40, _keras("acc")),
    "keras_text/Abhiswain97__Leaf_disease_detection__logs.txt": (
        1000,
        _keras("sparse_categorical_accuracy"),
    ),
    "text_log/AllenSaldanha__DriverDistractionRecognition__log.log": (1, _last_epoch_only),
    "text_log/AmmarRashed__EmoNetTCN__log.log": (500, _equal_signs),
    "text_log/5697526__CIFAR-10-Network__log.log": (35, _damaged),
    "text_log/abhinavagarwalla__swav-cifar10__linear.log": (500, _linear),
    "text_log/Multimodal-Emotion-Recognition-Group__image_bind__lightning_stdout.txt": (
        23,
        _progress_bars,
    ),
    "text_log/Sanchay117__GSOC_2026_ML4SCI_Vision_Transformer_Test__train.log": (100, _train_val),
    "text_log/96966__Transformer-Pytorch__log.txt": (15, _chinese),
    "text_log/QAQdev__FRMiner-Training-Results__stdout.log": (10, _allennlp),
}
"""Epochs and the reader of each log."""
