"""What the name of a column says: truth, prediction, probability, logit, id."""

import re
from dataclasses import dataclass

from experiments.parsers.names import words

TRUTHS = frozenset((
    "y_true", "true_label", "true_labels", "true_class", "label_true", "class_true", "ytrue",
    "ground_truth", "ground_truth_label", "groundtruth", "gt", "gt_label", "actual", "actuals",
    "actual_class", "actual_label", "target", "targets", "true", "truth", "gold", "gold_label",
    "expected", "correct_label", "correct_class", "y_test", "y_val", "y_valid", "true_y",
    "target_class", "target_label", "true_category", "true_species",
))  # fmt: skip
LABELS = frozenset((
    "label", "labels", "class", "class_id", "label_id", "class_label", "category", "y", "label_idx",
    "class_idx", "class_index", "label_index",
))  # fmt: skip
CLASS_NAMES = frozenset((
    "classes", "class_names", "target_names", "label_names", "labels_names", "names", "categories",
))  # fmt: skip
IDS = (
    "id", "ids", "sample_id", "image_id", "uid", "uuid", "filename", "file_name", "filenames",
    "file", "path", "paths", "filepath", "file_path", "image_path", "image", "image_name", "img",
    "name", "key", "index", "idx", "sample", "sample_index", "row", "row_id",
    "column_1", "unnamed_0", "index_level_0",
)  # fmt: skip

_TRUE = frozenset(("true", "truth", "actual", "gold", "label", "labels", "target", "targets"))
_PREDICTED = frozenset((
    "pred", "preds", "predicted", "prediction", "predictions", "predict", "hat", "yhat",
))  # fmt: skip
_PROBABILITY = frozenset((
    "prob", "probs", "proba", "probas", "probability", "probabilities", "p", "softmax", "sigmoid",
))  # fmt: skip
_LOGIT = frozenset(("logit", "logits", "logprob", "logprobs"))
_CONFIDENCE = frozenset(("confidence", "conf", "certainty"))
_WEAK = frozenset(("score", "scores", "output", "outputs")) | _CONFIDENCE | _PREDICTED
_ASIDE = frozenset(("loss", "losses", "weight", "weights", "entropy", "margin", "rank", "fold"))
_SCORE = _PROBABILITY | _LOGIT | _WEAK
_WORD = "|".join(sorted(_SCORE, key=len, reverse=True))
_LEAD = re.compile(
    rf"((?:(?:y|log|class|{_WORD})[\W_])+(?:of[\W_]+)?)(?:[\W_]*class[\W_]*)?(.+?)[)\]]*", re.I
)
_TAIL = re.compile(rf"(?:class[\W_]*)?(.+?)((?:[\W_]+(?:{_WORD}))+)", re.I)
_SIGNS = re.compile(r"^(?:[\s_:=./]|-(?!\d))+")
_NUMBERED = re.compile(r"(|c|class|cls|category|col|column|f|v)[\W_]*(\d+)(?:\.0)?", re.I)


@dataclass(frozen=True)
class Part:
    """A name in two: what many columns share, and the class that is this one's own."""

    stem: str
    own: str
    kind: str


def truth_rank(name: str) -> int | None:
    """0 for a name of the true class, 1 for a label, 2 for a name with such a word; else None.

    >>> truth_rank("Ground Truth"), truth_rank("Label"), truth_rank("predicted_label")
    (0, 1, None)
    """
    parts = words(name)
    if not parts or set(parts) & (_SCORE | _ASIDE - {"rank"}) or parts[-1] in ("names", "name"):
        return None
    joined = "_".join(parts)
    if joined in TRUTHS or joined in LABELS:
        return 0 if joined in TRUTHS else 1
    return 2 if set(parts) & _TRUE else None


def is_predicted(name: str) -> bool:
    """Whether a name is that of predicted classes, if whole numbers or text stand there.

    >>> is_predicted("Predicted Class"), is_predicted("y_pred"), is_predicted("y_pred_proba")
    (True, True, False)
    """
    parts = set(words(name))
    return bool(parts & _PREDICTED) and not parts & (_PROBABILITY | _LOGIT)


def kind_of(name: str) -> str:
    """The kind of score that a name tells: probabilities, logits, or "" where it tells none.

    >>> kind_of("y_prob"), kind_of("val_logits"), kind_of("log_prob"), kind_of("score")
    ('probabilities', 'logits', 'logits', '')
    """
    parts = set(words(name))
    if parts & _LOGIT or (parts & _PROBABILITY and "log" in parts):
        return "logits"
    return "probabilities" if parts & _PROBABILITY else ""


def is_score(name: str) -> bool:
    """Whether a name is that of scores of any kind.

    >>> is_score("Score"), is_score("prediction"), is_score("kills")
    (True, True, False)
    """
    parts = set(words(name))
    return bool(parts & _SCORE) and not parts & _ASIDE


def is_confidence(name: str) -> bool:
    """Whether a name says that the score is of the predicted class, whichever that is.

    >>> is_confidence("Confidence Score"), is_confidence("probability")
    (True, False)
    """
    return bool(set(words(name)) & _CONFIDENCE)


def is_aside(name: str) -> bool:
    """Whether a name is surely of no score: a loss, a weight.

    >>> is_aside("sample_weight"), is_aside("cat")
    (True, False)
    """
    return bool(set(words(name)) & _ASIDE)


def part_of(name: str) -> Part | None:
    """A class's column by its name, None where the name tells none.

    >>> part_of("prob_cat"), part_of("p(dog)").own, part_of("cat_logit").kind
    (Part(stem='prob_', own='cat', kind='probabilities'), 'dog', 'logits')
    >>> part_of("prob_-1").own, part_of("prob - cat").own, part_of("class_0_prob").own
    ('-1', 'cat', '0')
    >>> part_of("class 3"), part_of("width")
    (Part(stem='class', own='3', kind=''), None)
    """
    clean = name.strip()
    if (lead := _LEAD.fullmatch(clean)) and is_score(lead[1]):
        return Part(lead[1].lower(), _bare(lead[2]), kind_of(lead[1]))
    if tail := _TAIL.fullmatch(clean):
        return Part(tail[2].lower(), tail[1], kind_of(tail[2]))
    if numbered := _NUMBERED.fullmatch(clean):
        return Part(numbered[1].lower(), numbered[2], "")
    return None


def _bare(own: str) -> str:
    """A class without the signs that part it from the stem; a minus before a digit is its own."""
    return _SIGNS.sub("", own) or own
