"""What the logs of the corpus hold, read here without the project's parsers.

The corpus lies beside the repository and may be missing. The tables below were written down by
looking at the files: which column is which, how many rows each appended run has, what is percent.
"""

import csv
import json
import math
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "runs"

KERAS = {"train_loss": "loss", "val_loss": "val_loss"}
ACC = {**KERAS, "train_accuracy": "acc", "val_accuracy": "val_acc"}
ACCURACY = {**KERAS, "train_accuracy": "accuracy", "val_accuracy": "val_accuracy"}
SPARSE = {
    **KERAS,
    "train_accuracy": "sparse_categorical_accuracy",
    "val_accuracy": "val_sparse_categorical_accuracy",
}
CATEGORICAL = {
    **KERAS,
    "train_accuracy": "categorical_accuracy",
    "val_accuracy": "val_categorical_accuracy",
}
TRAIN_VAL = {"train_loss": "train_loss", "val_loss": "val_loss"}
TRAIN_VAL_ACC = {**TRAIN_VAL, "train_accuracy": "train_acc", "val_accuracy": "val_acc"}
EVAL = {"train_loss": "loss", "val_loss": "eval_loss"}
EVAL_ACC = {**EVAL, "val_accuracy": "eval_accuracy"}
TOP1 = {**TRAIN_VAL, "train_accuracy": "train_top1", "val_accuracy": "val_top1"}


@dataclass(frozen=True)
class Run:
    """Epochs of one run, and for each column of the epoch table the last value logged."""

    epochs: int
    last: dict[str, float]


@dataclass(frozen=True)
class Expected:
    path: Path
    runs: tuple[Run, ...]

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))


@dataclass(frozen=True)
class Csv:
    """How a table is to be read: `epoch` names the column that counts, "" where rows do.

    `untrained` rows at the end evaluate the trained model once more: they are no epoch, and no
    value of the validation curve.
    """

    columns: dict[str, str]
    epoch: str = "epoch"
    rows: tuple[int, ...] = ()
    untrained: int = 0
    percent: bool = False
    delimiter: str = ","
    skip: int = 0


TABLES = {
    "keras_csv/AKBoles__Voice-Identification__speaker250.log": Csv(ACC),
    "keras_csv/AKBoles__Voice-Identification__intro.log": Csv(ACC),
    "keras_csv/BurakErguvn__Car-Prediction-CNN-Model__training.log": Csv(ACCURACY),
    "keras_csv/Abhiswain97__Leaf_disease_detection__training.csv": Csv(SPARSE),
    "keras_csv/mdhach__digit-recognizer__history.csv": Csv(CATEGORICAL, epoch=""),
    "keras_csv/AhmedImtiazPrio__irfanet-10__log2.log": Csv(ACC, rows=(35, 109)),
    "keras_csv/AhmedImtiazPrio__irfanet-10__log5.log": Csv(ACC, rows=(26, 200)),
    "keras_csv/AhmedImtiazPrio__irfanet-10__short.log": Csv(ACC),
    "keras_csv/ManuMollon261297__Speech-Digit-Detector__history.csv": Csv(
        ACCURACY, delimiter=";", skip=1
    ),
    "keras_csv/bytearchive__cs-653-project__history.csv": Csv(
        {"train_loss": "loss", "train_accuracy": "accuracy"}, rows=(300, 130, 3)
    ),
    "keras_csv/Farru049__Handwritten-Digit-Recognition__log.csv": Csv(ACCURACY, rows=(5, 10)),
    "keras_csv/Deepender25__Handwritten-Digit-Recognition---CNN-with-99.65-Accuracy__log.csv": Csv(
        ACCURACY
    ),
    "keras_csv/Charlie839242__Unet-CityScapes__log.csv": Csv(ACC, epoch=""),
    "keras_csv/DinaKhezzane__bert-imdb-sentiment__log.csv": Csv(ACCURACY),
    "keras_csv/BenoitPierson__NLP_binary_classification__log.csv": Csv(ACCURACY),
    "keras_csv/luisjba__rnp__history.csv": Csv(ACCURACY, epoch=""),
    "keras_csv/matty-gg__dogbreedai__history.csv": Csv(ACCURACY, epoch=""),
    "keras_csv/Venus315__deep-learning-image-classifier__log.csv": Csv(
        {"train_loss": "Train Loss", "test_accuracy": "Test Accuracy"}, "Epoch", percent=True
    ),
    "keras_csv/andres-troiano__Multiclass-Text-Classification__log.csv": Csv(ACCURACY),
    "keras_csv/MatPatCarry__Flowers_Classification_Project__history.csv": Csv(ACCURACY),
    "keras_csv/DanielLin94144__DM2020-Lab2-Homework__log.csv": Csv(ACCURACY),
    "lightning_csv/HCDescamps__cv-image-classification__v0.csv": Csv(
        {**TRAIN_VAL, "test_loss": "test_loss", "val_accuracy": "val_accuracy"},
        untrained=2,
    ),
    "lightning_csv/Driemann__ml-aos__v2.csv": Csv(TRAIN_VAL),
    "lightning_csv/Lucas-023__ratos__v0.csv": Csv(TRAIN_VAL_ACC),
    "lightning_csv/Lucas-023__ratos__v4.csv": Csv({"train_loss": "train_loss"}),
    "lightning_csv/MikroMirza__Song-recommendation__v1.csv": Csv(TRAIN_VAL),
    "lightning_csv/Multimodal-Emotion-Recognition-Group__image_bind__v0.csv": Csv(
        {
            "train_loss": "train_loss_epoch",
            "val_loss": "val_loss_epoch",
            "train_accuracy": "train_acc_top1_epoch",
            "val_accuracy": "val_acc_top1_epoch",
        }
    ),
    "lightning_csv/Multimodal-Emotion-Recognition-Group__image_bind__v20.csv": Csv(
        {
            "train_loss": "train_loss_epoch",
            "val_loss": "val_loss_epoch",
            "train_accuracy": "train_acc_top1_epoch",
            "val_accuracy": "val_acc_top1_epoch",
        }
    ),
    "lightning_csv/Jordi6__pytorchLit15min__v0.csv": Csv({"train_loss": "train_loss"}),
    "lightning_csv/Awritrojit__AIOPS_learning_mnist__v18.csv": Csv(
        {
            "train_loss": "train_loss_epoch",
            "train_accuracy": "acc_epoch",
            "test_loss": "test_loss",
            "test_accuracy": "test_acc",
        },
        untrained=1,
    ),
    "lightning_csv/JulioContrerasH__eurosat_github__v0.csv": Csv({"val_loss": "val_loss"}),
    "generic_csv/ChengSashankh__trying-GAT__log.csv": Csv(
        {
            "train_loss": "training_loss",
            "train_accuracy": "training_acc",
            "val_loss": "val_loss",
            "val_accuracy": "val_acc",
        },
        epoch="",
    ),
    "generic_csv/ChengSashankh__trying-GAT__log2.csv": Csv(
        {
            "train_loss": "training_loss",
            "train_accuracy": "training_acc",
            "val_loss": "val_loss",
            "val_accuracy": "val_acc",
        },
        epoch="",
    ),
    "generic_csv/QianQing26__MiniViT__log.csv": Csv(TRAIN_VAL_ACC, epoch="", percent=True),
    "generic_csv/Faisasa12__plant_disease_classifier__log.csv": Csv(
        {"train_loss": "TrainLoss", "val_loss": "ValLoss", "val_accuracy": "ValAcc"}, "Epoch"
    ),
    "generic_csv/tahreemrasul__chestxray_classification__densenet.csv": Csv(
        {
            "train_loss": "training_losses",
            "val_loss": "validation_losses",
            "val_accuracy": "validation_accuracy",
        },
        epoch="",
    ),
    "generic_csv/Sanchay117__GSOC_2026_ML4SCI_Vision_Transformer_Test__epochs.csv": Csv(TRAIN_VAL),
    "generic_csv/YoraiLevi__Intro-to-Deep-Learning-Final-Project-CS236781__metrics.csv": Csv(
        {"train_loss": "Training Loss", "val_loss": "Validation Loss"}, "Epoch"
    ),
    "generic_csv/nawazishkhan1-nk__cs6353-project__log.csv": Csv(TRAIN_VAL, epoch=""),
    "generic_csv/Malfrmnsyhh__ANN-Backpropagation-Beras-Jatim__losscurve.csv": Csv(
        {"train_loss": "loss"}, epoch=""
    ),
    "nanogpt_csv/ethellight565__nanogpt-seis__log.csv": Csv(TRAIN_VAL, "iter"),
    "simpletransformers_csv/akhil-2709__propaganda-detection-transformer__scores.csv": Csv(
        {"train_loss": "train_loss", "val_loss": "eval_loss"}, "global_step"
    ),
    "timm_like_csv/Sush1sui__nutrisight-model-notebook__b3.csv": Csv(TOP1, percent=True),
    "timm_like_csv/Sush1sui__nutrisight-model-notebook__foodnot.csv": Csv(TOP1, percent=True),
    "fastai_csv/matcgoes__fastai-sportsball-classifier__history.csv": Csv(
        {"train_loss": "train_loss", "val_loss": "valid_loss", "val_accuracy": "accuracy"}
    ),
    "catboost/1kovalevskaya__toxic_comments__learn.tsv": Csv(
        {"train_loss": "Logloss"}, "iter", delimiter="\t"
    ),
    "catboost/1644heihei__Kaggle_Predict_Customer_Churn__exp005/learn_error.tsv": Csv(
        {"train_loss": "Logloss"}, "iter", delimiter="\t"
    ),
    "catboost/191220029__AML-Assignment2__learn/learn_error.tsv": Csv(
        {"train_loss": "Logloss"}, "iter", delimiter="\t"
    ),
    "dvclive/CaroCardozo__example-dvc-experiments__run/plots/metrics/train/acc.tsv": Csv(
        {"train_accuracy": "train/acc"}, "step", delimiter="\t"
    ),
    "dvclive/CaroCardozo__example-dvc-experiments__run/plots/metrics/train/loss.tsv": Csv(
        {"train_loss": "train/loss"}, "step", delimiter="\t"
    ),
    "dvclive/CaroCardozo__example-dvc-experiments__run/plots/metrics/eval/acc.tsv": Csv(
        {"val_accuracy": "eval/acc"}, "step", delimiter="\t"
    ),
    "dvclive/CaroCardozo__example-dvc-experiments__run/plots/metrics/eval/loss.tsv": Csv(
        {"val_loss": "eval/loss"}, "step", delimiter="\t"
    ),
    "dvclive/abhraimrb__pytorch-dvc__run/plots/metrics/train/loss.tsv": Csv(
        {"train_loss": "loss"}, "step", delimiter="\t"
    ),
    "dvclive/michaelvay__lightning-hydra-template__run/plots/metrics/train/acc.tsv": Csv(
        {"train_accuracy": "acc"}, "step", delimiter="\t"
    ),
}

HISTORIES = {
    "keras_history_json/AntaresMugisho__MaizeDiseaseDetection__history.json": ACCURACY,
    "keras_history_json/AlphaeusNg__Car-Type-Classification-Service__history.json": ACCURACY,
    "keras_history_json/DiscreetAI__keras-gpt-2-doublehead__history.json": {"train_loss": "loss"},
    "keras_history_json/HorizonSeeker__Handwriting-Recognition-Pytorch-Plus__history.json": {
        **TRAIN_VAL,
        "train_accuracy": "train_accuracy",
        "val_accuracy": "val_accuracy",
    },
    "keras_history_json/matty-gg__dogbreedai__pandas.json": ACCURACY,
}

LOG_HISTORIES = {
    "aigoncharov__trainer_state_viz__state.json": {
        "train_loss": "loss",
        "val_loss": "eval_g0_loss",
        "val_accuracy": "eval_g0_accuracy",
    },
    "RohitBind123__falcon-lora-imdb-sentiment__state.json": {"train_loss": "loss"},
    "P4P4N1CK__whisper-large-v2-japanese-5k-steps__state.json": EVAL,
    "MaximilianoPona__image_classification_irrigation_systems__state.json": EVAL,
    "Nicolassalvan__mti881-projet2__etape3.json": {**EVAL, "val_accuracy": "eval_overall_accuracy"},
    "Nicolassalvan__mti881-projet2__lr5e5.json": {**EVAL, "val_accuracy": "eval_overall_accuracy"},
    "aryan1112003__hate_speech_detection__state.json": EVAL,
    "SatyamVaishnav__NLP__state.json": {"train_loss": "loss"},
    "abbyrose803__HEARTS_Adaptation__loglist.json": EVAL_ACC,
    "Velihh__ML_text__state.json": EVAL,
    "ShashankBommana__DNABERT-2__state.json": EVAL_ACC,
}

MAE = "mae_jsonl/samxu29__mae__log.txt"
MAE_COLUMNS = {"train_loss": "train_loss", "test_loss": "test_loss", "test_accuracy": "test_acc1"}
ALL_RESULTS = "hf_trainer_state/P4P4N1CK__whisper-large-v2-japanese-5k-steps__allresults.json"
TRANSPOSED = "generic_csv/mcoderz__pcc518_trabalho_pratico_3__history.csv"

OTHER_METRICS_ONLY = {
    "yolo_results_csv/Abonia1__YOLOv8-Fire-and-Smoke-Detection__v8.csv": 25,
    "yolo_results_csv/102y__Gallstone-Detection-using-YOLO-v11__v11seg.csv": 10,
    "yolo_results_csv/176deepak__Scraping-images-from-internet-and-YOLOv8-Training__v8.csv": 100,
    "yolo_results_csv/dentionY__yolov4-tiny-dota__v5.csv": 922,
    "yolo_results_csv/A00474210-MSDA5510__yolo_object__v8short.csv": 3,
    "yolo_results_csv/A-Alviento__rock-paper-scissors-yolo-object-detection__v8.csv": 100,
}
"""Detection logs: rows of each, none of whose metrics is the loss or an accuracy."""


def available() -> bool:
    return ROOT.is_dir()


def expected() -> list[Expected]:
    """Every log of the corpus that is read as losses and accuracies, and what it holds."""
    found = [_table(ROOT / name, how) for name, how in TABLES.items()]
    found += [_history(ROOT / name, columns) for name, columns in HISTORIES.items()]
    found += [
        _log_history(ROOT / "hf_trainer_state" / name, columns)
        for name, columns in LOG_HISTORIES.items()
    ]
    return [*found, _mae(), _all_results(), _transposed()]


def refused() -> list[Path]:
    return sorted(path for path in (ROOT / "refuse").rglob("*") if path.is_file())


def _lines(path: Path) -> list[str]:
    text = path.read_bytes().decode("utf-8-sig")
    return [line for line in text.replace("\r", "\n").split("\n") if line.strip()]


def _number(column: str, text: str | float, percent: bool) -> float:
    return float(text) / 100 if percent and column.endswith("accuracy") else float(text)


def _table(path: Path, how: Csv) -> Expected:
    reader = csv.DictReader(_lines(path)[how.skip :], delimiter=how.delimiter)
    reader.fieldnames = [name.strip() for name in reader.fieldnames or []]
    rows = list(reader)
    runs, start = [], 0
    for count in how.rows or (len(rows),):
        runs.append(_table_run(rows[start : start + count], how))
        start += count
    assert start == len(rows), f"{path.name}: rows of the runs"
    return Expected(path, tuple(runs))


def _table_run(rows: list[dict[str, str]], how: Csv) -> Run:
    trained = rows[: len(rows) - how.untrained]
    epochs = [math.ceil(float(row[how.epoch])) for row in trained if how.epoch and row[how.epoch]]
    last = {}
    for column, name in how.columns.items():
        logged = rows if column.startswith("test_") else trained
        last[column] = _number(
            column, [row[name] for row in logged if row[name].strip()][-1], how.percent
        )
    return Run(len(set(epochs)) if how.epoch else len(rows), last)


def _history(path: Path, columns: dict[str, str]) -> Expected:
    history = json.loads(path.read_text())
    values = {column: history[name] for column, name in columns.items()}
    lists = {c: list(v.values()) if isinstance(v, dict) else v for c, v in values.items()}
    last = {column: float(found[-1]) for column, found in lists.items()}
    return Expected(path, (Run(max(map(len, lists.values())), last),))


def _log_history(path: Path, columns: dict[str, str]) -> Expected:
    state = json.loads(path.read_text())
    history = state["log_history"] if isinstance(state, dict) else state
    entries = [entry for entry in history if "train_runtime" not in entry]
    used = [entry for entry in entries if set(columns.values()) & set(entry)]
    last = {c: float([e[n] for e in entries if n in e][-1]) for c, n in columns.items()}
    return Expected(path, (Run(len({math.ceil(e["epoch"]) for e in used}), last),))


def _mae() -> Expected:
    entries = [json.loads(line) for line in (ROOT / MAE).read_text().splitlines()]
    last = {c: _number(c, entries[-1][n], percent=True) for c, n in MAE_COLUMNS.items()}
    return Expected(ROOT / MAE, (Run(len({e["epoch"] for e in entries}), last),))


def _all_results() -> Expected:
    values = json.loads((ROOT / ALL_RESULTS).read_text())
    return Expected(ROOT / ALL_RESULTS, (Run(1, {"val_loss": values["eval_loss"]}),))


def _transposed() -> Expected:
    rows = {row[0]: row[1:] for row in csv.reader(_lines(ROOT / TRANSPOSED))}
    last = {column: float(rows[name][-1]) for column, name in ACCURACY.items()}
    return Expected(ROOT / TRANSPOSED, (Run(len(rows[""]), last),))
