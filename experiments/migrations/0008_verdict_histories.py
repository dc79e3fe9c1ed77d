"""Histories of verdicts, from the analyses that are there."""

from django.db import migrations

ANALYSES_AT_ONCE = 5000
RUNS_AT_ONCE = 500


def begin_histories(apps, schema_editor):
    """The verdicts that earlier analyses gave; why each ran was not kept."""
    Run = apps.get_model("experiments", "Run")
    last = 0
    while pks := list(Run.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:RUNS_AT_ONCE]):
        _write(apps, last, pks[-1])
        last = pks[-1]


def _write(apps, after, to):
    VerdictChange = apps.get_model("experiments", "VerdictChange")
    done = apps.get_model("experiments", "Analysis").objects.filter(
        run__gt=after, run__lte=to, state="done", finished_at__isnull=False
    ).exclude(verdict="").order_by("run", "pk")
    columns = ("run", "verdict", "verdict_headline", "version", "finished_at")
    changes, latest = [], None
    for run, verdict, headline, version, at in done.values_list(*columns).iterator(ANALYSES_AT_ONCE):
        of_run = latest is not None and latest.run_id == run
        if of_run and latest.verdict == verdict:
            latest.headline, latest.until = headline, at
            latest.analyses += 1
            continue
        latest = VerdictChange(
            run_id=run, before=latest.verdict if of_run else "", verdict=verdict,
            headline=headline, version=version, at=at, until=at,
        )
        changes.append(latest)
    VerdictChange.objects.bulk_create(changes, batch_size=1000)


class Migration(migrations.Migration):

    dependencies = [
        ('experiments', '0007_embed_links_and_verdict_changes'),
    ]

    operations = [
        migrations.RunPython(begin_histories, migrations.RunPython.noop, elidable=True),
    ]
