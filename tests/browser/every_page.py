"""Every page there is, with real content: where it is, by the name of its address."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from playwright.sync_api import Page, expect

from experiments.models import Analysis, EmbedLink, Predictions, Project, Run, Upload
from experiments.services import analyses, demo, metric_rules, predictions, runs
from experiments.views.guide_questions import QUESTIONS

PASSWORD = "a long password"

NO_PAGES = frozenset((
    "healthz", "logout", "project_baseline", "project_complete", "project_export",
    "project_verdicts", "bulk_change", "bulk_undo", "saved_view", "saved_view_update",
    "saved_view_delete", "project_members_add", "project_member_change", "project_member_remove",
    "project_rule_delete", "run_status", "run_figures", "run_chart_svg", "run_chart_csv",
    "run_metric_figures", "run_file", "run_download", "run_upload", "run_tags_add",
    "run_tag_remove", "run_embed_revoke", "run_restore", "run_analyse", "upload_forget",
    "upload_content", "upload_apply", "upload_separate", "upload_file", "live", "compare_figures",
    "compare_points",
    "predictions_status", "predictions_file", "predictions_samples", "predictions_report",
    "predictions_retry",
))  # fmt: skip
"""Addresses that answer no page of their own: files, data, parts of pages, and changes."""


@dataclass(frozen=True)
class World:
    """Somebody who owns the demo, with one of each thing that a page can show."""

    owner: User
    project: Project
    empty: Project

    def run(self, name: str) -> Run:
        return Run.objects.get(project=self.project, name=name)

    def pages(self) -> dict[str, list[str]]:
        """Addresses of all pages, by the name of the pattern that they match."""
        run, late, gone = self.run("overfitting"), self.run("healthy"), self.run("imbalanced")
        table, uuid = f"/projects/{self.project.slug}/", run.uuid
        batch = Upload.objects.get(name="refused.txt").batch
        of_run = f"/runs/{uuid}/"
        three = "&".join(f"run={self.run(f'three-models-{n}').uuid}" for n in ("first", "second"))
        two = f"run={uuid}&run={late.uuid}&run={self.run('never-learning').uuid}"
        measured = Predictions.objects.filter(run__name="over-confident").first()
        return {
            "login": ["/login/"],
            "password_change": ["/password/"],
            "password_change_done": ["/password/done/"],
            "projects": ["/"],
            "project_new": ["/projects/new/"],
            "project": [
                table,
                f"/projects/{self.empty.slug}/",
                f"{table}?q=val_los+%3C+3",
                f"{table}?q=nothing+like+it",
                f"{table}?columns=val_loss,params.solver,last.train_loss&baseline={uuid}",
                f"{table}?group=params.solver&unfold=None",
            ],
            "project_columns": [f"{table}columns/"],
            "project_trash": [f"{table}trash/"],
            "project_settings": [f"{table}settings/"],
            "bulk": [f"{table}bulk/?all=1"],
            "bulk_progress": [
                f"{table}changes/{change.uuid}/" for change in self.project.bulk_changes.all()
            ],
            "saved_view_new": [f"{table}views/new/?sort=-val_loss"],
            "saved_view_rename": [
                f"/v/{view.code}/rename/" for view in self.project.saved_views.all()
            ],
            "guide": ["/guide/"],
            "guide_page": [f"/guide/{question.slug}/" for question in QUESTIONS],
            "upload": ["/upload/"],
            "upload_batch": [f"/uploads/{batch}/"],
            "compare": [
                "/compare/",
                f"/compare/?{two}",
                f"/compare/?{three}",
                f"/compare/?{two}&run={gone.uuid}&x=progress&prefer=labels",
                f"/compare/?run={uuid}",
            ],
            "run": [
                of_run,
                f"/runs/{late.uuid}/?scale=log&smooth=3&from=2&to=9",
                f"/runs/{gone.uuid}/",
                f"/runs/{self.run('failed').uuid}/",
            ],
            "run_all_metrics": [f"{of_run}metrics/all/"],
            "run_notes": [f"{of_run}notes/"],
            "run_embeds": [f"{of_run}embeds/"],
            "embed": [f"/embed/{link.token}/" for link in EmbedLink.objects.all()],
            "run_edit": [f"{of_run}edit/"],
            "run_facts": [f"{of_run}facts/"],
            "run_metrics": [f"{of_run}metrics/"],
            "run_move": [f"{of_run}move/"],
            "run_delete": [f"{of_run}delete/"],
            "predictions": [f"/predictions/{measured.uuid}/"],
            "predictions_upload": [f"{of_run}predictions/upload/"],
            "predictions_delete": [f"/predictions/{measured.uuid}/delete/"],
        }


def make_world() -> World:
    owner = User.objects.create_superuser("owner", password=PASSWORD)
    project = demo.create_demo_project(owner)
    for row in Predictions.objects.all():
        predictions.perform(row.pk)
    for row in Analysis.objects.filter(finished_at=None):
        analyses.perform(row.pk)
    runs.delete_run(Run.objects.get(name="imbalanced"))
    failed = Run.objects.create(project=project, name="failed", created_by=owner, status="failed")
    Analysis.objects.create(
        run=failed, state="failed", error="It took too long.", finished_at=timezone.now()
    )
    run = Run.objects.get(name="overfitting")
    EmbedLink.objects.create(run=run)
    project.saved_views.create(name="best first", query="sort=val_loss", made_by=owner)
    project.bulk_changes.create(action="delete", asked=3)
    metric_rules.set_rules(project, owner, {"auc": ("auc", "val")})
    refused = Upload(project=project, batch=uuid4(), name="refused.txt", size=5, uploaded_by=owner)
    refused.outcome, refused.sha256 = "refused", "0" * 64
    refused.reason, refused.advice = "It is a letter.", "Send a log."
    refused.file.save("refused.txt", ContentFile(b"Dear."))
    empty = Project.objects.create(name="Empty", slug="empty")
    empty.memberships.create(user=owner, role="owner")
    return World(owner, project, empty)


def addresses(world: World) -> Iterator[str]:
    for listed in world.pages().values():
        yield from listed


def log_in(page: Page, name: str) -> None:
    page.goto("/login/")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1, name="Projects")).to_be_visible()


def address_names() -> set[str]:
    """The names of all addresses but those of the admin."""
    return set(_names(get_resolver()))


def _names(resolver: URLResolver) -> list[str]:
    found = []
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            found.append(entry.name)
        elif entry.namespace != "admin":
            found += _names(entry)
    return found
