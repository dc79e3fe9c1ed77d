import html
import re

import numpy as np
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from experiments.curves import Series
from experiments.models import Project, Run
from experiments.parsers.log import ParsedRun
from experiments.services import runs
from experiments.services.uploads import UploadOptions
from experiments.views.run_others import MOST_SMALL
from tests.cast import client_of
from tests.logs import parsed_log, parsed_run
from tests.views.run_cases import OVERFITTING, stored

COUNT = 30


@pytest.fixture
def client(viewer: User) -> Client:
    return client_of(viewer)


@pytest.fixture
def run(cats: Project, editor: User) -> Run:
    """Losses and accuracies, 30 recalls on two splits, and a learning rate."""
    judged = parsed_run(**OVERFITTING, lr=np.linspace(0.1, 0.01, 12)).series
    others = [
        Series.of(f"{s}_recall_{i}", f"recall_{i}", s, [i / 100] * 11 + [0.9], epoch=range(1, 13))
        for i in range(COUNT)
        for s in ("val", "train")
    ]
    [made] = runs.create_runs(
        cats, editor, parsed_log(ParsedRun((*judged, *others))), options=UploadOptions(name="one")
    )
    return made


def page(client: Client, name: str, run: Run, **query: object) -> str:
    answer = client.get(reverse(name, args=[run.uuid]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def keys(shown: str) -> list[str]:
    return [html.unescape(key) for key in re.findall(r'data-plot="([^"]+)"', shown)]


def small(shown: str) -> list[str]:
    return [key for key in keys(shown) if key.startswith("metric:")]


def test_the_page_shows_some_and_says_how_to_reach_the_others(client: Client, run: Run) -> None:
    shown = page(client, "run", run)

    assert len(small(shown)) == MOST_SMALL
    assert f"{MOST_SMALL} of {COUNT + 1} metrics" in shown
    assert reverse("run_all_metrics", args=[run.uuid]) in shown


def test_a_search_finds_any_of_them_without_a_script(client: Client, run: Run) -> None:
    shown = page(client, "run", run, metric="RECALL_29", smooth="3")

    assert small(shown) == ["metric:recall_29"]
    assert 'name="metric" value="RECALL_29"' in shown
    assert '<input type="hidden" name="smooth" value="3">' in shown


def test_a_search_without_a_find_says_so(client: Client, run: Run) -> None:
    assert "No metric of 31 has “nothing” in its name." in page(
        client, "run", run, metric="nothing"
    )


def test_metrics_of_one_value_are_told_in_words_and_found_as_others_are(
    client: Client, cats: Project, editor: User
) -> None:
    run = stored(cats, editor, **OVERFITTING, layers=[4] * 12, lr=np.linspace(0.1, 0.01, 12))

    for name in ("run", "run_all_metrics"):
        shown = page(client, name, run)
        assert small(shown) == ["metric:lr"]
        assert "<div><dt>layers</dt><dd>4</dd></div>" in shown
        assert "<dt>layers</dt>" not in page(client, name, run, metric="lr")
        only = page(client, name, run, metric="LAYER")
        assert "<dt>layers</dt>" in only
        assert small(only) == []


def test_a_search_is_text_and_no_markup(client: Client, run: Run) -> None:
    assert "<script>alert" not in page(client, "run", run, metric="<script>alert(1)</script>")


def test_train_and_val_are_in_one_chart_with_a_table(client: Client, run: Run) -> None:
    shown = page(client, "run", run, metric="recall_7")
    figure = shown[shown.index('data-panel="metric:recall_7"') :].partition("</figure>")[0]

    assert (
        len(re.findall(r'class="line (train|val) s1"', figure.partition("</figcaption>")[2])) == 2
    )
    assert '<th scope="col" class="num">train</th><th scope="col" class="num">val</th>' in figure
    assert '<td class="num">0.07</td><td class="num">0.07</td>' in figure


def test_every_metric_is_on_the_page_of_all(client: Client, run: Run) -> None:
    shown = page(client, "run_all_metrics", run)

    assert keys(shown)[:2] == ["loss", "accuracy"]
    assert sorted(small(shown)) == sorted(
        [f"metric:recall_{i}" for i in range(COUNT)] + ["metric:lr"]
    )


def test_they_are_grouped_with_what_stands_alone_last(client: Client, run: Run) -> None:
    heads = re.findall(r'<h2 id="section-\d+">([^<]*)</h2>', page(client, "run_all_metrics", run))

    assert heads == ["Loss and accuracy", "recall", "Others"]


def test_the_page_of_all_can_be_searched(client: Client, run: Run) -> None:
    assert keys(page(client, "run_all_metrics", run, metric="lr")) == ["metric:lr"]
    assert keys(page(client, "run_all_metrics", run, metric="val_loss")) == ["loss"]
    assert "No such metric" in page(client, "run_all_metrics", run, metric="nothing")


def test_ids_on_the_page_of_all_are_there_once(client: Client, run: Run) -> None:
    ids = re.findall(r'\bid="([^"]+)"', page(client, "run_all_metrics", run))

    assert len(ids) == len(set(ids))


def test_a_chart_is_described_for_those_who_cannot_see_it(client: Client, run: Run) -> None:
    shown = page(client, "run_all_metrics", run)

    described = re.findall(r'aria-describedby="([^"]+)"', shown)
    assert len(described) == COUNT + 3
    for name in described:
        assert re.search(rf'id="{name}">[^<]*[Ff]rom [^<]* to [^<]*crosshair', shown)


def test_figures_are_those_that_are_asked_for(client: Client, run: Run) -> None:
    address = reverse("run_metric_figures", args=[run.uuid])
    query = {"chart": ["loss", "metric:lr", "metric:nothing"], "from": "2", "to": "5"}

    figures = client.get(address, query).json()

    assert list(figures) == ["loss", "metric:lr"]
    assert {tuple(f["layout"]["xaxis"]["range"]) for f in figures.values()} == {(2, 5)}
    assert list(figures["metric:lr"]["frames"]) == ["small"]


def test_a_metric_without_a_finite_value_says_so(
    client: Client, cats: Project, editor: User
) -> None:
    broken = stored(cats, editor, **OVERFITTING, lr=[float("nan")] * 12)

    assert "Nothing to draw: no finite value." in page(client, "run_all_metrics", broken)


def test_a_run_of_other_metrics_only_has_the_page_too(
    client: Client, cats: Project, editor: User
) -> None:
    only = stored(cats, editor, analysed=False, lr=[0.1, 0.01])

    assert keys(page(client, "run_all_metrics", only)) == ["metric:lr"]


def test_the_number_of_queries_does_not_grow_with_the_metrics(
    client: Client, cats: Project, editor: User, run: Run, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(14):
        page(client, "run_all_metrics", run)
