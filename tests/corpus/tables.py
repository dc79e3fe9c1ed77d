"""Tables of one file: Keras, Lightning, YOLO, fastai, timm, nanoGPT, CatBoost and home-made."""

import csv

from tests.corpus.columns import (
    ACC,
    ACCURACY,
    CATEGORICAL,
    SPARSE,
    TOP1,
    TRAIN_VAL,
    TRAIN_VAL_ACC,
)
from tests.corpus.model import ROOT, Log, Run, numbers
from tests.corpus.read_csv import Csv, Names, lines

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
}


def _sums(*parts: str) -> Names:
    """YOLO logs the parts of its loss; the loss is their sum."""
    return {
        f"{split}_loss": tuple(f"{split}/{part}_loss" for part in parts)
        for split in ("train", "val")
    }


SPLITS = ("train", "val")
BOXES = _sums("box", "cls", "dfl")
YOLO = {
    "Abonia1__YOLOv8-Fire-and-Smoke-Detection__v8.csv": BOXES,
    "102y__Gallstone-Detection-using-YOLO-v11__v11seg.csv": _sums("box", "seg", "cls", "dfl"),
    "176deepak__Scraping-images-from-internet-and-YOLOv8-Training__v8.csv": BOXES,
    "dentionY__yolov4-tiny-dota__v5.csv": _sums("box", "obj", "cls"),
    "A00474210-MSDA5510__yolo_object__v8short.csv": BOXES,
    "A-Alviento__rock-paper-scissors-yolo-object-detection__v8.csv": BOXES,
}

TRANSPOSED = "generic_csv/mcoderz__pcc518_trabalho_pratico_3__history.csv"


def logs() -> list[Log]:
    tables = [how.log(name) for name, how in TABLES.items()]
    yolo = [Csv(columns).log(f"yolo_results_csv/{name}") for name, columns in YOLO.items()]
    return [*tables, *yolo, _transposed()]


def _transposed() -> Log:
    """Metrics are rows, the epochs stand in the header."""
    rows = {row[0]: row[1:] for row in csv.reader(lines(ROOT / TRANSPOSED))}
    values = {column: numbers(rows[name]) for column, name in ACCURACY.items()}
    return Log(TRANSPOSED, (Run.of(len(rows[""]), values),))
