"""Of which class a single score is: the second one, or the one that was predicted."""

from dataclasses import dataclass

import numpy as np

from experiments.parsers.errors import ParseError
from experiments.predictions.readers import names
from experiments.predictions.readers.codes import Codes
from experiments.predictions.readers.columns import Roles
from experiments.predictions.readers.kinds import Kind
from experiments.predictions.readers.labels import canonical
from experiments.predictions.readers.source import Source

HALF = 0.5


@dataclass(frozen=True)
class Meaning:
    """`positive`: the class of the score, "" where nothing tells.

    `of_predicted` says that the score is of the class that was predicted, whichever that is.
    """

    positive: str = ""
    of_predicted: bool = False
    notes: tuple[str, ...] = ()


def meaning(
    source: Source,
    roles: Roles,
    scores: np.ndarray,
    labels: Codes,
    predicted: Codes | None,
    kind: Kind,
) -> Meaning:
    """How a single score, n x 1, goes with the predicted classes.

    Raises ParseError where it is neither of the second class nor of the predicted one.

    >>> predicted, labels = Codes(), Codes()
    >>> predicted.add(np.array([0, 1, 1]))
    >>> labels.add(np.array([0, 1, 0]))
    >>> scores = np.array([[0.7], [0.9], [0.6]])
    >>> source = Source({}, lambda names: iter(()))
    >>> roles = Roles("y", ("Score",), predicted="Label")
    >>> meaning(source, roles, scores, labels, predicted, Kind("probabilities")).of_predicted
    True
    """
    name = roles.scores[0]
    if predicted is None:
        _refuse_confidence_alone(source, name)
        return Meaning()
    higher = _higher(scores[:, 0], predicted)
    sure = names.is_confidence(name)
    classes = {canonical(text) for text in (*labels.values, *predicted.values)}
    if len(classes) > 2 and (sure or _shared(labels, predicted)):
        raise _only_predicted(source, roles, len(classes))
    if kind.kind == "probabilities" and scores.min() / kind.unit >= HALF and (sure or not higher):
        return _of_predicted(source, roles, classes)
    if higher and not sure:
        note = f"“{name}” is highest where “{roles.predicted}” is “{higher}”: read as its score."
        return Meaning(higher, notes=(note,) if _is_text(labels) else ())
    if roles.kind or kind.kind == "logits" or not _shared(labels, predicted):
        return Meaning()
    raise source.error(
        f"“{name}” fits neither as the probability of one class nor as that of the predicted one "
        f"(“{roles.predicted}”).",
        advice="Save the probability of every class, such as columns prob_0, prob_1.",
    )


def predicts_second(
    source: Source, roles: Roles, predicted: Codes, classes: tuple[str, ...]
) -> np.ndarray:
    """For each row whether the second class was predicted.

    Raises ParseError for a predicted class that is missing or none of the two.

    >>> predicted = Codes()
    >>> predicted.add(np.array(["no", "yes"], dtype=object))
    >>> source = Source({}, lambda names: iter(()))
    >>> roles = Roles("y", ("Score",), predicted="Label")
    >>> predicts_second(source, roles, predicted, ("no", "yes")).tolist()
    [False, True]
    """
    rows, values = predicted.rows, [canonical(text) for text in predicted.values]
    wrong = [-1, *(code for code, value in enumerate(values) if value not in classes)]
    unknown = np.flatnonzero(np.isin(rows, wrong))
    if len(unknown):
        code = rows[unknown[0]]
        what = f"“{values[code][:60]}”" if code >= 0 else "missing"
        raise source.error(
            f"The predicted class in {{where}} is {what}; the classes are “{classes[0]}” and "
            f"“{classes[1]}”.",
            advice="Write predicted classes as the true ones are written.",
            row=int(unknown[0]),
            column=roles.predicted,
        )
    return np.array([value == classes[1] for value in values])[rows]


def _refuse_confidence_alone(source: Source, name: str) -> None:
    if names.is_confidence(name):
        raise source.error(
            f"“{name}” is the confidence in the predicted class, but no {source.what} says which "
            "class was predicted.",
            advice="Save the probability of every class, such as columns prob_0, prob_1.",
        )


def _higher(scores: np.ndarray, predicted: Codes) -> str:
    """The predicted class whose scores all lie above those of the other one; "" where none is."""
    if len(predicted.values) != 2:
        return ""
    rows = predicted.rows
    apart = [scores[rows == code] for code in (0, 1)]
    for code in (0, 1):
        if apart[code].min() > apart[1 - code].max():
            return canonical(predicted.values[code])
    return ""


def _only_predicted(source: Source, roles: Roles, count: int) -> ParseError:
    return source.error(
        f"“{roles.scores[0]}” is the probability of the predicted class only (“{roles.predicted}”),"
        f" and there are {count} classes: a loss needs that of the true class.",
        advice="Save the probability of every class, such as columns prob_0, prob_1.",
    )


def _of_predicted(source: Source, roles: Roles, classes: set[str]) -> Meaning:
    if len(classes) > 2:
        raise _only_predicted(source, roles, len(classes))
    note = (
        f"“{roles.scores[0]}” is never below 0.5: read as the probability of the predicted class "
        f"in “{roles.predicted}”."
    )
    return Meaning(max(classes), of_predicted=True, notes=(note,))


def _shared(labels: Codes, predicted: Codes) -> bool:
    return bool({*map(canonical, labels.values)} & {*map(canonical, predicted.values)})


def _is_text(labels: Codes) -> bool:
    return not all(canonical(text).removeprefix("-").isdigit() for text in labels.values)
