import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def fill_paths_and_contents(apps, schema_editor):
    """Files that came one by one lie where their name says, and are read by their own hash."""
    upload = apps.get_model("experiments", "Upload")
    upload.objects.update(path=models.F("name"), contents=models.F("sha256"))


class Migration(migrations.Migration):
    dependencies = [
        ("experiments", "0004_choices_of_predictions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Reading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "waiting"),
                            ("running", "running"),
                            ("done", "done"),
                            ("failed", "failed"),
                        ],
                        default="queued",
                        max_length=7,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
                ("lease", models.UUIDField(blank=True, null=True)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("requested_at", models.DateTimeField(auto_now_add=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("-requested_at", "-id"),
            },
        ),
        migrations.AddField(
            model_name="upload",
            name="archive",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="members",
                to="experiments.upload",
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="contents",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="upload",
            name="folder",
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name="upload",
            name="followed",
            field=models.CharField(blank=True, max_length=1000),
        ),
        migrations.AddField(
            model_name="upload",
            name="lead",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="parts",
                to="experiments.upload",
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="options",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="upload",
            name="path",
            field=models.CharField(blank=True, max_length=1000),
        ),
        migrations.AddField(
            model_name="upload",
            name="root",
            field=models.CharField(blank=True, max_length=1000),
        ),
        migrations.AlterField(
            model_name="upload",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("expected", "not sent yet"),
                    ("waiting", "waiting to be read"),
                    ("stored", "stored"),
                    ("already_there", "already there"),
                    ("extends", "extends a run"),
                    ("updated", "updated a run"),
                    ("refused", "refused"),
                    ("unpacked", "unpacked"),
                    ("part", "part of a log"),
                ],
                max_length=13,
            ),
        ),
        migrations.AlterField(
            model_name="upload",
            name="sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.RunPython(fill_paths_and_contents, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="upload",
            index=models.Index(fields=["contents"], name="upload_same_contents"),
        ),
        migrations.AddField(
            model_name="reading",
            name="upload",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reading",
                to="experiments.upload",
            ),
        ),
        migrations.AddIndex(
            model_name="reading",
            index=models.Index(
                condition=models.Q(("finished_at__isnull", True)),
                fields=["state", "requested_at"],
                name="reading_open",
            ),
        ),
    ]
