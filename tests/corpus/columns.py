"""Which name of a log is which column of the epoch table, for the names that come often."""

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
