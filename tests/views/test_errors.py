import re

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse

from experiments.models import Upload
from experiments.views.errors import FORM_BYTES
from tests.cast import client_of

pytestmark = pytest.mark.django_db


def test_a_page_that_is_not_there_says_what_to_do(viewer: User) -> None:
    answer = client_of(viewer).get("/no/such/page/")
    assert answer.status_code == 404
    assert "ask an owner of the project to add you" in answer.content.decode()


def test_a_stranger_and_a_wrong_address_get_the_same_page(stranger: User, cats: object) -> None:
    client = client_of(stranger)
    hidden, missing = client.get("/projects/cats/"), client.get("/projects/dogs/")
    assert hidden.status_code == missing.status_code == 404
    assert without_token(hidden.content) == without_token(missing.content)


def without_token(page: bytes) -> str:
    return re.sub(r'(csrfmiddlewaretoken" value=")[^"]*', r"\1", page.decode())


def test_a_member_without_the_role_is_told_which_it_needs(viewer: User) -> None:
    answer = client_of(viewer).post("/projects/cats/settings/", {"name": "Mine"})
    assert answer.status_code == 403
    assert "This needs the role owner in Cats and dogs." in answer.content.decode()


def test_a_form_without_its_token_is_refused_in_the_same_look(editor: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    answer = client.post(reverse("project_new"), {"name": "New"})
    assert answer.status_code == 403
    assert "reload the page, and send it again" in answer.content.decode()


def send_bytes(user: User, size: int):
    file = SimpleUploadedFile("log.csv", b"x" * size)
    return client_of(user).post(reverse("upload"), {"files": file, "project": "cats"})


def test_a_request_over_the_limit_is_refused_and_the_limit_is_told(editor: User, settings) -> None:
    settings.LOSSACC_MAX_REQUEST_BYTES = 3 * 2**20
    answer = send_bytes(editor, 3 * 2**20 + FORM_BYTES)
    assert answer.status_code == 413
    page = answer.content.decode()
    assert "may be 3.0\xa0MB in all" in page
    assert "LOSSACC_MAX_UPLOAD_MB" in page
    assert not Upload.objects.exists()


def test_a_request_just_under_the_limit_is_taken(editor: User, settings) -> None:
    settings.LOSSACC_MAX_REQUEST_BYTES = 3 * 2**20
    assert send_bytes(editor, 3 * 2**20 - 1).status_code != 413


def test_a_size_that_is_no_number_is_not_a_server_error(editor: User) -> None:
    answer = client_of(editor).get("/", headers={"content-length": "many"})
    assert answer.status_code == 200


def test_the_page_of_a_server_error_needs_no_context_and_no_manifest(settings) -> None:
    backend = "whitenoise.storage.CompressedManifestStaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": backend}}
    page = get_template("500.html").render()
    assert "Something broke" in page
    assert "/static/css/tokens.css" in page


def test_a_view_that_breaks_gives_the_page_and_not_its_details(
    viewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr("experiments.queries.project_list", broken)
    client = client_of(viewer)
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500
    assert "Something broke" in answer.content.decode()
    assert "secret" not in answer.content.decode()
