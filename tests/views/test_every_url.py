"""Who gets what at every address: default deny, written down.

An address that is not in the table fails the test, as does a row without an address.
"""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern
from django.utils import timezone

from experiments.models import (
    BulkChange,
    EmbedLink,
    MetricRule,
    Predictions,
    Project,
    Run,
    SavedView,
    Upload,
)
from tests.cast import client_of, make_run
from tests.predictions.stored import make_predictions

ROLES = ("anonymous", "stranger", "viewer", "editor", "owner", "administrator")

# Statuses in the order of ROLES. 302 for anonymous is the login page.
EVERYBODY = "200 200 200 200 200 200"
MEMBERS = "302 404 200 200 200 200"
MEMBERS_GO_ON = "302 404 302 302 302 302"
EDITORS = "302 404 403 200 200 200"
EDITORS_GO_ON = "302 404 403 302 302 302"
OWNERS = "302 404 403 403 200 200"
OWNERS_GO_ON = "302 404 403 403 302 302"
USERS = "302 200 200 200 200 200"
USERS_GO_ON = "302 302 302 302 302 302"
NO_SUCH_CHART = "302 404 404 404 404 404"
NOBODY = "405 405 405 405 405 405"
NO_USER = "302 405 405 405 405 405"

TABLE = {
    "healthz": (EVERYBODY, NOBODY),
    "guide": (EVERYBODY, NOBODY),
    "guide_page": (EVERYBODY, NOBODY),
    "login": ("200 302 302 302 302 302", "200 302 302 302 302 302"),
    "logout": (NO_USER, USERS_GO_ON),
    "password_change": (USERS, USERS),
    "password_change_done": (USERS, NO_USER),
    "projects": (USERS, NO_USER),
    "project_new": (USERS, USERS),
    "project": (MEMBERS, NO_USER),
    "project_baseline": (NO_USER, MEMBERS_GO_ON),
    "project_columns": (MEMBERS, NO_USER),
    "project_complete": (MEMBERS, NO_USER),
    "project_export": (MEMBERS, NO_USER),
    "project_verdicts": (MEMBERS, NO_USER),
    "project_trash": (MEMBERS, NO_USER),
    "bulk": (EDITORS, EDITORS),
    "bulk_change": (NO_USER, EDITORS_GO_ON),
    "bulk_progress": (MEMBERS, NO_USER),
    "bulk_undo": (NO_USER, EDITORS_GO_ON),
    "saved_view": (MEMBERS_GO_ON, NO_USER),
    "saved_view_new": (EDITORS, EDITORS),
    "saved_view_rename": (OWNERS, OWNERS),
    "saved_view_update": (NO_USER, OWNERS_GO_ON),
    "saved_view_delete": (NO_USER, OWNERS_GO_ON),
    "project_settings": (MEMBERS, OWNERS),
    "project_members_add": (NO_USER, OWNERS),
    "project_member_change": (NO_USER, OWNERS_GO_ON),
    "project_member_remove": (NO_USER, OWNERS_GO_ON),
    "project_rule_delete": (NO_USER, EDITORS_GO_ON),
    "run": (MEMBERS, NO_USER),
    "run_status": (MEMBERS, NO_USER),
    "run_figures": (MEMBERS, NO_USER),
    "run_chart_svg": (NO_SUCH_CHART, NO_USER),
    "run_chart_csv": (NO_SUCH_CHART, NO_USER),
    "run_all_metrics": (MEMBERS, NO_USER),
    "run_metric_figures": (MEMBERS, NO_USER),
    "run_file": (MEMBERS, NO_USER),
    "run_download": (MEMBERS, NO_USER),
    "run_upload": (MEMBERS, NO_USER),
    "run_notes": (EDITORS, EDITORS),
    "run_tags_add": (NO_USER, EDITORS),
    "run_tag_remove": (NO_USER, EDITORS_GO_ON),
    "run_embeds": (OWNERS, OWNERS_GO_ON),
    "run_embed_revoke": (NO_USER, OWNERS_GO_ON),
    "embed": (EVERYBODY, NOBODY),
    "run_edit": (EDITORS, EDITORS),
    "run_facts": (EDITORS, EDITORS_GO_ON),
    "run_metrics": (EDITORS, EDITORS_GO_ON),
    "run_move": (EDITORS, EDITORS),
    "run_delete": (EDITORS, EDITORS_GO_ON),
    "run_restore": (NO_USER, EDITORS_GO_ON),
    "run_analyse": (NO_USER, EDITORS_GO_ON),
    "upload": (USERS, USERS),
    "upload_batch": (MEMBERS, NO_USER),
    "upload_forget": (NO_USER, EDITORS_GO_ON),
    "upload_content": (NO_USER, "302 404 403 400 400 400"),
    "upload_apply": (NO_USER, EDITORS_GO_ON),
    "upload_separate": (NO_USER, EDITORS_GO_ON),
    "upload_file": (MEMBERS, NO_USER),
    "live": ("302 204 204 204 204 204", NO_USER),
    "compare": (USERS, NO_USER),
    "compare_figures": (USERS, NO_USER),
    "compare_points": (USERS, NO_USER),
    "predictions": (MEMBERS, NO_USER),
    "predictions_upload": (EDITORS, EDITORS),
    "predictions_status": (MEMBERS, NO_USER),
    "predictions_file": (MEMBERS, NO_USER),
    "predictions_samples": (MEMBERS, NO_USER),
    "predictions_report": (MEMBERS, NO_USER),
    "predictions_retry": (NO_USER, EDITORS_GO_ON),
    "predictions_delete": (EDITORS, EDITORS_GO_ON),
}


def named_patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield entry
        elif entry.namespace != "admin":
            yield from named_patterns(entry)


PATTERNS = {pattern.name: pattern for pattern in named_patterns(get_resolver())}


@pytest.fixture
def address_of(cats: Project, viewer: User) -> dict[str, object]:
    """Real things for the parts of an address, by the name of the part."""
    upload = Upload.objects.create(project=cats, batch=uuid4(), name="log.csv", size=1)
    upload.sha256 = "0" * 64
    upload.file.save("log.csv", ContentFile(b"x"))
    run = make_run(cats, upload=upload)
    predictions = make_predictions(run)
    member = cats.memberships.get(user=viewer).pk
    link = EmbedLink.objects.create(run=run, seen_at=timezone.now())
    return {
        "file": upload.uuid,
        "token": link.token,
        "link": link.pk,
        "slug": cats.slug,
        "action": "delete",
        "change": cats.bulk_changes.create(action="delete", asked=1),
        "code": cats.saved_views.create(name="best first").code,
        "member": member,
        "rule": cats.metric_rules.create(name="m", kind="loss", split="val").pk,
        "batch": upload.batch,
        "run": run,
        "upload": upload,
        "predictions": predictions,
        "question": "when-should-i-stop",
        "form": "csv",
    }


OTHER_PARTS = (
    "file", "token", "link", "slug", "action", "code", "member", "rule", "batch", "question",
    "form",
)  # fmt: skip


def thing_at(name: str) -> str:
    if name.startswith("upload_"):
        return "upload"
    if name in ("bulk_progress", "bulk_undo"):
        return "change"
    of_predictions = name.startswith("predictions") and name != "predictions_upload"
    return "predictions" if of_predictions else "run"


def address(name: str, things: dict[str, object]) -> str:
    thing = things[thing_at(name)]
    parts = {"uuid": thing.uuid} | {part: things[part] for part in OTHER_PARTS}
    wanted = PATTERNS[name].pattern.converters
    return reverse(name, kwargs={part: parts[part] for part in wanted})


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert set(PATTERNS) == set(TABLE)


def test_one_page_of_a_run_is_seen_without_login_and_only_by_its_link() -> None:
    seen = {name for name, (get, _) in TABLE.items() if get.startswith("200")}
    assert seen == {"healthz", "guide", "guide_page", "login", "embed"}


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", sorted(TABLE))
@pytest.mark.parametrize("method", ["get", "post"])
def test_each_role_gets_what_the_table_says(
    name: str, method: str, role: str, people: dict[str, User | None], address_of: dict
) -> None:
    expected = TABLE[name][method == "post"].split()[ROLES.index(role)]
    before = state()
    answer = getattr(client_of(people[role]), method)(address(name, address_of))
    answer.getvalue()
    assert answer.status_code == int(expected)
    if role == "anonymous" and answer.status_code == 302:
        assert answer.url.startswith(reverse("login"))
    if method == "get" or answer.status_code in (403, 404, 405):
        assert state() == before


def state() -> list[list[tuple]]:
    """All that a refused request must leave as it was."""
    tables = (
        Project, Project.members.through, MetricRule, Run, Upload, Predictions, EmbedLink,
        BulkChange, SavedView,
    )  # fmt: skip
    return [list(table.objects.order_by("pk").values_list()) for table in tables]


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(TABLE))
def test_every_post_needs_its_token(name: str, owner: User, address_of: dict) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    assert client.post(address(name, address_of)).status_code in (403, 405)


def admin_routes(resolver: URLResolver, prefix: str) -> Iterator[str]:
    """Every address below the resolver, its parts filled in with 1."""
    for entry in resolver.url_patterns:
        route = prefix + re.sub("<[^>]*>", "1", str(entry.pattern))
        if isinstance(entry, URLResolver):
            yield from admin_routes(entry, route)
        elif isinstance(entry.pattern, RoutePattern):
            yield route


# These let go of a session or ask for one, and show nothing.
OPEN_IN_ADMIN = {"/admin/login/", "/admin/logout/"}
ADMIN = next(r for r in get_resolver().url_patterns if getattr(r, "namespace", "") == "admin")
ADMIN_ROUTES = sorted(set(admin_routes(ADMIN, "/admin/")) - OPEN_IN_ADMIN)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES[:-1])
def test_the_admin_lets_nobody_in_but_administrators(
    role: str, people: dict[str, User | None], address_of: dict
) -> None:
    client = client_of(people[role])
    assert len(ADMIN_ROUTES) > 50
    for route in ADMIN_ROUTES:
        for method in (client.get, client.post):
            answer = method(route)
            assert answer.status_code == 302, route
            assert answer.url.startswith(("/login/", "/admin/login/")), route


@pytest.mark.django_db
def test_administrators_see_every_list_of_the_admin(administrator: User, address_of: dict) -> None:
    client = client_of(administrator)
    lists = [route for route in ADMIN_ROUTES if re.fullmatch(r"/admin/experiments/\w+/", route)]
    assert len(lists) == len(list(apps.get_app_config("experiments").get_models())) >= 16
    assert {client.get(route).status_code for route in lists} == {200}
