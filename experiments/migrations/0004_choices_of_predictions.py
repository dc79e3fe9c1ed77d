from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("experiments", "0003_predictions"),
    ]

    operations = [
        migrations.AddField(
            model_name="predictions",
            name="choices",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
