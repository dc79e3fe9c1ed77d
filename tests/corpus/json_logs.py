"""Logs of JSON: Keras histories, Hugging Face states, and one object a line."""

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

from tests.corpus.columns import ACCURACY, EVAL, EVAL_ACC, TRAIN_VAL
from tests.corpus.model import ROOT, Log, Run, percent

Columns = Mapping[str, str]

HISTORIES = {
    "AntaresMugisho__MaizeDiseaseDetection__history.json": ACCURACY,
    "AlphaeusNg__Car-Type-Classification-Service__history.json": ACCURACY,
    "DiscreetAI__keras-gpt-2-doublehead__history.json": {"train_loss": "loss"},
    "HorizonSeeker__Handwriting-Recognition-Pytorch-Plus__history.json": {
        **TRAIN_VAL,
        "train_accuracy": "train_accuracy",
        "val_accuracy": "val_accuracy",
    },
    "matty-gg__dogbreedai__pandas.json": ACCURACY,
}

OVERALL = {**EVAL, "val_accuracy": "eval_overall_accuracy"}
LOG_HISTORIES = {
    "aigoncharov__trainer_state_viz__state.json": {
        "train_loss": "loss",
        "val_loss": "eval_g0_loss",
        "val_accuracy": "eval_g0_accuracy",
    },
    "RohitBind123__falcon-lora-imdb-sentiment__state.json": {"train_loss": "loss"},
    "P4P4N1CK__whisper-large-v2-japanese-5k-steps__state.json": EVAL,
    "MaximilianoPona__image_classification_irrigation_systems__state.json": EVAL,
    "Nicolassalvan__mti881-projet2__etape3.json": OVERALL,
    "Nicolassalvan__mti881-projet2__lr5e5.json": OVERALL,
    "aryan1112003__hate_speech_detection__state.json": EVAL,
    "SatyamVaishnav__NLP__state.json": {"train_loss": "loss"},
    "abbyrose803__HEARTS_Adaptation__loglist.json": EVAL_ACC,
    "Velihh__ML_text__state.json": EVAL,
    "ShashankBommana__DNABERT-2__state.json": EVAL_ACC,
}
ALL_RESULTS = "hf_trainer_state/P4P4N1CK__whisper-large-v2-japanese-5k-steps__allresults.json"

TRAIN = {"train_loss": "loss"}
TOP1 = {**TRAIN, "val_accuracy": "accuracy/top1"}
TOTAL = {"train_loss": "total_loss"}
LINES = {
    "mae_jsonl/samxu29__mae__log.txt": (
        "epoch",
        {"train_loss": "train_loss", "test_loss": "test_loss", "test_accuracy": "test_acc1"},
    ),
    "mm_json/Areinaqiu__3035272042__none.json": ("epoch", TRAIN),
    "mm_json/kv-chiu__Fruit-Classification__cls.json": ("epoch", TOP1),
    "mm_json/kv-chiu__Fruit-Classification__det.json": ("epoch", TRAIN),
    "mm_json/duanbo320__openmmlab_camp__visdata.json": ("epoch", TOP1),
    "mm_json/Dieg0Bri__AvancesProyectoImagenes__det.json": (
        "epoch",
        {**TRAIN, "train_accuracy": "acc"},
    ),
    "mm_json/Eric2905-ta__Project_Ai_UTE__seg.json": ("epoch", TRAIN),
    "detectron2_json/Elbhnasy__Medical_Waste_Detection_Detectron2__metrics.json": (
        "iteration",
        TOTAL,
    ),
    "detectron2_json/K-Merrick__water-meters__metrics.json": ("iteration", TOTAL),
    "other_json/kmalhotra1__CC_Fraud__flaml.log": ("record_id", {"val_loss": "validation_loss"}),
}
"""One object a line: what counts, and the columns; accuracies are in percent in all of them."""


def logs() -> list[Log]:
    histories = [_history(f"keras_history_json/{n}", columns) for n, columns in HISTORIES.items()]
    states = [_log_history(f"hf_trainer_state/{n}", c) for n, c in LOG_HISTORIES.items()]
    lines = [_lines(name, count, columns) for name, (count, columns) in LINES.items()]
    return [*histories, *states, _all_results(), *lines]


def _history(name: str, columns: Columns) -> Log:
    history = json.loads((ROOT / name).read_text())
    found = {column: history[metric] for column, metric in columns.items()}
    values = {c: list(v.values()) if isinstance(v, dict) else v for c, v in found.items()}
    return Log(name, (Run.of(max(map(len, values.values())), values),))


def _log_history(name: str, columns: Columns) -> Log:
    state = json.loads((ROOT / name).read_text())
    history = state["log_history"] if isinstance(state, dict) else state
    entries = [entry for entry in history if "train_runtime" not in entry]
    return Log(name, (_run(entries, "epoch", columns),))


def _all_results() -> Log:
    values = json.loads((ROOT / ALL_RESULTS).read_text())
    return Log(ALL_RESULTS, (Run.of(1, {"val_loss": [values["eval_loss"]]}),))


def _lines(name: str, count: str, columns: Columns) -> Log:
    entries = map(json.loads, (ROOT / name).read_text().splitlines())
    return Log(name, (_run(list(entries), count, columns, in_percent=True),))


def _run(
    entries: Iterable[dict[str, Any]], count: str, columns: Columns, *, in_percent: bool = False
) -> Run:
    used = [entry for entry in entries if set(columns.values()) & set(entry)]
    values = {column: [e[name] for e in used if name in e] for column, name in columns.items()}
    if in_percent:
        shares = {c: percent(v) for c, v in values.items() if c.endswith("accuracy")}
        values = {**values, **shares}
    return Run.of(len({math.ceil(e[count]) for e in used if count in e}), values)
