"""Queries: what they find, and where what is wrong in them stands."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from experiments.models import Project
from experiments.queries import live_runs
from experiments.querying.errors import QueryError
from experiments.querying.grammar import read_expression
from experiments.querying.language import as_expression, condition, in_quotes

pytestmark = pytest.mark.django_db


def names(project: Project, text: str) -> list[str]:
    found = live_runs(project).filter(condition(project, text))
    return list(found.order_by("name").values_list("name", flat=True))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("val_loss < 0.5", ["adam"]),
        ("last.val_loss >= 0.6", ["adam", "sgd"]),
        ("at.val_loss = 2", ["adam", "sgd"]),
        ("val_loss = None", ["bare", "plain"]),
        ("val_loss != None", ["adam", "sgd"]),
        ("val_loss != 0.4", ["sgd"]),
        ("train_loss in (0.2, 0.3)", ["plain", "sgd"]),
        ("last.train_loss = None", ["adam", "bare", "plain"]),
        ("max.train_loss = 0.5", ["sgd"]),
        ("`f1 score` = 0.7", ["adam"]),
        ("last.`f1 score` < 0.7", ["adam"]),
        ("params.lr <= 0.001", ["sgd"]),
        ("params.lr > 0", ["adam", "sgd"]),
        ('params.lr = "auto"', ["plain"]),
        ("params.lr != 0.01", ["plain", "sgd"]),
        ("params.lr not in (0.01, 0.001)", ["plain"]),
        ("params.lr = None", ["bare"]),
        ("params.deep = True", ["plain"]),
        ('params.opt ~ "A"', ["adam"]),
        ('params.opt not startswith "a"', ["sgd"]),
        ("overfits = True", ["adam"]),
        ("overfits != True", ["sgd"]),
        ("overfits = None", ["bare", "plain"]),
        ('tags = "baseline"', ["adam"]),
        ('tags != "baseline"', ["bare", "plain", "sgd"]),
        ("tags = None", ["bare", "plain", "sgd"]),
        ('tags in ("small", "x")', ["adam"]),
        ('name in ("adam", "bare")', ["adam", "bare"]),
        ('notes ~ "KEEP"', ["adam"]),
        ('who = "asker"', ["adam", "bare", "plain", "sgd"]),
        ('created > "2020-01-01"', ["adam", "bare", "plain", "sgd"]),
        ('created <= "2020-01-01 12:30"', []),
        ("epochs = 3", ["adam"]),
        ("epochs = 2.5", []),
        ("epochs < 2.5", ["bare", "plain", "sgd"]),
        ("epochs in (3, 99999999999999999999)", ["adam"]),
        ("epochs < 99999999999999999999", ["adam", "bare", "plain", "sgd"]),
        ('name = "sgd" or name = "adam" and val_loss > 5', ["sgd"]),
        ('(name = "sgd" or name = "adam") and val_loss > 0.5', ["sgd"]),
        ("small", ["adam"]),
        ("keep this", ["adam"]),
        ("adam sgd", []),
        ("", ["adam", "bare", "plain", "sgd"]),
    ],
)
def test_a_query_finds_the_runs_for_which_it_holds(
    asked: Project, text: str, found: list[str]
) -> None:
    assert names(asked, text) == found


@pytest.mark.parametrize(
    ("text", "wrong", "said"),
    [
        ("val_los < 3", "val_los", "Did you mean val_loss?"),
        ("epochs > 1 and last.val_los < 3", "last.val_los", "Did you mean"),
        ("params.learning = 3", "params.learning", "has a parameter “learning”"),
        ("params = 3", "params", "Name one parameter"),
        ("val_loss <", "", "a value is missing here"),
        ("(val_loss < 1", "", "something is missing here"),
        ("val_loss < 1)", ")", "is not expected here"),
        ("val_loss < 1 $", "$", "means nothing here"),
        ('name = "adam', '"adam', "never closed"),
        ("params.we`ird = 3", "`ird = 3", "is written twice"),
        ("name = adam", "adam", 'Did you mean "adam"?'),
        ('val_loss < "1"', '"1"', "is a number, not the text"),
        ("name = 3", "3", "is text in quotation marks, not 3"),
        ("overfits = 1", "1", "True or False"),
        ("overfits > True", "True", "not expected"),
        ('val_loss ~ "1"', " ~ ", "cannot be compared with"),
        ('created > "yesterday"', '"yesterday"', "no date such as"),
        ("val_loss < 1e999", "1e999", "too large"),
        ("val_loss in (1, None)", "(1, None)", "None in a list"),
        (r'name ~ "\ud800"', r'"\ud800"', "stands for no character"),
        (r'name ~ "a\u0000"', r'"a\u0000"', "stands for no character"),
        ('created > "0001-01-01T00:00:00+14:00"', '"0001-01-01T00:00:00+14:00"', "no date such as"),
        (" ".join("abcdefghijklmnopq"), "p q", "At most 15 words"),
        ("val_accuracy >= 85", "85", "85 % is 0.85. Did you mean 0.85?"),
        ("val_accuracy in (0.5, 85)", "(0.5, 85)", "a share of 1 in queries"),
        ('status = "finishd"', '"finishd"', 'Did you mean "finished"?'),
        ('verdict = "overfiting"', '"overfiting"', 'Did you mean "overfits"?'),
        ('verdict in ("healthy", "x")', '("healthy", "x")', "there are healthy, overfits"),
        ('status in ("finished", "x")', '("finished", "x")', "there are running, silent"),
        ("val_loss < 1 AND epochs > 1", "AND", "Did you mean and?"),
        ("val_loss < 1\nand nothing < 2", "nothing", "No run of this project"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(
    asked: Project, text: str, wrong: str, said: str
) -> None:
    with pytest.raises(QueryError) as caught:
        condition(asked, text)
    assert said in str(caught.value)
    assert text[caught.value.start : caught.value.end] == wrong


def test_too_much_is_refused_before_it_is_read(asked: Project) -> None:
    with pytest.raises(QueryError, match="at most 2000"):
        condition(asked, "epochs = 1 " + "and epochs = 1 " * 200)
    with pytest.raises(QueryError, match="at most 50"):
        condition(asked, "epochs=1" + " or epochs=1" * 60)
    assert names(asked, "(" * 900 + "epochs = 3" + ")" * 900) == ["adam"]


WORDS = st.sampled_from([
    "val_loss", "last.", "params.lr", "name", "tags", "overfits", "created", "epochs", "`f1 score`",
    "`", "in", "and", "or", "not", "(", ")", ",", "=", "!=", "<", "<=", "~", "!~", "startswith",
    "True", "None", "1", "-2.5", "99999999999999999999", "1e400", '"a"', "'", '"2025-01-01"', ".",
    " ", "\n", "é", "\x00", "$", "\\",
])  # fmt: skip


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(WORDS, max_size=14).map("".join) | st.lists(WORDS, max_size=12).map(" ".join))
def test_whatever_is_written_is_answered_or_refused_with_a_place(asked: Project, text: str) -> None:
    try:
        names(asked, text)
    except QueryError as error:
        assert 0 <= error.start <= error.end <= len(text)
        assert str(error)


MANY = " ".join(["adam", *"abcdefghijklmn", "adam"])


@pytest.mark.parametrize("text", ["small", "keep this", "val_loss < 0.5", "adam sgd", MANY])
def test_words_can_be_joined_with_an_expression(asked: Project, text: str) -> None:
    joined = f"({as_expression(text)}) and epochs > 0"
    assert names(asked, joined) == names(asked, text)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])))
def test_text_in_quotation_marks_is_read_as_it_was(text: str) -> None:
    assert read_expression(f"name = {in_quotes(text)}").value.value == text
