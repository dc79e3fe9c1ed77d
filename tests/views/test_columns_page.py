"""The page that chooses the columns of a run table, by its form alone."""

import re

import pytest
from django.contrib.auth.models import User

from experiments.models import Project
from experiments.views.run_columns import USUAL
from tests.cast import client_of

pytestmark = pytest.mark.django_db
PAGE = "/projects/cats/columns/"
THREE = "chosen=1&column=gap&place+gap=1&column=tags&place+tags=2&column=who&place+who=3"


def address(user: User, query: str) -> str:
    return client_of(user).get(f"{PAGE}?{query}").url


def names(user: User, query: str = "") -> list[str]:
    html = client_of(user).get(f"{PAGE}?{query}").content.decode()
    return re.findall(r'name="column" value="([^"]*)"', html)


def test_the_form_leads_to_the_table_with_its_columns(viewer: User, cats: Project) -> None:
    query = "chosen=1&column=gap&place+gap=2&column=val_loss&place+val_loss=1&add=params.lr&q=x"
    assert address(viewer, query) == "/projects/cats/?q=x&columns=val_loss%2Cgap%2Cparams.lr"


@pytest.mark.parametrize(
    ("move", "order", "focused"),
    [
        ("up who", ["gap", "who", "tags"], "#up-2"),
        ("down gap", ["tags", "gap", "who"], "#down-2"),
        ("up gap", ["gap", "tags", "who"], "#up-1"),
        ("down who", ["gap", "tags", "who"], "#down-3"),
    ],
)
def test_a_column_moves_by_one_place(
    viewer: User, cats: Project, move: str, order: list[str], focused: str
) -> None:
    page, _, fragment = address(viewer, f"{THREE}&move={move}").partition("#")
    assert page.startswith(f"{PAGE}?")
    assert f"#{fragment}" == focused
    assert names(viewer, page.partition("?")[2]) == order


def test_what_was_unticked_and_pinned_is_kept_by_a_move(viewer: User, cats: Project) -> None:
    query = "chosen=1&column=gap&place+gap=1&column=who&place+who=2&pin=who&move=down+gap"
    assert address(viewer, query) == f"{PAGE}?columns=who%2Cgap&pin=who#down-2"


def test_a_move_of_no_column_leads_to_the_table(viewer: User, cats: Project) -> None:
    for move in ("up nothing", "sideways gap", "up"):
        assert address(viewer, f"{THREE}&move={move}").startswith("/projects/cats/?")


def test_the_usual_columns_are_there_to_begin_with(viewer: User, cats: Project) -> None:
    assert names(viewer) == list(USUAL)
