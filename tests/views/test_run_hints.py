import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from experiments.curves import Series
from experiments.models import Project
from experiments.parsers.meanings import meanings
from experiments.views.run_hints import unassigned
from tests.cast import client_of
from tests.views.run_cases import stored


def asked(*names: str) -> list[tuple[str, list[str]]]:
    series = [
        Series.of(name, found.kind, found.split, [0.5, 0.6])
        for name, found in meanings(names).items()
    ]
    return [(one.quantity, one.names) for one in unassigned(series)]


@pytest.mark.parametrize(
    ("names", "quantity", "could_be"),
    [
        (["loss", "val_loss", "balanced_accuracy"], "accuracy", ["balanced_accuracy"]),
        (["loss", "accuracy", "val_out_accuracy"], "validation accuracy", ["val_out_accuracy"]),
        (["loss", "val_acc", "val_box_loss"], "validation loss", ["val_box_loss"]),
        (["accuracy", "val_accuracy", "LM_loss"], "loss", ["LM_loss"]),
    ],
)
def test_a_metric_that_could_fill_an_empty_place_is_asked_about(names, quantity, could_be):
    assert asked(*names) == [(quantity, could_be)]


@pytest.mark.parametrize(
    "names",
    [
        ["loss", "val_loss", "accuracy", "val_accuracy", "val_balanced_accuracy"],
        ["loss", "val_loss", "lr", "f1"],
        ["loss", "loss_cls", "loss_box_reg"],
        ["loss", "accuracy", "best_val_accuracy"],
    ],
)
def test_where_nothing_is_missing_or_nothing_could_be_it_nothing_is_asked(names):
    assert asked(*names) == []


@pytest.mark.django_db
def test_the_page_asks_those_who_may_answer(cats: Project, editor: User, viewer: User) -> None:
    run = stored(cats, editor, loss=[1.0, 0.5], val_loss=[1.0, 0.6], balanced_accuracy=[0.4, 0.6])
    url = reverse("run", args=[run.uuid])
    said = "No metric is read as accuracy. <code>balanced_accuracy</code> may be one:"
    assert said in client_of(editor).get(url).content.decode()
    assert "No metric is read as" not in client_of(viewer).get(url).content.decode()
