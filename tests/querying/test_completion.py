"""What may stand at the cursor."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from experiments.models import Parameter, Project, Run, Tag
from experiments.querying.completion import choices
from experiments.querying.language import condition

pytestmark = pytest.mark.django_db
VERDICTS = ("healthy", "overfits")


def texts(project: Project, query: str) -> list[str]:
    return [choice.text for choice in choices(project, query, len(query), VERDICTS)]


@pytest.mark.parametrize(
    ("query", "some"),
    [
        ("", ["name", "val_loss"]),
        ("val_l", ["val_loss", "last.val_loss"]),
        ("par", ["params.lr", "params.opt"]),
        ("f1", ["`f1 score`"]),
        ("epochs = 3 and val", ["val_loss"]),
        ("val_loss ", ["=", "<", "in"]),
        ("name sta", ["startswith"]),
        ("overfits = ", ["True", "False"]),
        ('verdict = "ov', ['"overfits"']),
        ('status = "si', ['"silent"']),
        ('tags = "', ['"baseline"', '"small"']),
        ('params.opt = "a', ['"adam"']),
        ("params.lr = ", ["1e-3", "0.01", '"auto"']),
        ("params.we`i", ["params.`we``ird`"]),
        ("params.`we``i", ["params.`we``ird`"]),
        ("params.`we``ird` <= ", ["3"]),
        ("val_loss < 3 ", ["and", "or"]),
        ("val_loss < 3 a", ["and"]),
    ],
)
def test_what_may_stand_at_the_cursor_is_offered(
    asked: Project, query: str, some: list[str]
) -> None:
    assert set(some) <= set(texts(asked, query))


@pytest.mark.parametrize(
    ("query", "only"),
    [
        ("params.`we``ird` ", ["=", "!=", "<", "<=", ">", ">=", "in", "not in"]),
        ("params.deep ", ["=", "!="]),
        ("params.deep = ", ["True", "False", "None"]),
        ("params.lr <= ", ["1e-3", "0.01"]),
        ("params.lr <= 0.0", ["0.01"]),
        ("params.lr in (0.01, 1e-", ["1e-3"]),
        ('params.lr = "', ['"auto"']),
        ('params.opt in ("a, (b", ', ['"adam"', '"sgd"']),
        ('params.opt < "', []),
        ("val_loss < ", []),
        ("val_loss <", ["<="]),
        ('status < "', []),
    ],
)
def test_only_what_fits_is_offered(asked: Project, query: str, only: list[str]) -> None:
    assert texts(asked, query) == only


def test_no_order_is_offered_of_a_parameter_that_is_text(asked: Project) -> None:
    assert {"=", "~", "startswith"} < set(texts(asked, "params.opt "))
    assert not {"<", "<=", ">", ">="} & set(texts(asked, "params.opt "))


@pytest.mark.parametrize("logged", ["+3", "07", ".5", "5.", " 3", "1E5"])
def test_a_number_is_offered_as_a_query_can_say_it(asked: Project, logged: str) -> None:
    run = Run.objects.get(name="adam")
    Parameter.objects.create(run=run, project=asked, name="n", text=logged, number=float(logged))
    query = f"params.n = {texts(asked, 'params.n = ')[0]}"
    assert [*Run.objects.filter(condition(asked, query))] == [run]


def test_a_choice_takes_the_place_of_what_was_begun(asked: Project) -> None:
    query = "epochs = 3 and val_l"
    first = choices(asked, query, len(query), VERDICTS)[0]
    assert query[: first.start] + first.text == "epochs = 3 and val_loss"


def test_a_value_is_offered_however_many_come_before_it(asked: Project) -> None:
    many = [Run(project=asked, name=f"{n:03}") for n in range(300)]
    Run.objects.bulk_create(many)
    Parameter.objects.bulk_create(
        Parameter(project=asked, run=one, name="opt", text=f"a{one.name}") for one in many
    )
    Tag.objects.bulk_create(Tag(project=asked, name=f"t{n:03}") for n in range(300))
    assert texts(asked, 'params.opt = "sg') == ['"sgd"']
    assert texts(asked, 'params.opt = "A29') == [f'"a29{n}"' for n in range(10)]
    assert texts(asked, 'tags = "t299') == ['"t299"']


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("valoss_pr.mi` =<\"()'0", max_size=20), st.integers(0, 25))
def test_any_text_is_answered(asked: Project, text: str, cursor: int) -> None:
    for choice in choices(asked, text, cursor, VERDICTS):
        assert 0 <= choice.start <= max(cursor, len(text))
