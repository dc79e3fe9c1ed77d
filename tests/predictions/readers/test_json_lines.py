"""JSON: lines, lists, objects of lists."""

import json

import pytest

ROWS = [
    {"id": "a", "label": "cat", "probs": {"cat": 0.75, "dog": 0.25}},
    {"id": "b", "label": "dog", "probs": {"cat": 0.5, "dog": 0.5}},
]
LISTS = [{"label": 0, "logits": [1.5, -2]}, {"label": 1, "logits": [0, 3]}]


def lines(rows: list[object]) -> str:
    return "\n".join(map(json.dumps, rows))


@pytest.mark.parametrize("text", [lines(ROWS), lines(ROWS) + "\n\n", json.dumps(ROWS)])
def test_objects_of_probabilities_by_class_are_read(upload, text):
    scores = upload(text)
    assert scores.classes == ("cat", "dog")
    assert scores.values.tolist() == [[0.75, 0.25], [0.5, 0.5]]
    assert scores.ids.tolist() == ["a", "b"]


def test_lists_of_logits_are_read(upload):
    scores = upload(lines(LISTS))
    assert (scores.kind, scores.values.tolist()) == ("logits", [[1.5, -2], [0, 3]])


def test_an_object_of_lists_is_read(upload):
    text = json.dumps({"y_true": [1, 0], "y_prob": [0.75, 0.5], "epoch": 3})
    assert upload(text).values[:, 1].tolist() == [0.75, 0.5]


def test_whole_numbers_as_ids_stay_exact(upload):
    rows = [{"id": 2**60 + i, "label": i, "prob": 0.5} for i in range(2)]
    assert upload(lines(rows)).ids.tolist() == [str(2**60), str(2**60 + 1)]


REFUSED = {
    lines(LISTS)[:-3]: (2, "The JSON is broken here"),
    lines([*LISTS, 3]): (3, "This line is no JSON object"),
    lines([*LISTS, {"label": 1, "logits": [0]}]): (None, "a list of 1 in line 3"),
    lines([*LISTS, {"label": 1}]): (None, "no list in line 3"),
    lines([*LISTS, {"label": 1, "logits": [0, "x"]}]): (None, "in line 3 holds something"),
    lines([*LISTS, {"logits": [0, 1]}]): (3, "1 label is missing"),
    '{"label": 0, "label": 1, "prob": 0.5}\n{"label": 0, "prob": 0.5}': (1, "“label” stands twice"),
    "[1, 2]": (None, "is JSON, but no predictions"),
    "[0, 0.5]\n[1, 0.5]": (2, "Write one object a line"),
    "[" * 100_000: (1, "too deep"),
    '{"label": 0, "prob": NaN}\n{"label": 1, "prob": 0.5}': (1, "1 score is missing, infinite"),
}


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:60])
def test_broken_json_is_refused_with_its_line(refusal, text):
    line, reason = REFUSED[text]
    wrong = refusal(text)
    assert wrong.line == line
    assert reason in str(wrong)
