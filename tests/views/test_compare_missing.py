"""A comparison of which some runs cannot be shown."""

import html
import json
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from experiments.models import Project, Run
from experiments.services.projects import create_project
from tests.cast import client_of, make_run
from tests.views.run_cases import stored

ADDRESSES = ("compare", "compare_figures", "compare_points")


@pytest.fixture
def three(cats: Project, editor: User) -> list[Run]:
    runs = [stored(cats, editor, val_loss=[0.9, loss]) for loss in (0.3, 0.4, 0.5)]
    for run, name in zip(runs, ("first", "second", "third"), strict=True):
        run.name = name
        run.save()
    return runs


def trash(run: Run) -> None:
    run.deleted_at = timezone.now()
    run.save()


def ask(user: User, uuids: list[object], name: str = "compare") -> HttpResponse:
    return client_of(user).get(reverse(name), {"run": uuids})


def told(answer: HttpResponse) -> str:
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_a_run_in_the_trash_is_named_with_the_way_to_it(viewer, three, cats):
    trash(three[1])
    page = told(ask(viewer, [run.uuid for run in three]))
    assert "Compare 2 runs" in page
    assert "In the trash, so not shown: <strong>second</strong>" in page
    assert f'href="{reverse("project_trash", args=[cats.slug])}"' in page


def test_the_others_keep_the_letters_of_their_places(viewer, three):
    trash(three[1])
    uuids = [run.uuid for run in three]
    figures = json.loads(ask(viewer, uuids, "compare_figures").content)
    assert [t["name"] for t in figures["loss"]["data"] if t["meta"] == "line"] == ["A", "C"]


def test_runs_that_are_gone_or_of_others_are_told_alike_and_without_a_name(viewer, three, stranger):
    theirs = make_run(create_project(stranger, "Secret"), "concealed")
    uuids = [run.uuid for run in three]
    pages = [told(ask(viewer, [*uuids, other])) for other in (theirs.uuid, uuid4())]
    for page in pages:
        assert "1 run of this address cannot be shown: deleted, or in a project" in page
        assert "concealed" not in page
        assert "Secret" not in page


def test_the_trash_of_others_is_told_like_what_is_gone(viewer, three, stranger):
    theirs = make_run(create_project(stranger, "Secret"), "concealed")
    trash(theirs)
    page = told(ask(viewer, [*(run.uuid for run in three), theirs.uuid]))
    assert "1 run of this address cannot be shown" in page
    assert "concealed" not in page
    assert "In the trash" not in page


def test_what_is_missing_can_be_left_out_of_the_address(viewer, three):
    trash(three[2])
    gone = uuid4()
    page = told(ask(viewer, [three[0].uuid, gone, three[1].uuid, three[2].uuid]))
    link = page.split('data-live="missing"')[1].split("Leave them out")[0].rsplit('href="', 1)[1]
    assert [str(run.uuid) in link for run in three] == [True, True, False]
    assert str(gone) not in link


def test_one_run_that_is_left_can_be_compared_with_others(viewer, three):
    trash(three[1])
    page = told(ask(viewer, [three[0].uuid, three[1].uuid]))
    assert "Choose at least one more" in page
    assert "In the trash, so not shown: <strong>second</strong>" in page


@pytest.mark.parametrize("name", ADDRESSES)
def test_charts_and_files_have_the_runs_that_are_left(viewer, three, name):
    trash(three[0])
    assert ask(viewer, [run.uuid for run in three], name).status_code == 200


@pytest.mark.parametrize("name", ADDRESSES)
def test_nothing_is_there_where_no_run_is_left(viewer, three, name):
    for run in three:
        trash(run)
    assert ask(viewer, [run.uuid for run in three], name).status_code == 404


def test_where_all_runs_are_there_nothing_is_said(viewer, three):
    assert "so not shown" not in told(ask(viewer, [run.uuid for run in three]))
    assert "cannot be shown" not in told(ask(viewer, [run.uuid for run in three]))


def test_missing_runs_cost_one_query_however_many(
    client: Client, viewer, three, django_assert_num_queries: DjangoAssertNumQueries
):
    client.force_login(viewer)
    uuids = [run.uuid for run in three]
    for missing in ([uuid4()], [uuid4() for _ in range(9)]):
        with django_assert_num_queries(9):
            client.get(reverse("compare"), {"run": [*uuids, *missing]})


def test_the_plane_has_the_same_letters(viewer, cats, editor):
    both = [stored(cats, editor, val_loss=[0.9, 0.3], val_accuracy=[0.6, 0.9]) for _ in range(3)]
    trash(both[0])
    page = told(ask(viewer, [run.uuid for run in both]))
    keys = page.split('id="plane"')[1].split('<ul class="keys">')[1].split("</ul>")[0]
    assert [f"<b>{letter}</b>" in keys for letter in "ABC"] == [False, True, True]
