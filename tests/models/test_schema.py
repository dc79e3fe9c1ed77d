"""What the database itself holds, whoever writes to it."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, models, transaction

from experiments.facts import LOSS_KINDS
from experiments.models import EpochMetrics, Parameter, Project, Run, Series, Tag
from experiments.querying.columns import COLUMNS

pytestmark = pytest.mark.django_db
OURS = list(apps.get_app_config("experiments").get_models())


def test_the_migrations_make_these_models() -> None:
    call_command("makemigrations", "experiments", check=True, dry_run=True, stdout=StringIO())


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_foreign_key_is_indexed(model: type[models.Model]) -> None:
    led_by = {index.fields[0] for index in model._meta.indexes if index.condition is None}
    led_by |= {
        constraint.fields[0]
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint) and constraint.condition is None
    }
    keys = [f for f in model._meta.fields if isinstance(f, models.ForeignKey)]
    assert [f.name for f in keys if not f.db_index and f.name not in led_by] == []


# Few sort by these; a hundred thousand of them are sorted in a tenth of a second.
UNSORTED = {"overfits", "disagrees", "notes", "finished_at", "epoch_count"}


def test_what_a_run_table_sorts_and_filters_by_is_indexed_in_its_project() -> None:
    sorted_by = {c.column for c in COLUMNS if not c.name.startswith(("last.", "at."))}
    pages = sorted_by - UNSORTED | {"deleted_at"}
    indexed = {index.fields[1] for index in Run._meta.indexes if index.fields[0] == "project"}
    assert {column for column in pages if "__" not in column} <= indexed


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_model_has_a_name_for_people(model: type[models.Model]) -> None:
    assert model.__str__ is not models.Model.__str__


def test_the_kinds_of_loss_are_those_of_the_facts() -> None:
    assert dict(Run.LossKind.choices) == LOSS_KINDS


def test_names_are_unique_where_they_must_be() -> None:
    project = Project.objects.create(name="p", slug="p")
    run = Run.objects.create(project=project, name="r")
    twice = (
        (Series, {"run": run, "project": project, "name": "loss", "kind": "loss"}),
        (Parameter, {"run": run, "project": project, "name": "lr"}),
        (EpochMetrics, {"run": run, "epoch": 1}),
        (Tag, {"project": project, "name": "t"}),
    )
    for model, columns in twice:
        model.objects.create(**columns)
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(**columns)


def test_a_deleted_project_leaves_nothing_behind() -> None:
    project = Project.objects.create(name="p", slug="p")
    run = Run.objects.create(project=project, name="r")
    series = Series.objects.create(run=run, project=project, name="loss", kind="loss")
    Parameter.objects.create(run=run, project=project, name="lr")
    series.chunks.create(count=0, data=b"")
    EpochMetrics.objects.create(run=run, epoch=1)
    project.delete()
    for model in OURS:
        assert not model.objects.exists(), model
