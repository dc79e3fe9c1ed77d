"""A change of tags remembers what it changed, so that it can be undone."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("experiments", "0013_kinds_from_an_index_alone"),
    ]

    operations = [
        migrations.AddField(
            model_name="bulkchange",
            name="links",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="bulkchange",
            name="undoes",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="undone_by",
                to="experiments.bulkchange",
            ),
        ),
    ]
