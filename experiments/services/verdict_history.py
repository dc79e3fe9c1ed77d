"""What a run's verdicts were: one row for as long as analyses give the same."""

from django.db.models import F
from django.utils import timezone

from experiments.analysis import VERSION
from experiments.models import Analysis, VerdictChange

MOST_KEPT = 100


def remember(analysis: Analysis, verdict: str, headline: str) -> None:
    """Adds the verdict to the history of its run; the caller holds the run's lock."""
    history = VerdictChange.objects.filter(run=analysis.run_id).order_by("-pk")
    latest, now = history.first(), timezone.now()
    told = {"headline": headline, "until": now, **_numbers(analysis)}
    if latest is not None and _says_the_same(latest, analysis, verdict, headline):
        VerdictChange.objects.filter(pk=latest.pk).update(analyses=F("analyses") + 1, **told)
        return
    VerdictChange.objects.create(
        run_id=analysis.run_id,
        before=latest.verdict if latest else "",
        verdict=verdict,
        at=now,
        version=VERSION,
        cause=analysis.cause,
        first_epochs=analysis.run.epoch_count,
        **told,
    )
    kept = list(history.values_list("pk", flat=True)[:MOST_KEPT])
    history.filter(pk__lt=kept[-1]).delete()


def _says_the_same(latest: VerdictChange, analysis: Analysis, verdict: str, headline: str) -> bool:
    """With each new epoch a headline names another one; that alone is no news."""
    grew = analysis.cause == Analysis.Cause.DATA
    return latest.verdict == verdict and (grew or latest.headline == headline)


def _numbers(analysis: Analysis) -> dict[str, float | int | None]:
    run = analysis.run
    return {
        "epochs": run.epoch_count,
        "best_val_loss": run.best_val_loss,
        "best_val_accuracy": run.best_val_accuracy,
    }
