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
                "series",
                models.Index(fields=["project", "key", column, "run"], name=f"series_{column}"),
            )
            for column in ("last", "min", "max")
        ),
        migrations.AddIndex(
            "parameter",
            models.Index(fields=["project", "name", "number", "run"], name="parameter_number"),
        ),
        migrations.AddIndex(
            "parameter",
            models.Index(fields=["project", "name", "text", "run"], name="parameter_text"),
        ),
        migrations.AddIndex(
            "run",
            models.Index(
                fields=[
                    *("project", "verdict", "status", "overfits", "disagrees"),
                    *("best_val_loss", "best_val_accuracy", "final_gap", "created_at"),
                ],
                name="run_kinds",
                condition=models.Q(deleted_at__isnull=True),
            ),
        ),
    ]
