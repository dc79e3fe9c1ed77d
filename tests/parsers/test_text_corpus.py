"""Real text logs: what the parsers read is what a regular expression of the log's own finds."""

import re
from pathlib import Path

import numpy as np
import pytest

from experiments.parsers import read_log

ROOT = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "runs"

pytestmark = pytest.mark.skipif(
    not ROOT.is_dir(), reason="the corpus of real logs is not beside the repository"
)

ALLENNLP = r"INFO - \S+ - {} +\|  +([\d.]+)  \|  +([\d.]+)"
EXPECTED = {
    "keras_text/AntoineDW__cat-or-dog-keras__log.txt": {
        ("train_loss", "train_accuracy", "val_loss", "val_accuracy"): (
            r"- loss: ([\d.]+) - acc: ([\d.]+) - val_loss: ([\d.]+) - val_acc: ([\d.]+)"
        )
    },
    "keras_text/Abhiswain97__Leaf_disease_detection__logs.txt": {
        ("train_loss", "train_accuracy", "val_loss", "val_accuracy"): (
            r"58/58 .*- loss: ([\d.]+) - sparse_categorical_accuracy: ([\d.]+) "
            r"- val_loss: ([\d.]+) - val_sparse_categorical_accuracy: ([\d.]+)"
        )
    },
    "text_log/5697526__CIFAR-10-Network__log.log": {
        ("epoch", "train_loss", "test_accuracy"): (
            r"Epoch (\d+)/35, Train Loss: ([\d.]+), Test Acc: ([\d.]+)%"
        )
    },
    "text_log/96966__Transformer-Pytorch__log.txt": {
        ("epoch", "train_loss", "val_loss"): r"Epoch (\d+) 完成 \| \S+: ([\d.]+) \| \S+: ([\d.]+)"
    },
    "text_log/AllenSaldanha__DriverDistractionRecognition__log.log": {
        ("epoch", "train_loss"): r"Epoch \[(6)\] Training Loss: ([\d.]+)",
        ("val_loss",): r"Validation Loss: ([\d.]+)",
    },
    "text_log/AmmarRashed__EmoNetTCN__log.log": {
        ("epoch", "train_loss", "val_loss"): (
            r"Epoch (\d+): Train Loss=([\d.]+), Val Loss=([\d.]+)"
        )
    },
    "text_log/QAQdev__FRMiner-Training-Results__stdout.log": {
        ("epoch",): r"Epoch (\d+)/9",
        ("train_loss", "val_loss"): ALLENNLP.format("loss"),
        ("train_accuracy", "val_accuracy"): ALLENNLP.format("accuracy"),
    },
    "text_log/Sanchay117__GSOC_2026_ML4SCI_Vision_Transformer_Test__train.log": {
        ("epoch", "train_loss", "val_loss"): (
            r"Epoch (\d+): train_loss=([\d.]+), val_loss=([\d.]+)"
        )
    },
    "text_log/abhinavagarwalla__swav-cifar10__linear.log": {
        ("epoch", "train_loss", "train_accuracy"): (
            r"Epoch\[(\d+)\].*Loss [\d.]+ \(([\d.]+)\)\tPrec [\d.]+ \(([\d.]+)\)"
        ),
        ("test_loss", "test_accuracy"): r"Test:.*Loss ([\d.]+)\tAcc@1 ([\d.]+)",
    },
    "wandb/harshtripathi272__ResNet-Optimization__run121240/output.log": {
        ("epoch", "train_loss", "train_accuracy", "val_loss", "val_accuracy"): (
            r"Epoch (\d+)/30 \| Train Loss: ([\d.]+) Acc: ([\d.]+)% \| "
            r"Val Loss: ([\d.]+) Acc: ([\d.]+)%"
        )
    },
    "wandb/nicetea17__CIFAR10-Classifier-AlexNet-and-Resnet18__run20205458/output.log": {
        ("epoch",): r"Train: \[(\d+)/50\]",
        ("train_accuracy", "train_loss"): r"Train Acc ([\d.]+) Train Loss ([\d.]+)",
        ("val_accuracy", "val_loss"): r"Val Acc ([\d.]+) Val Loss ([\d.]+)",
    },
}


def text_of(name: str) -> str:
    return (ROOT / name).read_bytes().decode("utf-8", errors="replace")


@pytest.mark.parametrize("name", EXPECTED)
def test_every_epoch_has_the_values_that_are_written(name):
    [run] = read_log(name, (ROOT / name).read_bytes()).runs
    for columns, pattern in EXPECTED[name].items():
        rows = np.array(re.findall(pattern, text_of(name)), dtype=float).reshape(-1, len(columns))
        for column, written in zip(columns, rows.T, strict=True):
            found = run.curves.epoch if column == "epoch" else run.curves.values(column)
            percent = column.endswith("accuracy") and written.max() > 1
            np.testing.assert_array_equal(found, written / 100 if percent else written)


def test_a_bar_that_was_drawn_over_shows_the_values_of_the_epoch_before():
    """One drawing an epoch is left; those of epoch 0 show nothing, those of epoch 23 epoch 22."""
    name = "text_log/Multimodal-Emotion-Recognition-Group__image_bind__lightning_stdout.txt"
    [run] = read_log(name, (ROOT / name).read_bytes()).runs
    shown = dict(re.findall(r"Epoch (\d+): .*?, val_loss_epoch=([\d.]+),", text_of(name)))
    assert run.curves.epoch.tolist() == list(range(23))
    assert run.curves.values("val_loss").tolist() == [float(shown[f"{n + 1}"]) for n in range(23)]
    assert any("of the epoch before" in note for note in run.notes)


def test_a_log_agrees_with_the_table_of_the_same_run():
    printed = "text_log/Sanchay117__GSOC_2026_ML4SCI_Vision_Transformer_Test__train.log"
    table = "generic_csv/Sanchay117__GSOC_2026_ML4SCI_Vision_Transformer_Test__epochs.csv"
    one, other = (read_log(n, (ROOT / n).read_bytes()).runs[0].curves for n in (printed, table))
    assert one.epoch.tolist() == other.epoch.tolist()
    for column in ("train_loss", "val_loss"):
        assert one.values(column).tolist() == other.values(column).round(6).tolist()


def test_a_training_that_was_interrupted_says_so():
    name = "wandb/harshtripathi272__ResNet-Optimization__run121240/output.log"
    [run] = read_log(name, (ROOT / name).read_bytes()).runs
    assert run.notes[0] == "The training stopped with an error, at line 12: KeyboardInterrupt"
