"""What the page on which a run's metrics are corrected says to the whole project."""

import html

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from experiments.models import MetricRule, Project, Run
from experiments.services import metric_rules, rereadings
from tests.cast import client_of
from tests.views.run_cases import OVERFITTING, stored
from tests.views.test_run_edit import read_as, send

FOR_PROJECT = {"rule-scope": "project"}
OTHERS = {**FOR_PROJECT, "rule-others": "on"}
AS_VALIDATION = {"holdout": "accuracy/val"}


def make(cats: Project, editor: User) -> Run:
    loss, holdout = OVERFITTING["loss"], OVERFITTING["val_accuracy"]
    return stored(cats, editor, analysed=False, loss=loss, holdout=holdout)


@pytest.fixture
def run(cats: Project, editor: User) -> Run:
    return make(cats, editor)


@pytest.fixture
def client(editor: User) -> Client:
    return client_of(editor)


def metrics_page(client: Client, run: Run) -> str:
    shown = client.get(reverse("run_metrics", args=[run.uuid])).content.decode()
    return html.unescape(shown)


def settings_page(client: Client, project: Project) -> str:
    shown = client.get(reverse("project_settings", args=[project.slug])).content.decode()
    return html.unescape(shown)


def test_a_correction_is_for_this_run_unless_said_otherwise(client: Client, run: Run) -> None:
    send(client, "run_metrics", run, **read_as(run, AS_VALIDATION))
    assert run.best_val_accuracy == 0.75
    assert not MetricRule.objects.exists()


def test_a_correction_can_be_for_the_project_from_now_on(
    client: Client, run: Run, cats: Project, editor: User
) -> None:
    shown = send(client, "run_metrics", run, **read_as(run, AS_VALIDATION), **FOR_PROJECT)
    assert "1 metric is read like this in every run of Cats and dogs from now on." in shown
    assert "holdout is read as validation accuracy, as the project's rule says." in shown
    assert make(cats, editor).best_val_accuracy == 0.75
    assert "project’s rule</a>: validation accuracy" in metrics_page(client, run)


def test_the_runs_that_are_there_are_read_anew_where_one_asks_for_it(
    client: Client, run: Run, cats: Project, editor: User
) -> None:
    other = make(cats, editor)
    assert "Also read the 1 other run anew that is there already" in metrics_page(client, run)
    shown = send(client, "run_metrics", run, **read_as(run, AS_VALIDATION), **OTHERS)
    assert "1 other run was read anew." in shown
    other.refresh_from_db()
    assert other.best_val_accuracy == 0.75


def test_many_runs_are_read_by_workers_and_the_settings_say_how_many_wait(
    client: Client, run: Run, cats: Project, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rereadings, "AT_ONCE", 1)
    for _ in range(2):
        make(cats, editor)
    shown = send(client, "run_metrics", run, **read_as(run, AS_VALIDATION), **OTHERS)
    assert "2 other runs are being read anew." in shown
    assert "2 runs of this project are still to be read anew." in settings_page(client, cats)
    for pk in rereadings.unsent():
        rereadings.perform(pk)
    assert "still to be read anew" not in settings_page(client, cats)


def test_what_was_corrected_earlier_for_the_run_can_be_made_a_rule(
    client: Client, run: Run
) -> None:
    send(client, "run_metrics", run, **read_as(run, AS_VALIDATION))
    send(client, "run_metrics", run, **read_as(run, {}), **FOR_PROJECT)
    assert MetricRule.objects.get().name == "holdout"


def test_a_rule_on_nothing_is_not_made(client: Client, run: Run) -> None:
    shown = send(client, "run_metrics", run, **read_as(run, {}), **FOR_PROJECT)
    assert "Nothing was changed" in shown
    assert not MetricRule.objects.exists()


def test_a_scope_that_does_not_exist_is_refused(client: Client, run: Run) -> None:
    form = read_as(run, AS_VALIDATION) | {"rule-scope": "world"}
    shown = client.post(reverse("run_metrics", args=[run.uuid]), form)
    assert "world is not one of the available choices" in html.unescape(shown.content.decode())
    assert not MetricRule.objects.exists()


def test_a_refused_correction_keeps_what_was_chosen(client: Client, run: Run) -> None:
    form = read_as(run, {"holdout": "loss/train"}) | OTHERS
    shown = client.post(reverse("run_metrics", args=[run.uuid]), form).content.decode()
    assert "cannot both be" in shown
    assert 'value="project" checked' in shown


def test_the_settings_list_the_rules_and_let_editors_delete_them(
    client: Client, run: Run, cats: Project, editor: User, viewer: User
) -> None:
    assert "Names alone decide." in settings_page(client, cats)
    metric_rules.remap_project(run, editor, {"holdout": ("accuracy", "val")})
    assert '<td role="cell" data-label="read as">validation accuracy</td>' in settings_page(
        client_of(viewer), cats
    )
    assert "the rule on holdout" not in settings_page(client_of(viewer), cats)
    assert "the rule on holdout" in settings_page(client, cats)
    url = reverse("project_rule_delete", args=[cats.slug, MetricRule.objects.get().pk])
    assert "holdout is read by its name again" in client.post(url, follow=True).content.decode()
    assert not MetricRule.objects.exists()


def test_a_rule_of_another_project_cannot_be_deleted_here(client: Client, cats: Project) -> None:
    elsewhere = Project.objects.create(slug="elsewhere", name="Elsewhere")
    rule = elsewhere.metric_rules.create(name="m", kind="loss", split="val")
    url = reverse("project_rule_delete", args=[cats.slug, rule.pk])
    assert client.post(url).status_code == 404
    assert MetricRule.objects.exists()


def test_a_run_that_could_not_be_read_anew_is_told_in_the_settings(
    client: Client, run: Run, cats: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    [asked] = rereadings.request(cats, ["holdout"])
    monkeypatch.setattr(rereadings, "reread", refuse)
    assert rereadings.perform(asked)
    assert "The log counts 300,000 epochs." in settings_page(client, cats)


def refuse(run: Run) -> bool:
    raise ValueError("The log counts 300,000 epochs.")


def test_accuracy_as_another_metric_is_shown_among_the_others(
    client: Client, cats: Project, editor: User
) -> None:
    run = stored(cats, editor)
    send(client, "run_metrics", run, **read_as(run, {"accuracy": "other"}))
    assert run.series.get(name="accuracy").kind == "other_accuracy"
