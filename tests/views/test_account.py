import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.cast import client_of

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough password"


@pytest.fixture
def editor(editor: User) -> User:
    editor.set_password(PASSWORD)
    editor.save()
    return editor


def log_in(client: Client, **said: str):
    return client.post(reverse("login"), {"username": "editor", "password": PASSWORD} | said)


def test_the_right_password_leads_to_the_page_that_was_asked_for(editor: User) -> None:
    client = Client()
    asked = client.get("/projects/cats/")
    assert asked.url == "/login/?next=/projects/cats/"
    assert "/projects/cats/" in client.get(asked.url).content.decode()
    assert log_in(client, next="/projects/cats/").url == "/projects/cats/"


def test_login_never_leads_to_another_server(editor: User) -> None:
    assert log_in(Client(), next="https://elsewhere.example/").url == "/"


def test_a_wrong_password_says_what_to_do_and_keeps_the_name(editor: User) -> None:
    page = log_in(Client(), password="wrong").content.decode()
    assert "do not belong together" in page
    assert 'role="alert"' in page
    assert 'value="editor"' in page


def test_login_has_no_links_into_the_application() -> None:
    page = Client().get(reverse("login")).content.decode()
    assert reverse("upload") not in page
    assert "Log out" not in page


def test_logging_out_takes_a_post(editor: User) -> None:
    client = client_of(editor)
    assert client.get(reverse("logout")).status_code == 405
    assert client.post(reverse("logout")).url == "/login/"
    assert client.get("/").url.startswith("/login/")


def test_who_is_logged_in_needs_no_second_login(editor: User) -> None:
    assert client_of(editor).get(reverse("login")).url == "/"


def test_a_password_is_changed(editor: User) -> None:
    client = client_of(editor)
    new = "another long password"
    said = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert client.post(reverse("password_change"), said).url == reverse("password_change_done")
    assert "Password changed" in client.get(reverse("password_change_done")).content.decode()
    editor.refresh_from_db()
    assert editor.check_password(new)


def test_a_wrong_present_password_changes_nothing(editor: User) -> None:
    new = "another long password"
    said = {"old_password": "wrong", "new_password1": new, "new_password2": new}
    page = client_of(editor).post(reverse("password_change"), said).content.decode()
    assert "This is not your present password" in page
    editor.refresh_from_db()
    assert editor.check_password(PASSWORD)


def test_only_staff_is_led_to_the_administration(editor: User, administrator: User) -> None:
    assert "Administration" not in client_of(editor).get("/").content.decode()
    assert "Administration" in client_of(administrator).get("/").content.decode()
