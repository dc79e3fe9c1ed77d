"""The words that metrics are named with: the table behind `names.metric`."""

SPLIT_WORDS = {
    "train": ("train", "training", "trn", "tr", "learn", "训练"),
    "val": (
        "val", "valid", "validation", "validate", "validating", "vali", "eval", "evaluation",
        "evaluating", "dev", "metrics", "验证",
    ),
    "test": ("test", "testing", "tst", "测试"),
}  # fmt: skip
"""Words that name a split; `metrics` only where no other word does."""

LOSSES = (
    "loss", "losses", "total_loss", "loss_total", "combined_loss", "loss_curve", "cross_entropy",
    "crossentropy", "ce", "cross_entropy_loss", "crossentropy_loss", "loss_ce", "ce_loss",
    "softmax_loss", "xent", "xent_loss", "categorical_crossentropy",
    "sparse_categorical_crossentropy", "binary_crossentropy", "bce", "bce_loss", "nll", "nll_loss",
    "log_loss", "logloss", "mlogloss", "multi_logloss", "binary_logloss", "multi_class", "cost",
    "mse_loss", "mse", "mean_squared_error", "rmse", "root_mean_squared_error", "mae",
    "mean_absolute_error", "损失",
)  # fmt: skip
"""Losses, the one to prefer first; of several in one log one is the loss, the others stay."""

ACCURACIES = (
    "accuracy", "acc", "accuracies", "accs", "categorical_accuracy", "sparse_categorical_accuracy",
    "binary_accuracy", "multiclass_accuracy", "classification_accuracy", "accuracy_score", "top1",
    "top_1", "acc1", "acc_1", "accuracy_1", "top1_accuracy", "top_1_accuracy", "top1_acc",
    "top_1_acc", "accuracy_top1", "accuracy_top_1", "acc_top1", "acc_top_1", "prec1", "prec_1",
    "准确率",
)  # fmt: skip
"""Share of right answers, the name to prefer first."""

OTHER_METRICS = frozenset((
    "loss", "losses", "acc", "accuracy", "f1", "fscore", "precision", "recall", "auc", "roc", "map",
    "iou", "miou", "dice", "jaccard", "mse", "mae", "rmse", "r2", "error", "err", "perplexity",
    "ppl", "wer", "cer", "bleu", "rouge", "psnr", "ssim", "kappa", "mcc", "matthews", "logloss",
    "nll", "entropy", "top1", "top5", "lr", "损失", "准确率",
))  # fmt: skip
"""Words that make a column a metric, though neither loss nor accuracy."""

LOWER_IS_BETTER = frozenset((
    "loss", "losses", "mse", "mae", "rmse", "error", "err", "perplexity", "ppl", "wer", "cer",
    "logloss", "nll", "entropy", "cross", "crossentropy", "损失",
))  # fmt: skip

AVERAGED = frozenset(("avg", "average", "mean", "running", "overall", "epoch", "done"))
"""Words that say how or when a value was averaged; a name without them is preferred."""

WITHIN_EPOCH = frozenset(("step", "batch"))
"""Words of a value within an epoch; that of the whole epoch is preferred."""

NOT_THE_CURVE = frozenset(("best", "max", "min", "ema"))
"""Words that make another quantity of an accuracy, in the same unit."""

EPOCHS = ("epoch", "epochs", "ep", "epoch_number", "epoch_num", "epoch_idx", "current_epoch")
STEPS = ("global_step", "trainer_global_step", "step", "steps", "iteration", "iter", "iterations")
TIMES = ("timestamp", "wall_time", "walltime", "datetime", "date", "time", "ts")
