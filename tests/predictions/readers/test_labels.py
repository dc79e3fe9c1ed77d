"""True classes: by name, by number, or in the order of the alphabet."""

import numpy as np
import pytest

P = np.array([[0.5, 0.25, 0.25], [0.25, 0.5, 0.25], [0.25, 0.25, 0.5]])


def table(*labels: object, header: str = "label,prob_0,prob_1,prob_2") -> str:
    rows = (f"{label},0.5,0.25,0.25" for label in labels)
    return "\n".join([header, *rows])


@pytest.mark.parametrize(
    "labels", [[0, 2, 1], ["0", "2", "1"], ["0.0", "2.0", "1.0"], ["[0.]", "[2.]", "[1.]"]]
)
def test_numbers_from_zero_are_positions(upload, labels):
    assert upload(table(*labels)).labels.tolist() == [0, 2, 1]


def test_numbers_from_one_are_read_with_a_note(upload):
    scores = upload(table(1, 3, 2))
    assert scores.labels.tolist() == [0, 2, 1]
    assert "numbered from 1 to 3" in scores.notes[0]


def test_without_the_highest_number_labels_count_from_zero(upload):
    assert upload(table(1, 2)).labels.tolist() == [1, 2]


def test_columns_numbered_from_one_match_labels_by_name(upload):
    scores = upload(table(1, 3, header="label,prob_1,prob_2,prob_3"))
    assert (scores.labels.tolist(), scores.notes) == ([0, 2], ())


@pytest.mark.parametrize("labels", [[0, 7, 9], [0, 3, -1], [0, 3, 1], [0, 1000, 5]])
def test_labels_out_of_range_are_counted_and_the_first_is_named(refusal, labels):
    wrong = refusal(table(*labels))
    count = sum(not 0 <= label < 3 for label in labels)
    assert f"Label {labels[1]} in line 3 is out of range" in wrong.reason
    many = "this one is" if count == 1 else f"{count} are"
    assert f"from 0 to 2 ({many} out of range)" in wrong.reason
    assert (wrong.line, wrong.column) == (3, 1)


def test_a_label_without_a_column_is_named(refusal):
    wrong = refusal(table("cat", "bird", header="label,prob_cat,prob_dog,prob_emu"))
    assert "The label “bird” in line 3 is none of the classes" in wrong.reason


def test_names_differ_in_case_and_signs_only(upload):
    header = "label,prob_t_shirt,prob_Dress,prob_bag"
    assert upload(table("T-Shirt", "bag", header=header)).labels.tolist() == [0, 2]


def test_text_labels_beside_a_matrix_are_taken_in_alphabetical_order(upload):
    scores = upload(y_true=np.array(["cat", "ant", "bee"]), probs=P)
    assert scores.labels.tolist() == [2, 0, 1]
    assert "alphabetical order" in scores.notes[0]


def test_an_array_of_class_names_tells_their_order(upload):
    names = np.array(["cat", "bee", "ant"])
    scores = upload(y_true=np.array(["cat", "ant", "bee"]), probs=P, class_names=names)
    assert scores.labels.tolist() == [0, 2, 1]
    assert (scores.classes, scores.notes) == (("cat", "bee", "ant"), ())


def test_more_text_labels_than_scores_are_refused(refusal):
    labels = np.array(["ant", "bee", "cat", "dog"])
    wrong = refusal(y_true=labels, probs=np.vstack([P, P[:1]]))
    assert "The labels name 4 classes" in wrong.reason
    assert "scores of 3" in wrong.reason


def test_one_score_cannot_tell_three_classes_apart(refusal):
    wrong = refusal("label,prob\n0,0.5\n1,0.5\n2,0.5\n")
    assert "with one score in each row for 2 classes" in wrong.reason


@pytest.mark.parametrize(
    ("first", "second"), [("no", "yes"), ("False", "True"), ("negative", "positive")]
)
def test_one_probability_is_of_the_class_that_says_yes(upload, first, second):
    scores = upload(f"label,prob\n{second},0.75\n{first},0.25\n")
    assert scores.classes == (first, second)
    assert scores.labels.tolist() == [1, 0]


def test_the_name_of_the_column_tells_whose_the_probability_is(upload):
    scores = upload("label,prob_cat\ncat,0.75\ndog,0.25\n")
    assert scores.classes == ("dog", "cat")
    assert scores.values.tolist() == [[0.25, 0.75], [0.75, 0.25]]


def test_nothing_tells_whose_the_probability_is(refusal):
    wrong = refusal("label,prob\ncat,0.75\ndog,0.25\n")
    assert "nothing tells whether it is of “cat” or of “dog”" in wrong.reason


def test_minus_one_and_one_are_two_classes(upload):
    assert upload("label,prob\n-1,0.25\n1,0.75\n").labels.tolist() == [0, 1]


def test_a_single_class_is_read_with_a_note(upload):
    scores = upload(table(1, 1, 1))
    assert scores.labels.tolist() == [1, 1, 1]
    told = "All 3 samples have the true class “1”: nothing tells how others fare."
    assert told in scores.notes


def test_one_sample_is_read_with_a_note(upload):
    scores = upload("label,prob_cat,prob_dog,prob_cow\ncat,0.5,0.25,0.25\n")
    assert scores.labels.tolist() == [0]
    assert scores.notes[0].startswith("The sample has the true class “cat”")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("label,prob\ncat,0.75\ncat,0.25\n", "all labels are “cat”"),
        ('label,probs\ncat,"[0.75, 0.25]"\n', "The labels name 1 class"),
    ],
)
def test_a_single_class_in_words_is_refused_where_nothing_names_its_score(refusal, text, told):
    assert told in refusal(text).reason


def test_names_that_would_turn_or_break_a_line_are_made_plain(upload):
    turned = "\u202etac"
    scores = upload(f'label,"prob_{turned}","prob_dog"\ndog,0.5,0.5\n"{turned}",0.75,0.25\n')
    assert scores.classes == ("\ufffdtac", "dog")
    assert scores.labels.tolist() == [1, 0]
