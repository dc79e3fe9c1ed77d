"""What counts kinds of runs holds its own condition, so that SQLite need not look at the runs,
and the last values, which tables are sorted by, too."""

from django.db import migrations, models

COLUMNS = [
    *("project", "verdict", "status", "overfits", "disagrees"),
    *("best_val_loss", "best_val_accuracy", "last_val_loss", "last_val_accuracy"),
    *("final_gap", "epoch_count", "created_at", "deleted_at"),
]


class Migration(migrations.Migration):
    dependencies = [("experiments", "0012_last_sign_of_life")]
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
