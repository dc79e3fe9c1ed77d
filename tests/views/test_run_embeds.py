import html

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from experiments.models import EmbedLink, Project, Run
from experiments.services import embeds
from tests.cast import client_of
from tests.views.run_cases import stored


@pytest.fixture
def run(cats: Project, editor: User) -> Run:
    return stored(cats, editor)


@pytest.fixture
def client(owner: User) -> Client:
    return client_of(owner)


def address(run: Run) -> str:
    return reverse("run_embeds", args=[run.uuid])


def page(client: Client, run: Run) -> str:
    return html.unescape(client.get(address(run)).content.decode())


def revoke(client: Client, run: Run, link: EmbedLink) -> str:
    answer = client.post(reverse("run_embed_revoke", args=[run.uuid, link.pk]), follow=True)
    return html.unescape(answer.content.decode())


def test_a_link_is_made_with_what_the_owner_said(client: Client, run: Run, owner: User) -> None:
    form = {
        "label": "team wiki", "origins": "https://wiki.example.org", "days": "30",
        "shows_notes": "on",
    }  # fmt: skip
    assert client.post(address(run), form).url == address(run)
    link = run.embed_links.get()
    assert (link.label, link.made_by, link.shows_notes) == ("team wiki", owner, True)
    shown = page(client, run)
    for part in (
        f"http://testserver/embed/{link.token}/", "<iframe src=", "team wiki", "Made by owner",
        "Not seen so far", "Framed by https://wiki.example.org", "Shows the notes", "Ends on",
    ):  # fmt: skip
        assert part in shown


def test_a_link_without_sites_offers_no_frame(client: Client, run: Run, owner: User) -> None:
    embeds.make_link(run, owner)
    assert "<iframe src=" not in page(client, run)


def test_the_list_says_when_a_link_was_last_seen(client: Client, run: Run, owner: User) -> None:
    link = embeds.make_link(run, owner)
    Client().get(reverse("embed", args=[link.token]))
    assert "Last seen just now" in page(client, run)


def test_what_cannot_be_a_link_is_said_and_none_is_made(client: Client, run: Run) -> None:
    answer = client.post(address(run), {"origins": "wiki", "label": "x" * 81})
    shown = html.unescape(answer.content.decode())
    assert "“wiki” is no address of a site." in shown
    assert "at most 80 characters" in shown
    assert not run.embed_links.exists()


def test_a_revoked_link_is_named_among_those_that_ended(
    client: Client, run: Run, owner: User
) -> None:
    link = embeds.make_link(run, owner, label="old wiki")
    assert "Its address shows nothing any more." in revoke(client, run, link)
    shown = page(client, run)
    assert link.token not in shown
    assert "Links that have ended" in shown
    assert "revoked just now" in shown
    assert "The link was revoked before." in revoke(client, run, link)


def test_a_link_of_another_run_is_not_revoked(
    client: Client, run: Run, owner: User, cats: Project, editor: User
) -> None:
    link = embeds.make_link(stored(cats, editor), owner)
    address = reverse("run_embed_revoke", args=[run.uuid, link.pk])
    assert client.post(address).status_code == 404
    link.refresh_from_db()
    assert link.revoked_at is None


def test_a_label_is_text(client: Client, run: Run, owner: User) -> None:
    embeds.make_link(run, owner, label="<script>alert(1)</script>")
    assert "<script>alert" not in client.get(address(run)).content.decode()


def test_only_owners_are_led_there(client: Client, run: Run, editor: User) -> None:
    run_page = reverse("run", args=[run.uuid])
    assert address(run) in client.get(run_page).content.decode()
    assert address(run) not in client_of(editor).get(run_page).content.decode()
