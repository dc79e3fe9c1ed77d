"""What counts kinds of runs holds their ids, by which PostgreSQL joins parameters and tags."""

from django.db import migrations, models

COLUMNS = [
    *("project", "verdict", "status", "overfits", "disagrees"),
    *("best_val_loss", "best_val_accuracy", "last_val_loss", "last_val_accuracy"),
    *("final_gap", "epoch_count", "created_at", "deleted_at", "id"),
]


class Migration(migrations.Migration):
    dependencies = [("experiments", "0014_undo_of_tags")]
    operations = [
        migrations.RemoveIndex(model_name="run", name="run_kinds"),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(
                fields=COLUMNS,
                condition=models.Q(deleted_at__isnull=True),
                name="run_kinds",
            ),
        ),
    ]
