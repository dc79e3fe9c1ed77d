"""When points of a run last came; of runs that are there already, when they were added."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F
from django.utils import timezone

RUNS_AT_ONCE = 5_000


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    runs = apps.get_model("experiments", "Run").objects.order_by("pk")
    last = 0
    while some := list(runs.filter(pk__gt=last).values_list("pk", flat=True)[:RUNS_AT_ONCE]):
        runs.order_by().filter(pk__gt=last, pk__lte=some[-1]).update(heard_at=F("created_at"))
        last = some[-1]


def nothing(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """The column goes with its values."""


class Migration(migrations.Migration):
    dependencies = [("experiments", "0011_bulk_changes_and_saved_views")]

    operations = [
        migrations.AddField(
            model_name="run",
            name="heard_at",
            field=models.DateTimeField(default=timezone.now, editable=False),
        ),
        migrations.RunPython(fill, nothing),
    ]
