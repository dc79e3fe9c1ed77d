"""Indexes once the rows are there; PostgreSQL changes no table that has work of its own pending."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("experiments", "0009_lookup_of_metrics_and_parameters")]

    operations = [
        migrations.AlterField(
            "series",
            "project",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="experiments.project",
            ),
        ),
        *(
            migrations.AddIndex(
                "series", models.Index(fields=["project", "key", column], name=f"series_{column}")
            )
            for column in ("last", "min", "max")
        ),
        migrations.AddIndex(
            "parameter",
            models.Index(fields=["project", "name", "number"], name="parameter_number"),
        ),
        migrations.AddIndex(
            "parameter", models.Index(fields=["project", "name", "text"], name="parameter_text")
        ),
    ]
