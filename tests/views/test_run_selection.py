"""Choosing runs in the run table, as it works without scripts."""

import html
import re

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from experiments.models import Project, Run
from tests.cast import client_of, make_run


@pytest.fixture
def runs(cats: Project) -> list[Run]:
    return [make_run(cats, f"run-{number:02}") for number in range(1, 23)]


def table(user: User, **query: str) -> str:
    answer = client_of(user).get(reverse("project", args=["cats"]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def compared(user: User, runs: list[Run], status: int) -> str:
    answer = client_of(user).get(reverse("compare"), {"run": [run.uuid for run in runs]})
    assert answer.status_code == status
    return html.unescape(answer.content.decode())


def test_every_run_has_a_box_of_the_form_that_compares(viewer: User, runs: list[Run]) -> None:
    page = table(viewer)
    assert f'id="compare" method="get" action="{reverse("compare")}"' in page
    boxes = re.findall(r'form="compare" name="run" value="([^"]*)" data-name="([^"]*)"', page)
    assert sorted(boxes, key=lambda box: box[1]) == [(str(run.uuid), run.name) for run in runs]


def test_every_box_says_which_run_it_chooses(viewer: User, runs: list[Run]) -> None:
    assert 'aria-label="Choose run-07"' in table(viewer)


def test_the_form_says_how_many_runs_may_be_chosen(viewer: User, runs: list[Run]) -> None:
    page = table(viewer)
    assert "Choose 2 to 20 runs to compare them." in page
    assert 'data-most="20"' in page


def test_what_only_the_script_can_do_is_not_offered_without_it(
    viewer: User, runs: list[Run]
) -> None:
    page = table(viewer)
    for part in ("data-clear hidden", "data-others hidden", "data-count hidden"):
        assert part in page
    assert '<label class="pick" hidden><input type="checkbox" class="check" data-all' in page


def test_where_no_run_is_shown_there_is_nothing_to_press(viewer: User, runs: list[Run]) -> None:
    form = re.search(r'<form class="choose-runs"[^>]*>', table(viewer, q="no such run"))
    assert form and form[0].endswith(" hidden>")


def test_a_name_with_quotes_stays_inside_its_attribute(viewer: User, cats: Project) -> None:
    make_run(cats, '"><b>bold')
    assert 'data-name="&quot;&gt;&lt;b&gt;bold"' in table(viewer)


@pytest.mark.parametrize(
    ("count", "told"), [(0, "Choose two runs or more"), (1, "at least one more")]
)
def test_fewer_than_two_lead_to_a_page_that_offers_the_others(
    viewer: User, runs: list[Run], count: int, told: str
) -> None:
    page = compared(viewer, runs[:count], 200)
    assert told in page
    assert "run-22 <small>Cats and dogs</small>" in page


def test_twenty_are_compared_and_more_are_refused_in_words(viewer: User, runs: list[Run]) -> None:
    assert "Compare 20 runs" in compared(viewer, runs[:20], 200)
    assert "22 runs were chosen; at most 20" in compared(viewer, runs, 400)
