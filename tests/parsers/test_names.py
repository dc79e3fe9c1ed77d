import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.curves import KINDS, METRIC_COLUMNS, SPLITS
from experiments.parsers import read_log
from experiments.parsers.meanings import meanings, next_meaning, own_kind
from experiments.parsers.name_words import ACCURACIES, LOSSES, SPLIT_WORDS
from experiments.parsers.names import better, metric

TABLE = """
name                               split  kind

# Keras, also from TensorBoard
loss                                      loss
val_loss                           val    loss
accuracy                                  accuracy
val_sparse_categorical_accuracy    val    accuracy
binary_accuracy_2                         accuracy
accuracy_1                                accuracy
epoch_loss                                loss
batch_loss                                loss
evaluation_loss_vs_iterations      val    loss
auc_1                                     auc_1
sparse_top_k_categorical_accuracy         sparse_top_k_categorical_accuracy
LMOutput_loss                             lm_output_loss
val_dense_1_accuracy               val    dense_1_accuracy
mean_squared_error                        loss

# PyTorch, Lightning, torchmetrics
Train Loss                         train  loss
TrainLoss                          train  loss
ValAcc                             val    accuracy
Val Acc (%)                        val    accuracy
valloss                            val    loss
validation_losses                  val    loss
training_loss                      train  loss
Vali Loss                          val    loss
Test Accuracy                      test   accuracy
running_acc                               accuracy
train_loss_epoch                   train  loss
train_step_loss                    train  loss
valid/acc_epoch                    val    accuracy
val_loss/dataloader_idx_0          val    loss
MulticlassAccuracy                        accuracy
balanced_accuracy                         balanced_accuracy
CrossEntropyLoss                          loss

# Tags of TensorBoard: a panel called as what it shows, a split told twice
loss/val                           val    loss
Loss/Train                         train  loss
Accuracy/train_acc                 train  accuracy
train/train_loss                   train  loss
metrics/train/loss                 train  loss

# Hugging Face, timm, fastai, ImageNet examples
eval_loss                          val    loss
eval_accuracy                      val    accuracy
train_eval_loss                    train  eval_loss
eval_top1                          val    accuracy
test_acc1                          test   accuracy
val/Acc@1                          val    accuracy
Prec@1                                    accuracy
top-1                                     accuracy
Prec@5                                    prec_5
val_top5                           val    top5
error_rate                                error_rate

# YOLO, MMEngine, Detectron2, PaddlePaddle
train/box_loss                     train  box_loss
metrics/accuracy_top1              val    accuracy
metrics/mAP50(B)                   val    m_ap50_b
accuracy/top1                             accuracy
decode.acc_seg                            decode_acc_seg
total_loss                                loss
validation_loss                    val    loss
fast_rcnn/cls_accuracy                    fast_rcnn_cls_accuracy
acc_top1                                  accuracy

# CatBoost, XGBoost, LightGBM, scikit-learn, Ludwig
learn:Logloss                      train  loss
test:MultiClass                    test   loss
train-mlogloss                     train  loss
validation_0-logloss               val    loss
training's binary_logloss          train  loss
valid_0's multi_logloss            val    loss
loss_curve_                               loss
validation_scores_                 val    scores
training/combined/loss             train  loss

# Not the curve: best values so far, other weights, other quantities
best_val_acc                       val    best_acc
max_val_acc                        val    max_acc
val_acc_best                       val    acc_best
min_val_loss                       val    min_loss
val/acc_ema                        val    acc_ema
val_f1                             val    f1
val_jaccard                        val    jaccard
learning_rate                             learning_rate
lr-Adam                                   lr_adam
grad_norm                                 grad_norm
memory                                    memory
"""
ROWS = [line for line in TABLE.strip().splitlines()[1:] if line and not line.startswith("#")]
MEANINGS = {row[:35].strip(): (row[42:].strip(), row[35:42].strip()) for row in ROWS}


@pytest.mark.parametrize(("name", "meaning"), MEANINGS.items(), ids=MEANINGS)
def test_a_name_means_a_kind_and_a_split(name, meaning):
    found = metric(name)
    assert (found.kind, found.split) == meaning


WORDS = st.sampled_from(
    [
        *LOSSES,
        *ACCURACIES,
        *(word for words in SPLIT_WORDS.values() for word in words),
        *("epoch", "step", "avg", "best", "set", "vs", "0", "dataloader", "idx", "'s", "%", "é"),
    ]
)
NAMES = st.text() | st.lists(WORDS, max_size=6).flatmap(
    lambda words: st.sampled_from(["_", "/", " ", "-", ""]).map(lambda glue: glue.join(words))
)


@given(NAMES)
def test_any_text_is_a_metric_with_a_kind_of_its_own(name):
    found = metric(name)
    assert found.split in ("", *SPLITS)
    assert found.rank >= 0
    assert own_kind(found) not in KINDS
    assert found.like_accuracy or found.kind != "accuracy"


@given(NAMES)
def test_a_loss_or_accuracy_that_is_logged_has_a_split(name):
    [found] = meanings([name]).values()
    assert found.kind not in KINDS or f"{found.split}_{found.kind}" in METRIC_COLUMNS


@given(st.lists(NAMES, unique=True, max_size=6))
def test_no_two_metrics_that_are_logged_live_fill_the_same_column(logged):
    filled = []
    for name in logged:
        found = next_meaning(name, filled)
        if found.kind in KINDS:
            filled.append(f"{found.split}_{found.kind}")
    assert len(set(filled)) == len(filled)


def test_bare_accuracy_that_is_logged_live_is_of_training_whatever_comes_later():
    found = [next_meaning(name) for name in ("accuracy", "train_loss", "valid_loss")]
    assert [(m.kind, m.split) for m in found] == [
        ("accuracy", "train"),
        ("loss", "train"),
        ("loss", "val"),
    ]


def test_a_format_that_knows_better_says_so_for_live_metrics_too():
    assert next_meaning("accuracy", mapping={"accuracy": ("accuracy", "val")}).split == "val"


@pytest.mark.parametrize("name", ["best_val_acc", "val_acc_best", "max_val_acc", "val/acc_ema"])
def test_what_is_not_the_curve_is_still_a_share_of_right_answers(name):
    assert metric(name).like_accuracy


@pytest.mark.parametrize(
    ("preferred", "other"),
    [
        ("val_acc", "val_top1"),
        ("train/loss", "train/train_loss"),
        ("loss", "epoch_loss"),
        ("epoch_loss", "batch_loss"),
        ("loss", "LMOutput_loss"),
        ("val_loss", "val_mean_squared_error"),
        ("accuracy", "avg_accuracy"),
        ("test_loss", "test_loss/dataloader_idx_0"),
    ],
)
def test_of_two_names_for_one_quantity_the_plainer_is_preferred(preferred, other):
    header = f"epoch,{other},{preferred}"
    assert preferred in primary(header).values()
    assert other not in primary(header).values()


def primary(header: str) -> dict[str, str]:
    cells = ",".join("1" for _ in header.split(","))
    [run] = read_log("log.csv", f"{header}\n{cells}\n".encode()).runs
    return {s.column: s.name for s in run.series if s.column}


def test_the_epoch_twin_is_preferred_to_the_step_twin():
    found = primary("epoch,step,train_loss_step,train_loss_epoch")
    assert found == {"train_loss": "train_loss_epoch"}


def test_the_plain_name_is_preferred_to_averages_and_parts():
    found = primary("epoch,avg_test_acc,test_acc,test_top1,mean_val_loss,val_loss,val_nll")
    assert found == {"test_accuracy": "test_acc", "val_loss": "val_loss"}


def test_a_name_with_its_split_is_preferred_to_a_bare_one():
    assert primary("epoch,loss,train_loss") == {"train_loss": "train_loss"}


def test_bare_accuracy_is_of_training_beside_a_bare_loss():
    assert primary("epoch,loss,accuracy,val_loss")["train_accuracy"] == "accuracy"


def test_bare_accuracy_is_of_validation_where_both_losses_tell_their_split():
    assert primary("epoch,train_loss,valid_loss,accuracy")["val_accuracy"] == "accuracy"


def test_bare_accuracy_is_of_training_beside_a_validation_accuracy():
    found = primary("epoch,train_loss,accuracy,val_loss,val_accuracy")
    assert found["train_accuracy"] == "accuracy"


def test_what_is_not_preferred_keeps_a_kind_of_its_own():
    [run] = read_log("log.csv", b"epoch,val_acc,val_accuracy,val_top5\n1,0.1,0.2,0.3\n").runs
    assert [(s.kind, s.split) for s in run.series] == [
        ("acc", "val"),
        ("accuracy", "val"),
        ("top5", "val"),
    ]


def test_the_direction_of_a_metric_is_known_by_its_words():
    found = [better(name) for name in ("val_loss", "train_acc", "val_f1", "wer", "grad_norm")]
    assert found == [-1, 1, 1, -1, 0]
