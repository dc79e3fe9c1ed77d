"""Run tables look metrics and parameters up by an index: rows for what is there already."""

import re
from itertools import islice
from math import isfinite

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Case, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Concat

RUNS_AT_ONCE = 500
LONGEST = 200
MOST_PARAMETERS = 2_000
NUMBER = re.compile(r"\s*[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]{1,3})?\s*", re.ASCII)


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    _fill_series(apps)
    _fill_parameters(apps)


def _fill_series(apps: Apps) -> None:
    series = apps.get_model("experiments", "Series").objects
    run = apps.get_model("experiments", "Run").objects.filter(pk=OuterRef("run"))
    judged = When(
        kind__in=("loss", "accuracy"),
        split__in=("train", "val", "test"),
        then=Concat("split", Value("_"), "kind", output_field=models.CharField()),
    )
    series.update(project=Subquery(run.values("project")), key=Case(judged, default=F("name")))


def _fill_parameters(apps: Apps) -> None:
    made = apps.get_model("experiments", "Parameter")
    runs = apps.get_model("experiments", "Run").objects.exclude(parameters={}).order_by("pk")
    told = runs.values_list("pk", "project", "parameters").iterator(chunk_size=RUNS_AT_ONCE)
    while some := list(islice(told, RUNS_AT_ONCE)):
        made.objects.bulk_create(
            (
                made(run_id=run, project_id=project, name=name, text=text[:LONGEST], number=number)
                for run, project, parameters in some
                for name, text, number in _rows(parameters)
            ),
            batch_size=2_000,
        )


def _rows(parameters: dict[str, object]) -> list[tuple[str, str, float | None]]:
    short = islice((name for name in parameters if len(name) <= LONGEST), MOST_PARAMETERS)
    texts = [(name, str(parameters[name])) for name in short]
    return [(name, text, _number(text)) for name, text in texts]


def _number(text: str) -> float | None:
    if len(text) > LONGEST or NUMBER.fullmatch(text) is None:
        return None
    return number if isfinite(number := float(text)) else None


def nothing(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The columns and rows go with their table."""


class Migration(migrations.Migration):
    dependencies = [("experiments", "0008_verdict_histories")]

    operations = [
        migrations.CreateModel(
            name="Parameter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("text", models.CharField(blank=True, max_length=200)),
                ("number", models.FloatField(null=True)),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="experiments.project",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parameter_rows",
                        to="experiments.run",
                    ),
                ),
            ],
            options={
                "ordering": ("run", "name"),
                "constraints": [
                    models.UniqueConstraint(fields=("run", "name"), name="one_parameter_a_name")
                ],
            },
        ),
        migrations.AddField(
            "series",
            "project",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="experiments.project",
            ),
        ),
        migrations.AddField(
            "series",
            "key",
            models.CharField(default="", editable=False, max_length=500),
            preserve_default=False,
        ),
        migrations.RunPython(fill, nothing),
    ]
