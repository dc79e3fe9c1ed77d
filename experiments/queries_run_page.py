"""Reads for what stands around the charts of a run's page."""

from django.db.models import Count, Q, QuerySet

from experiments.models import EmbedLink, Run, Upload, VerdictChange

Outcome = Upload.Outcome
MOST_SUGGESTED = 200


def suggested_tags(run: Run) -> list[str]:
    """Tags of the project that the run has not, those of most runs first."""
    tags = run.project.tags.exclude(runs=run).annotate(uses=Count("runs"))
    return list(tags.order_by("-uses", "name").values_list("name", flat=True)[:MOST_SUGGESTED])


def logs_of_run(run: Run) -> QuerySet[Upload]:
    """The log that the run is read from with all its files, then its earlier versions."""
    leads = Upload.objects.filter(target_run=run, lead=None)
    made = leads.filter(outcome__in=(Outcome.STORED, Outcome.UPDATED)).values("pk")
    belongs = Q(pk__in=made) | Q(lead__in=made)
    if run.upload_id is not None:  # a lead that is None would be that of every upload
        belongs |= Q(pk=run.upload_id) | Q(lead=run.upload_id)
    rows = Upload.objects.filter(belongs)
    return rows.exclude(sha256="").select_related("uploaded_by").order_by("-uploaded_at", "path")


def verdict_history(run: Run) -> list[VerdictChange]:
    return list(run.verdict_changes.order_by("-pk"))


def embed_links(run: Run) -> list[EmbedLink]:
    return list(run.embed_links.select_related("made_by").order_by("-pk"))
