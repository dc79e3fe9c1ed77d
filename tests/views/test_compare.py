import html
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from experiments.models import Project, Run
from experiments.services.demo import create_demo_project
from experiments.services.projects import create_project
from tests.cast import client_of, make_run
from tests.views.run_cases import stored


def named(
    project: Project, user: User, name: str, losses: list[float], accuracies: list[float]
) -> Run:
    run = stored(project, user, val_loss=losses, val_accuracy=accuracies)
    run.name = name
    run.save()
    return run


@pytest.fixture
def three(cats: Project, editor: User) -> list[Run]:
    """The second has the lowest loss, the third the highest accuracy."""
    return [
        named(cats, editor, "first", [0.9, 0.30, 0.35], [0.6, 0.90, 0.901]),
        named(cats, editor, "second", [0.8, 0.20, 0.25], [0.7, 0.92, 0.921]),
        named(cats, editor, "third", [0.7, 0.28, 0.60], [0.7, 0.93, 0.950]),
    ]


@pytest.fixture
def compare(viewer: User) -> Callable[..., str]:
    client = client_of(viewer)

    def page(runs: list[Run], status: int = 200, **query: str) -> str:
        answer = client.get(reverse("compare"), {"run": [run.uuid for run in runs], **query})
        assert answer.status_code == status
        return html.unescape(answer.content.decode())

    return page


def heading(page: str) -> str:
    return page.split('<h2 id="answer">')[1].split("</h2>")[0]


def test_the_lowest_loss_is_shipped_unless_labels_matter(compare, three):
    assert heading(compare(three)) == "Ship second at epoch 2"
    assert heading(compare(three, prefer="labels")) == "Ship third at epoch 3"


def test_the_other_choice_has_its_price(compare, three):
    assert "For labels, take third at epoch 3" in compare(three)


def test_every_run_has_its_letter_and_a_link_that_removes_it(compare, three):
    page = compare(three)
    for run in three:
        assert f'aria-label="Remove {run.name}"' in page
    assert page.count("<figure") >= 2


def test_differences_go_to_the_run_that_is_pinned(compare, three):
    page = compare(three, baseline=str(three[1].uuid))
    values = page.split('id="vals"')[1]
    assert "+0.100" in values.split("first")[1].split("</tr>")[0]


def test_values_at_an_epoch_are_those_of_the_epoch(compare, three):
    values = compare(three, at="epoch", epoch="3").split('id="vals"')[1]
    assert "0.6000" in values
    assert "0.2800" not in values


def test_a_run_without_the_epoch_says_so(compare, three, cats, editor):
    short = named(cats, editor, "short", [0.5, 0.4], [0.8, 0.9])
    values = compare([*three, short], at="epoch", epoch="3").split('id="vals"')[1]
    assert "no epoch 3: it logged 1 to 2" in values


@pytest.mark.parametrize("asked", [{"at": "epoch"}, {"at": "epoch", "epoch": "x"}, {"at": "nan"}])
def test_an_epoch_that_means_nothing_is_passed_over(compare, three, asked):
    values = compare(three, **asked).split('id="vals"')[1]
    assert '<input type="radio" name="at" value="best_by_loss" checked>' in values


def test_all_parameters_are_shown_where_asked_for(compare, three):
    for run, rate in zip(three, ("0.1", "0.1", "0.01"), strict=True):
        run.parameters = {"lr": rate, "model": "small"}
        run.save()
    assert ">model</th>" not in compare(three)
    page = compare(three, parameters="all")
    assert ">model</th>" in page
    assert page.count("unlike most") == 1


def test_runs_without_parameters_have_nothing_to_group_by(compare, three):
    assert "none of these runs has any" in compare(three)


def test_other_runs_are_found_by_name_and_project_and_added_to_the_address(
    compare, three, cats, editor, viewer
):
    fourth = named(cats, editor, "fourth of all", [0.5], [0.8])
    offers = compare(three, add="FOURTH").split('id="add"')[1]
    assert f"run={fourth.uuid}" in offers
    assert "add=" not in offers.split('class="offers"')[1].split("</ul>")[0]
    assert "No other run" in compare(three, add="fifth")
    assert "fourth of all" in compare(three, add=cats.name)


def test_what_no_name_can_hold_is_searched_for_without_it(compare, three):
    assert "first" in compare(three[1:], add="fi\0rst").split('id="add"')[1]


def test_runs_of_others_are_not_found(three, stranger, compare):
    theirs = create_project(stranger, "Secret")
    hidden = make_run(theirs, "hidden")
    page = compare(three, add="hidden")
    assert str(hidden.uuid) not in page
    assert "No other run" in page


def test_why_no_run_is_tested_on_the_same_samples_is_said_once(compare, three):
    pairs = compare(three).split('id="pairs"')[1].split("</section>")[0]
    assert "No run could be tested against second" in pairs
    assert pairs.count("has no predictions of") == 1


def test_intervals_are_drawn_on_one_scale(compare, three):
    for run in three:
        run.parameters = {"n_val": 1000, "classes": 2}
        run.save()
    assert compare(three).count('class="rangebar"') == 2


def test_only_parameters_that_differ_are_shown(compare, three):
    for run, rate in zip(three, ("0.1", "0.1", "0.01"), strict=True):
        run.parameters = {"lr": rate, "model": "small"}
        run.save()
    page = compare(three)
    assert "1 of 2" in page
    assert "unlike most" in page


def test_runs_of_one_value_are_told_as_a_mean(compare, three):
    for seed, run in enumerate(three):
        run.parameters = {"lr": "0.1" if seed else "0.2", "seed": seed}
        run.save()
    groups = compare(three, group="lr").split('id="groups"')[1]
    assert "0.2400" in groups


def test_runs_that_differ_by_seed_alone_are_one_group(compare, three):
    for seed, run in enumerate(three):
        run.parameters = {"lr": "0.1", "seed": seed}
        run.save()
    groups = compare(three, group="lr").split('id="groups"')[1]
    assert 'data-label="Runs"><span>3</span>' in groups
    assert "0.2600" in groups


def test_another_kind_of_loss_is_not_ranked_and_the_reason_is_said(compare, three):
    three[2].loss_kind = Run.LossKind.SMOOTHED
    three[2].save()
    page = compare(three)
    assert "third is not ranked" in page
    assert "label smoothing" in page


def test_many_reasons_are_folded(compare, three, cats):
    strange = [make_run(cats, f"strange {n}") for n in range(4)]
    assert "4 runs are not ranked, and what would change that</summary>" in compare(
        [*three, *strange]
    )
    assert "what would change that" not in compare([*three, *strange[:3]])


def test_a_run_that_is_chosen_twice_is_there_once(compare, three):
    assert "Compare 3 runs" in compare([*three, three[0]])


def test_one_run_alone_asks_for_another(compare, three):
    page = compare(three[:1])
    assert "Choose at least one more" in page
    assert "second <small>Cats and dogs</small>" in page


def test_more_than_twenty_runs_are_refused(cats, compare):
    page = compare([make_run(cats, str(i)) for i in range(21)], status=400)
    assert "at most 20" in page


def test_what_names_no_run_is_refused_in_words(viewer):
    answer = client_of(viewer).get(reverse("compare"), {"run": "<b>"})
    assert answer.status_code == 400
    assert b"names no run" in answer.content


def test_a_run_of_strangers_is_told_like_one_that_is_not_there(three, stranger):
    answer = client_of(stranger).get(reverse("compare"), {"run": [run.uuid for run in three]})
    assert answer.status_code == 404
    assert b"first" not in answer.content


def test_runs_without_curves_are_compared_without_an_answer(cats, compare):
    page = compare([make_run(cats, "one"), make_run(cats, "two")])
    assert "Compare 2 runs" in page


def test_the_number_of_queries_does_not_grow_with_the_runs(
    cats: Project,
    editor: User,
    client: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
):
    client.force_login(editor)
    runs = [named(cats, editor, str(i), [0.5, 0.4], [0.8, 0.9]) for i in range(12)]
    few, many = ({"run": [run.uuid for run in some]} for some in (runs[:2], runs))
    with django_assert_num_queries(8):
        client.get(reverse("compare"), few)
    with django_assert_num_queries(8):
        client.get(reverse("compare"), many)


@pytest.mark.parametrize("prefer", ["labels", "probabilities", "calibration", "weight"])
def test_the_demo_is_compared_for_every_preference(administrator, prefer):
    project = create_demo_project(administrator)
    runs = list(project.runs.values_list("uuid", flat=True))
    query = {"run": runs, "prefer": prefer, "scale": "log", "smooth": "3", "split": "val"}
    answer = client_of(administrator).get(reverse("compare"), query)
    assert answer.status_code == 200


def test_the_run_table_and_the_run_page_lead_to_a_comparison(viewer, cats, three):
    client = client_of(viewer)
    listed = client.get(reverse("project", args=[cats.slug])).content.decode()
    assert f'form="compare" name="run" value="{three[0].uuid}"' in listed
    shown = client.get(reverse("run", args=[three[0].uuid])).content.decode()
    assert f"{reverse('compare')}?run={three[0].uuid}" in shown


def test_a_long_name_is_cut_in_its_middle_and_told_in_full_by_its_title(compare, three):
    first, second, _ = three
    for run, seed in zip((first, second), (1, 2), strict=True):
        run.name = f"resnet50_imagenet_augmented_pretrained_seed{seed}"
        run.save()
    page = compare(three)
    assert "pretrained_seed1</a>" in page
    assert "pretrained_seed2</a>" in page
    assert f'title="{first.name}"' in page
