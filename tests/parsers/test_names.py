import pytest

from experiments.parsers import read_log
from experiments.parsers.names import better, metric

MEANINGS = {
    "loss": ("loss", ""),
    "val_loss": ("loss", "val"),
    "Train Loss": ("loss", "train"),
    "TrainLoss": ("loss", "train"),
    "valloss": ("loss", "val"),
    "validation_losses": ("loss", "val"),
    "training_loss": ("loss", "train"),
    "eval_loss": ("loss", "val"),
    "test/loss": ("loss", "test"),
    "loss/val": ("loss", "val"),
    "train_loss_epoch": ("loss", "train"),
    "val_acc": ("accuracy", "val"),
    "ValAcc": ("accuracy", "val"),
    "Val Acc (%)": ("accuracy", "val"),
    "Test Accuracy": ("accuracy", "test"),
    "test_acc1": ("accuracy", "test"),
    "val_top1": ("accuracy", "val"),
    "accuracy/top1": ("accuracy", ""),
    "metrics/accuracy_top1": ("accuracy", "val"),
    "val_sparse_categorical_accuracy": ("accuracy", "val"),
    "learn:Logloss": ("loss", "train"),
    "val_top5": ("top5", "val"),
    "val_f1": ("f1", "val"),
    "train_eval_loss": ("eval_loss", "train"),
    "train/box_loss": ("box_loss", "train"),
    "balanced_accuracy": ("balanced_accuracy", ""),
    "learning_rate": ("learning_rate", ""),
}


@pytest.mark.parametrize(("name", "meaning"), MEANINGS.items(), ids=MEANINGS)
def test_a_name_means_a_kind_and_a_split(name, meaning):
    found = metric(name)
    assert (found.kind, found.split) == meaning


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
