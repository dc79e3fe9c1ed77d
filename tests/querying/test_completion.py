"""What may stand at the cursor."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from experiments.models import Parameter, Project, Run, Tag
from experiments.querying.completion import choices

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
        ("val_loss < 3 ", ["and", "or"]),
        ("val_loss < 3 a", ["and"]),
    ],
)
def test_what_may_stand_at_the_cursor_is_offered(
    asked: Project, query: str, some: list[str]
) -> None:
    assert set(some) <= set(texts(asked, query))


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
