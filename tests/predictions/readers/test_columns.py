"""Which column is what, by its name and its cells."""

import numpy as np
import pytest

from experiments.predictions.readers import Arrays

CELLS = "cat,0.75,0.25\ndog,0.5,0.5\n"

NAMES = (
    "label,prob_cat,prob_dog", "Target,P(cat),P(dog)", "y_true,cat_prob,dog_prob",
    "Ground Truth,Probability of cat,Probability of dog", "actual_class,y_pred_cat,y_pred_dog",
    "True Label,cat,dog", "class,proba-cat,proba-dog", "gt,probs/cat,probs/dog",
)  # fmt: skip


@pytest.mark.parametrize("header", NAMES)
def test_usual_names_are_known(upload, header):
    scores = upload(f"{header}\n{CELLS}")
    assert scores.classes == ("cat", "dog")
    assert scores.values.tolist() == [[0.75, 0.25], [0.5, 0.5]]


def test_numbered_columns_are_taken_by_number_not_by_place(upload):
    scores = upload("label,prob_1,prob_0\n0,0.25,0.75\n1,0.5,0.5\n")
    assert scores.values[0].tolist() == [0.75, 0.25]


def test_columns_that_are_only_numbers_are_the_classes(upload):
    assert upload("y,0,1\n0,0.75,0.25\n1,0.5,0.5\n").classes == ("0", "1")


def test_features_beside_the_scores_are_passed_over(upload):
    scores = upload("width,label,cat,dog,weight\n3,cat,0.75,0.25,1\n4,dog,0.5,0.5,2\n")
    assert scores.classes == ("cat", "dog")


def test_a_class_that_is_never_true_stays_a_class(upload):
    scores = upload("label,cat,dog,emu\ncat,0.5,0.25,0.25\ndog,0.5,0.5,0\n")
    assert scores.classes == ("cat", "dog", "emu")


def test_where_no_sum_tells_which_columns_are_classes_both_choices_are_named(refusal):
    wrong = refusal("label,cat,dog,width\ncat,-1,2,5\ndog,-2,3,7\n")
    assert "“cat,dog”, “cat,dog,width”" in wrong.reason
    assert "--logits" in wrong.advice


def test_predicted_classes_are_passed_over(upload):
    scores = upload("label,predicted,prob_cat,prob_dog\ncat,dog,0.75,0.25\ndog,dog,0.5,0.5\n")
    assert scores.labels.tolist() == [0, 1]


IDS = ("id", "filename", "image_path", "Image-Name", "sample", "index", "", "player_id")


@pytest.mark.parametrize("name", IDS)
def test_ids_are_known_by_their_name(upload, name):
    scores = upload(f"{name},label,prob\na,0,0.5\nb,1,0.5\n")
    assert scores.ids.tolist() == ["a", "b"]


def test_ids_that_repeat_are_no_ids_and_that_is_noted(upload):
    scores = upload("id,label,prob\na,0,0.5\na,1,0.5\n")
    assert scores.ids is None
    assert "“id” names 1 sample more than once" in scores.notes[0]


def test_a_row_without_an_id_goes_by_its_number(upload):
    assert upload("id,label,prob\na,0,0.5\n,1,0.5\n").ids.tolist() == ["a", "2"]


BOTH = "label,prob_a,prob_b,logit_a,logit_b\na,0.5,0.5,1,2\nb,0.25,0.75,3,4\n"


def test_probabilities_and_logits_in_one_table_are_asked_for(refusal):
    assert "“prob_*”, “logit_*”" in refusal(BOTH).reason


@pytest.mark.parametrize("wanted", ["logit_*", "logit_a,logit_b", "logit_a, logit_b"])
def test_columns_can_be_named_one_by_one_or_by_their_beginning(upload, wanted):
    scores = upload(BOTH, Arrays(logits=wanted))
    assert scores.kind == "logits"
    assert scores.values.tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize("field", ["labels", "probabilities", "logits", "ids"])
def test_a_name_that_is_not_there_is_told_with_those_that_are(refusal, field):
    wrong = refusal(
        BOTH,
        Arrays(**{"logits": "logit_*"} | {field: "nope"})
        if field != "probabilities"
        else Arrays(probabilities="nope"),
    )
    assert "There is no column “nope”; there are “label”, “prob_a”" in wrong.reason


def test_two_columns_of_true_classes_are_asked_for(refusal):
    wrong = refusal("target,y_true,prob\n0,1,0.5\n1,1,0.5\n")
    assert "“target”, “y_true”" in wrong.reason
    assert "--labels" in wrong.advice


def test_labels_that_are_vectors_with_one_one_are_read(upload):
    scores = upload(y_true=np.eye(3)[[2, 0, 1]], probs=np.full((3, 3), 1 / 3))
    assert scores.labels.tolist() == [2, 0, 1]


@pytest.mark.parametrize(("vector", "count"), [([1, 1, 0], 2), ([0, 0, 0], 0)])
def test_multi_label_data_is_refused_with_its_row(refusal, vector, count):
    labels = np.array([[1, 0, 0], vector])
    wrong = refusal(y_true=labels, probs=np.full((2, 3), 0.25))
    assert f"the one in row 2 names {count} classes: this is multi-label data" in wrong.reason


SPREAD = "label_cat,label_dog,prob_cat,prob_dog\n1,0,0.75,0.25\n{},0.5,0.5\n"


@pytest.mark.parametrize(("ones", "count"), [("1,1", 2), ("0,0", 0)])
def test_multi_label_data_in_columns_is_refused_with_its_row(refusal, ones, count):
    wrong = refusal(SPREAD.format(ones))
    told = f"The labels “label_cat” to “label_dog” are vectors, and the one in line 3 names {count}"
    assert wrong.reason.startswith(told)
    assert wrong.line == 3


def test_a_class_in_columns_of_zeros_and_ones_is_to_be_written_into_one(refusal):
    wrong = refusal(SPREAD.format("0,1"))
    assert (
        "spread over 2 columns of zeros and ones, from “label_cat” to “label_dog”" in wrong.reason
    )
    assert "idxmax" in wrong.advice


def test_columns_of_zeros_and_ones_of_unlike_names_are_asked_for(refusal):
    text = "y_true,target,prob_0,prob_1\n0,0,0.75,0.25\n1,1,0.5,0.5\n"
    assert "Several columns may hold the true classes" in refusal(text).reason


def test_vectors_of_labels_in_text_cells_are_read(upload):
    text = 'label,probs\n"[0, 1]","[0.5, 0.5]"\n"[1, 0]","[0.75, 0.25]"\n'
    assert upload(text).labels.tolist() == [1, 0]
