"""The curves on the page of a comparison, and their figures for the script."""

import html
import json

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from experiments.curves import Series
from experiments.models import Project, Run
from experiments.parsers.log import ParsedRun
from experiments.services.runs import create_runs
from tests.cast import client_of
from tests.logs import parsed_log
from tests.views.run_cases import stored


@pytest.fixture
def pair(cats: Project, editor: User) -> list[Run]:
    first = stored(cats, editor, val_loss=[0.9, 0.5, 0.6], loss=[0.8, 0.4, 0.2])
    second = stored(cats, editor, val_loss=[0.8, 0.6, 0.7])
    return [first, second]


def ask(client: Client, name: str, runs: list[Run], **query: object) -> HttpResponse:
    return client.get(reverse(name), {"run": [run.uuid for run in runs], **query})


def figures(client: Client, runs: list[Run], **query: object) -> dict:
    answer = ask(client, "compare_figures", runs, **query)
    assert answer.status_code == 200
    return json.loads(answer.content)


def names(figure: dict) -> list[str]:
    return [trace["name"] for trace in figure["data"] if trace["meta"] == "line"]


def test_each_run_shows_its_held_out_split_unless_another_is_asked_for(viewer, pair):
    client = client_of(viewer)
    assert names(figures(client, pair)["loss"]) == ["A", "B"]
    assert names(figures(client, pair, split=["train", "val"])["loss"]) == ["A train", "A", "B"]
    assert names(figures(client, pair, split="train")["loss"]) == ["A"]
    assert names(figures(client, pair, split="nonsense")["loss"]) == ["A", "B"]


def test_a_kind_that_no_run_logged_has_no_figure(viewer, pair):
    assert set(figures(client_of(viewer), pair)) == {"loss"}


def test_the_figures_of_the_page_are_those_of_the_address(viewer, pair):
    client, asked = client_of(viewer), {"scale": "log", "smooth": "2", "from": "1", "to": "2"}
    page = ask(client, "compare", pair, **asked).content.decode()
    embedded = page.split('<script id="figures" type="application/json">')[1].split("</script>")[0]
    assert json.loads(embedded) == figures(client, pair, **asked)


def test_a_run_without_epochs_is_named_where_epochs_are_counted(viewer, pair, cats, editor):
    losses = Series.of("val_loss", "loss", "val", [0.9, 0.7], step=[100, 200])
    [steps] = create_runs(cats, editor, parsed_log(ParsedRun((losses,), name="by step")))
    answer = ask(client_of(viewer), "compare", [*pair, steps], x="epoch")
    page = html.unescape(answer.content.decode())
    assert "C has no epochs in the log and cannot be drawn here." in page
    drawn = figures(client_of(viewer), [*pair, steps], x="step")["loss"]
    assert names(drawn) == ["C"]
    assert drawn["data"][0]["x"] == [100, 200]


def test_means_of_groups_are_in_the_figures(viewer, pair):
    for run, rate in zip(pair, ("0.1", "0.1"), strict=True):
        run.parameters = {"lr": rate}
        run.save()
    drawn = figures(client_of(viewer), pair, group="lr")["loss"]
    (mean,) = [trace for trace in drawn["data"] if trace["meta"] == "mean"]
    assert mean["y"] == pytest.approx([0.85, 0.55, 0.65])


def test_figures_of_what_names_no_run_are_refused_in_words(viewer):
    answer = client_of(viewer).get(reverse("compare_figures"), {"run": "<b>"})
    assert answer.status_code == 400
    assert "names no run" in json.loads(answer.content)["error"]


def test_figures_of_strangers_are_not_told(stranger, pair):
    assert ask(client_of(stranger), "compare_figures", pair).status_code == 404


def test_more_runs_ask_no_more_of_the_database(
    viewer, cats, editor, django_assert_num_queries: DjangoAssertNumQueries
):
    runs = [stored(cats, editor, val_loss=[0.9, 0.5 + i / 100]) for i in range(8)]
    client = client_of(viewer)
    with django_assert_num_queries(6):
        figures(client, runs[:2])
    with django_assert_num_queries(6):
        figures(client, runs)


def x_axis(client: Client, runs: list[Run], **query: object) -> str:
    return figures(client, runs, **query)["loss"]["meta"]["x"]


def test_runs_of_very_different_lengths_are_drawn_by_their_progress(viewer, pair, cats, editor):
    client = client_of(viewer)
    long = stored(cats, editor, val_loss=[0.9 - i / 100 for i in range(50)])
    assert x_axis(client, pair) == "epoch"
    assert x_axis(client, [*pair, long]) == "progress, %"
    assert x_axis(client, [*pair, long], x="epoch") == "epoch"


def test_a_run_in_training_is_drawn_by_its_epochs(viewer, pair, cats, editor):
    long = stored(cats, editor, val_loss=[0.9 - i / 100 for i in range(50)])
    pair[0].status = Run.Status.RUNNING
    pair[0].save()
    assert x_axis(client_of(viewer), [*pair, long]) == "epoch"


def test_a_run_without_held_out_values_brings_in_no_other_split(viewer, pair, cats, editor):
    blind = stored(cats, editor, loss=[0.9, 0.5, 0.4])
    drawn = names(figures(client_of(viewer), [*pair, blind])["loss"])
    assert drawn == ["A", "B"]
    page = html.unescape(ask(client_of(viewer), "compare", [*pair, blind]).content.decode())
    assert "C logged no loss on the splits shown." in page


def test_runs_without_held_out_values_are_drawn_in_training(viewer, cats, editor):
    blind = [stored(cats, editor, loss=[0.9, 0.5, last]) for last in (0.4, 0.3)]
    assert names(figures(client_of(viewer), blind)["loss"]) == ["A", "B"]
