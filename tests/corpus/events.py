"""TensorBoard event files, read with the tensorboard package's own reader."""

from pathlib import Path

from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.util import tensor_util

from tests.corpus.model import ROOT, Log, Run

FOLDER = "tensorboard"


def logs() -> list[Log]:
    return [_keras(), _allennlp(), _lightning(), _hugging_face(), *_of_one_file()]


def _scalars(path: Path) -> dict[str, list[float]]:
    """All values of each scalar tag, in the order of the file."""
    found: dict[str, list[float]] = {}
    for event in EventFileLoader(str(path)).Load():
        for value in event.summary.value:
            if value.metadata.plugin_data.plugin_name == "scalars":
                number = tensor_util.make_ndarray(value.tensor).item()
                found.setdefault(value.tag, []).append(number)
    return found


def _files(name: str) -> list[dict[str, list[float]]]:
    """The scalars of each event file of a folder, in the order of their paths."""
    return [_scalars(path) for path in sorted((ROOT / FOLDER / name).rglob("events.*"))]


def _keras() -> Log:
    """One epoch; the training and the validation wrote the same tags into folders of their own."""
    name = "10tanmay100__DEEPCNNCLASSIFIER__keras"
    train, val = _files(name)
    values = {
        "train_loss": train["epoch_loss"],
        "train_accuracy": train["epoch_accuracy"],
        "val_loss": val["epoch_loss"],
        "val_accuracy": val["epoch_accuracy"],
    }
    return Log(f"{FOLDER}/{name}/", (Run.of(1, values),))


def _allennlp() -> Log:
    """Ten epochs; what was logged every hundred steps goes by tags of its own."""
    name = "QAQdev__FRMiner-Training-Results__allennlp"
    train, val = _files(name)
    values = {
        "train_loss": train["loss"],
        "train_accuracy": train["accuracy"],
        "val_loss": val["loss"],
        "val_accuracy": val["accuracy"],
    }
    return Log(f"{FOLDER}/{name}/", (Run.of(10, values),))


def _lightning() -> Log:
    """Five epochs; the second file is of trainer.validate, the third of trainer.test."""
    name = "HCDescamps__cv-image-classification__lightning"
    fit, _, test = _files(name)
    values = {
        "train_loss": fit["train_loss"],
        "val_loss": fit["val_loss"],
        "val_accuracy": fit["val_accuracy"],
        "test_loss": test["test_loss"],
        "test_accuracy": test["test_accuracy"],
    }
    return Log(f"{FOLDER}/{name}/", (Run.of(5, values),))


def _hugging_face() -> Log:
    """The tag train/epoch counts: two epochs of 1500 steps."""
    name = (
        f"{FOLDER}/aryan1112003__hate_speech_detection__hf/"
        "events.out.tfevents.1745562684.LAPTOP-QND4BJ3N.5844.0"
    )
    found = _scalars(ROOT / name)
    values = {"train_loss": found["train/loss"], "val_loss": found["eval/loss"]}
    return Log(name, (Run.of(2, values),))


ONE_FILE = {
    "vesparo__demo-tensorboard-pytorch__single/"
    "events.out.tfevents.1519557452.valerio-Surface-Pro-4": {
        "train_loss": "loss/train",
        "val_loss": "loss/dev",
        "val_accuracy": "acc/dev",
        "test_loss": "loss/test",
        "test_accuracy": "acc/test",
    },
    "HemingwayLee__pytorch-tensorboard-showcase__single/"
    "events.out.tfevents.1715401115.3622b90a002f.16.0": {
        "train_loss": "Loss/train",
        "train_accuracy": "Accuracy/train",
        "test_loss": "Loss/test",
        "test_accuracy": "Accuracy/test",
    },
    "akhil-2709__propaganda-detection-transformer__single/"
    "events.out.tfevents.1652296416.b750acfed2f7.71.0": {"train_loss": "loss"},
    "siddharthsingh5010__pytorch_image_classification_FF_cat_fish__single/"
    "events.out.tfevents.1741893101.ip-10-192-12-202.1851.6": {"train_loss": "Loss/train"},
    "janosh__tensorboard-reducer__dupsteps/"
    "events.out.tfevents.1622966509.janoshs-mbp.lan.86059.0": {
        "dup_steps/foo": "dup_steps/foo",
        "dup_steps/bar": "dup_steps/bar",
    },
}
"""Logs without epochs; the last holds neither a loss nor an accuracy."""

STEPS = (289, 98, 31, 50, 0)


def _of_one_file() -> list[Log]:
    found = []
    for (name, tags), steps in zip(ONE_FILE.items(), STEPS, strict=True):
        scalars = _scalars(ROOT / FOLDER / name)
        values = {column: scalars[tag] for column, tag in tags.items()}
        found.append(Log(f"{FOLDER}/{name}", (Run.of(steps, values),)))
    return found
