import html

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from experiments.models import Project, Run
from experiments.views.run_parameters import MOST_OPEN, ParameterList, parameter_list
from tests.cast import client_of
from tests.views.run_cases import stored

NESTED = {f"optimizer.{name}": "1" for name in ("lr", "momentum", "decay")}
PLAIN = {f"p{n}": str(n) for n in range(12)}


def listed(given: dict[str, str], query: str = "") -> ParameterList:
    return parameter_list(given, QueryDict(query))


def names(shown: ParameterList) -> dict[str, list[str]]:
    return {group.name: [row.label for row in group.rows] for group in shown.groups}


def test_a_few_parameters_are_one_list_without_a_search() -> None:
    shown = listed({"lr": "0.1", **NESTED})
    assert names(shown) == {"": ["lr", *NESTED]}
    assert not shown.can_be_searched


def test_many_are_grouped_by_the_first_part_of_their_names() -> None:
    shown = listed({**NESTED, **PLAIN, "data/train/path": "x"})
    assert names(shown) == {
        "": [*PLAIN, "data/train/path"],
        "optimizer": ["lr", "momentum", "decay"],
    }
    assert shown.can_be_searched


@pytest.mark.parametrize("name", [".", "..", "a.", ".a", "/", "a:", "", "1.5"])
def test_odd_names_stay_whole(name: str) -> None:
    [group] = listed({name: "1"}).groups
    assert [(row.name, row.label) for row in group.rows] == [(name, name)]


def test_a_search_holds_all_words_in_name_or_value() -> None:
    given = {**NESTED, "model": "ResNet 18", "lr": "0.1"}
    assert names(listed(given, "param=resnet+18")) == {"": ["model"]}
    assert names(listed(given, "param=OPT+lr")) == {"": ["optimizer.lr"]}
    assert listed(given, "param=zzz").groups == []


def test_a_search_keeps_the_rest_of_the_address() -> None:
    shown = listed(PLAIN, "scale=log&split=val&split=train&param=p1")
    assert shown.kept == [("scale", "log"), ("split", "val"), ("split", "train")]
    assert (shown.text, shown.shown, shown.total) == ("p1", 3, 12)


def test_five_hundred_are_folded_and_a_search_opens_them() -> None:
    given = {f"block{b}.w{n}": str(n) for b in range(4) for n in range(100)}
    given |= {f"p{n}": "1" for n in range(100)}
    shown = listed(given)
    alone, *blocks = shown.groups
    assert (len(alone.first), len(alone.rest)) == (MOST_OPEN, 100 - MOST_OPEN)
    assert not any(block.is_open for block in blocks)
    assert all(group.is_open for group in listed(given, "param=w").groups)


@pytest.fixture
def run(cats: Project, editor: User) -> Run:
    return stored(cats, editor)


@pytest.fixture
def client(viewer: User) -> Client:
    return client_of(viewer)


def page(client: Client, run: Run, parameters: dict[str, object], **query: str) -> str:
    Run.objects.filter(pk=run.pk).update(parameters=parameters)
    answer = client.get(reverse("run", args=[run.uuid]), query)
    return html.unescape(answer.content.decode())


def test_the_page_searches_without_a_script(client: Client, run: Run) -> None:
    shown = page(client, run, {**PLAIN, "model": "resnet18"}, param="resnet", scale="log")
    assert "1 of 13" in shown
    assert "<span data-value>resnet18</span>" in shown
    assert '<input type="hidden" name="scale" value="log">' in shown
    assert shown.count("data-value>") == 1


def test_a_search_without_a_match_leads_back_to_all(client: Client, run: Run) -> None:
    shown = page(client, run, {**PLAIN, "model": "x"}, param="zzz")
    assert "None of 13 parameters holds “zzz”." in shown


def test_a_long_value_folds_and_is_there_whole(client: Client, run: Run) -> None:
    value = "layer " * 100 + "END"
    shown = page(client, run, {"layers": value})
    assert '<details class="long"><summary>layer layer' in shown
    assert f'<span class="whole" tabindex="0" data-value>{value}</span>' in shown


def test_values_are_text(client: Client, run: Run) -> None:
    Run.objects.update(parameters={"<b>": "<script>alert(1)</script>"})
    shown = client.get(reverse("run", args=[run.uuid])).content.decode()
    assert "<script>alert" not in shown
    assert "<b></dt>" not in shown
