import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.core.paginator import Paginator
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from experiments.admin.paging import BoundedPaginator
from experiments.models import (
    Analysis,
    BulkChange,
    EmbedLink,
    EpochMetrics,
    Finding,
    Membership,
    Parameter,
    Predictions,
    Project,
    Run,
    SavedView,
    Tag,
    Upload,
    VerdictChange,
)
from experiments.services import metric_rules, rereadings
from tests.admin.rows import log_of, stored

pytestmark = pytest.mark.django_db
NOW = timezone.now()
MODELS = sorted(apps.get_app_config("experiments").get_models(), key=lambda m: m.__name__)


def url(model: type, view: str = "changelist", *args: object) -> str:
    return reverse(f"admin:experiments_{model._meta.model_name}_{view}", args=args)


def test_every_model_is_registered() -> None:
    assert [model for model in MODELS if not admin.site.is_registered(model)] == []


@pytest.mark.parametrize("model", MODELS)
def test_every_list_and_every_row_opens(
    model: type, admin_client: Client, turning: Run, steady: Run
) -> None:
    analysis = turning.analyses.first()
    Finding.objects.create(
        analysis=analysis, run=turning, position=0, rule="overfitting", rule_version=1,
        verdict="yes", severity="warning", sentence="It overfits.",
    )  # fmt: skip
    Predictions.objects.create(run=turning, name="val.npz", size=1)
    BulkChange.objects.create(project=turning.project, action="delete", asked=1)
    SavedView.objects.create(project=turning.project, name="best first")
    EmbedLink.objects.create(run=turning)
    Parameter.objects.create(run=turning, project=turning.project, name="lr", text="0.1")
    VerdictChange.objects.create(run=turning, verdict="healthy", at=NOW, until=NOW)
    metric_rules.set_rules(turning.project, None, {"loss": ("loss", "test")})
    rereadings.request(turning.project, ["loss"])
    assert admin_client.get(url(model)).status_code == 200
    assert admin_client.get(url(model, "change", model.objects.first().pk)).status_code == 200


@pytest.mark.parametrize("model", [EpochMetrics, Run, Upload, Analysis])
def test_more_rows_need_no_more_queries(model: type, admin_client: Client, cats: Project) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            admin_client.get(url(model))
        return len(captured)

    stored(cats, "one", [0.9, 0.8])
    queries()
    few = queries()
    for number in range(4):
        stored(cats, f"more {number}", [0.5 + number, 0.4])

    assert queries() == few


def test_a_long_list_is_counted_up_to_a_limit_only(
    admin_client: Client, turning: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BoundedPaginator, "limit", 2)

    page = admin_client.get(url(EpochMetrics))

    assert page.context["cl"].result_count == 2
    assert "are counted and paged" in page.content.decode()


def test_a_short_list_is_counted_as_it_is(admin_client: Client, turning: Run) -> None:
    page = admin_client.get(url(EpochMetrics))

    assert page.context["cl"].result_count == 3
    assert "are counted and paged" not in page.content.decode()


def test_the_bounded_count_is_the_plain_one_below_the_limit(turning: Run) -> None:
    rows = EpochMetrics.objects.order_by("pk")

    assert BoundedPaginator(rows, 2).count == Paginator(rows, 2).count == 3
    assert [len(page.object_list) for page in BoundedPaginator(rows, 2)] == [2, 1]


def test_points_and_chunks_cannot_be_changed(admin_client: Client, turning: Run) -> None:
    chunk = turning.series.first().chunks.first()

    for row in (chunk, chunk.series, turning.epochs.first()):
        address = url(type(row), "change", row.pk)
        assert admin_client.post(address, {"count": 0}).status_code == 403
        assert (
            admin_client.post(url(type(row), "delete", row.pk), {"post": "yes"}).status_code == 403
        )


def test_a_run_is_deleted_with_all_its_points(admin_client: Client, turning: Run) -> None:
    address = url(Run, "delete", turning.pk)

    assert "turning" in admin_client.get(address).content.decode()
    admin_client.post(address, {"post": "yes"})

    assert not Run.objects.filter(pk=turning.pk).exists()
    assert not EpochMetrics.objects.filter(run_id=turning.pk).exists()


@pytest.mark.parametrize("is_chosen", [True, False], ids=["chosen in the list", "on its page"])
@pytest.mark.parametrize("model", [Run, Project])
def test_what_is_deleted_takes_its_files_along(
    model: type,
    is_chosen: bool,
    admin_client: Client,
    turning: Run,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    file, row = turning.upload.file, turning if model is Run else turning.project
    chosen = {"action": "delete_selected", "_selected_action": [row.pk]} if is_chosen else {}
    address = url(model) if is_chosen else url(model, "delete", row.pk)
    assert file.storage.exists(file.name)

    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(address, chosen | {"post": "yes"})

    assert not model.objects.filter(pk=row.pk).exists()
    assert not Upload.objects.filter(pk=turning.upload_id).exists()
    assert not file.storage.exists(file.name)


def test_chosen_runs_are_analysed_again(
    admin_client: Client,
    turning: Run,
    steady: Run,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Analysis.objects.all().delete()
    sent = []
    monkeypatch.setattr("experiments.tasks.analyse_run.delay", sent.append)

    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(url(Run), {"action": "analyse_again", "_selected_action": [turning.pk]})

    asked = Analysis.objects.get()
    assert (asked.run, asked.state) == (turning, "queued")
    assert sent == [asked.pk]


def test_a_fact_entered_here_asks_for_an_analysis(admin_client: Client, turning: Run) -> None:
    Analysis.objects.all().delete()
    form = {"name": turning.name, "status": turning.status, "notes": ""}

    admin_client.post(url(Run, "change", turning.pk), form | {"notes": "looked at"})
    assert not Analysis.objects.exists()
    admin_client.post(url(Run, "change", turning.pk), form | {"classes": 10})

    turning.refresh_from_db()
    assert turning.classes == 10
    assert Analysis.objects.get().run == turning


def test_a_fact_that_makes_no_sense_is_not_stored(admin_client: Client, turning: Run) -> None:
    form = {"name": turning.name, "status": turning.status, "majority": 1.5}
    page = admin_client.post(url(Run, "change", turning.pk), form)

    turning.refresh_from_db()
    assert turning.majority is None
    assert "The majority share must be above 0 and at most 1, not 1.5." in page.content.decode()


def test_a_file_is_downloaded_byte_for_byte(admin_client: Client, turning: Run) -> None:
    response = admin_client.get(reverse("admin:experiments_upload_file", args=[turning.upload_id]))

    assert response.getvalue() == log_of([0.6, 0.4, 0.7])
    assert response["Content-Disposition"] == 'attachment; filename="turning.csv"'
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_file_that_is_gone_is_not_found(admin_client: Client, turning: Run) -> None:
    turning.upload.file.delete()

    address = reverse("admin:experiments_upload_file", args=[turning.upload_id])
    assert admin_client.get(address).status_code == 404


def test_a_file_needs_the_permission_to_view_uploads(client: Client, turning: Run) -> None:
    address = reverse("admin:experiments_upload_file", args=[turning.upload_id])
    staff = User.objects.create_user("staff", password="a long password", is_staff=True)

    assert client.get(address).status_code == 302
    client.force_login(staff)
    assert client.get(address).status_code == 403
    staff.user_permissions.add(Permission.objects.get(codename="view_upload"))
    assert client.get(address).getvalue() == log_of([0.6, 0.4, 0.7])


@pytest.mark.parametrize(
    ("model", "query"),
    [
        (Run, {"verdict": "\0"}),
        (Run, {"deleted_at__year": "99999"}),
        (Upload, {"outcome": "\0"}),
        (Tag, {"name": "\0"}),
        (Membership, {"role": "\0"}),
    ],
)
def test_a_filter_that_no_database_can_read_is_told(
    model: type, query: dict[str, str], admin_client: Client
) -> None:
    answer = admin_client.get(url(model), query, follow=True)
    assert answer.status_code == 200
    if connection.vendor == "postgresql" or "deleted_at__year" in query:
        assert "A filter in the address cannot be read" in answer.content.decode()


@pytest.mark.parametrize("model", [User, Group])
def test_a_character_that_no_database_can_look_for_is_no_fault_of_the_server(
    model: type, admin_client: Client
) -> None:
    answer = admin_client.get(
        reverse(f"admin:auth_{model._meta.model_name}_changelist"),
        {{User: "username", Group: "name"}[model]: "\0"},
    )
    assert answer.status_code == (400 if connection.vendor == "postgresql" else 200)
