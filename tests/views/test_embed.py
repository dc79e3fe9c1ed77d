"""The one page of a run that is seen without login: what it shows, and what it never does."""

import html
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from experiments.models import EmbedLink, Project, Run
from experiments.services import annotations, embeds, runs
from tests.cast import client_of
from tests.logs import keras_csv
from tests.views.run_cases import OVERFITTING, perform, stored, uploaded

WIKI = "https://wiki.example.org"


@pytest.fixture
def run(cats: Project, editor: User) -> Run:
    return stored(cats, editor)


@pytest.fixture
def link(run: Run, owner: User) -> EmbedLink:
    return embeds.make_link(run, owner)


def get(link: EmbedLink, client: Client | None = None, **query: str) -> HttpResponse:
    return (client or Client()).get(reverse("embed", args=[link.token]), query)


def shown(link: EmbedLink, **query: str) -> str:
    answer = get(link, **query)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def test_it_shows_verdict_charts_and_key_numbers(link: EmbedLink, run: Run) -> None:
    page = shown(link)
    assert '<h2 id="verdict">Overfits from epoch 4</h2>' in page
    for part in (run.verdict_body, run.verdict_advice, "0.7000", "75.00 %", "lowest loss, 4"):
        assert part in page
    assert page.count('<svg class="chart wide"') == 2


def test_the_numbers_behind_the_charts_are_a_table(link: EmbedLink) -> None:
    body = shown(link).split("<tbody>")[1].split("</tbody>")[0]
    assert body.count("<tr>") == len(OVERFITTING["loss"])
    assert '<th scope="row">12</th><td class="num">0.1200</td><td class="num">1.1000</td>' in body


def test_nothing_of_people_files_or_other_runs_is_there(
    cats: Project, editor: User, owner: User
) -> None:
    User.objects.filter(pk=editor.pk).update(first_name="Ada", last_name="Byron")
    run = uploaded(cats, editor, "secret-name.csv", keras_csv(5))
    perform(run)
    annotations.add_tags(run, ["tagged"])
    annotations.edit_notes(run, "confidential", seen=annotations.state_of(""))
    Run.objects.filter(pk=run.pk).update(name="first", parameters={"path": "/data/private"})
    other = stored(cats, editor)
    page = shown(embeds.make_link(run, owner, label="for the wiki"))
    for word in (
        "Ada", "Byron", "editor", "owner", "secret-name", "tagged", "confidential", "private",
        "for the wiki", cats.name, cats.slug, str(run.uuid), str(other.uuid), other.name,
    ):  # fmt: skip
        assert word not in page


def test_it_leads_nowhere_and_does_nothing(link: EmbedLink) -> None:
    page = shown(link)
    assert not re.search(r"<(a|form|script|iframe|input|button|img)\b", page)
    for address in re.findall(r'(?:href|src)="([^"]*)"', page):
        assert address.startswith(("/static/", "#i-"))


def test_notes_are_there_where_the_owner_said_so(run: Run, owner: User) -> None:
    annotations.edit_notes(run, "**seen** by all", seen=annotations.state_of(""))
    assert "<strong>seen</strong> by all" in shown(embeds.make_link(run, owner, shows_notes=True))
    assert "seen" not in shown(embeds.make_link(run, owner))


def test_the_address_chooses_scale_and_theme(link: EmbedLink) -> None:
    assert '<html lang="en" data-theme="dark">' in shown(link, theme="dark")
    assert '<html lang="en">' in shown(link, theme='"><script>')
    assert shown(link, scale="log") != shown(link)


def test_a_run_that_waits_for_its_analysis_says_so(
    cats: Project, editor: User, owner: User
) -> None:
    run = stored(cats, editor, analysed=False)
    assert "Not analysed yet" in shown(embeds.make_link(run, owner))


def test_a_run_without_curves_is_shown_with_its_words(
    cats: Project, editor: User, owner: User
) -> None:
    run = stored(cats, editor, lr=[0.1, 0.01, 0.001])
    assert "no loss and no accuracy that could be drawn" in shown(embeds.make_link(run, owner))


@pytest.mark.parametrize("visitor", ["anonymous", "viewer"])
def test_no_cookie_is_set_whoever_comes(
    link: EmbedLink, people: dict[str, User | None], visitor: str
) -> None:
    answer = get(link, client_of(people[visitor]))
    assert not answer.cookies
    assert b"csrf" not in answer.content


def test_the_page_looks_the_same_to_its_owner_and_to_a_stranger(
    link: EmbedLink, owner: User
) -> None:
    assert get(link, client_of(owner)).content == get(link).content


def test_in_no_frame_unless_the_owner_named_the_site(link: EmbedLink) -> None:
    answer = get(link)
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"


def test_the_sites_that_the_owner_named_may_frame_it(run: Run, owner: User) -> None:
    answer = get(embeds.make_link(run, owner, origins=[WIKI, "http://localhost:8080"]))
    policy = answer["Content-Security-Policy"]
    assert policy.endswith(f"frame-ancestors {WIKI} http://localhost:8080")
    assert "X-Frame-Options" not in answer


def test_every_other_page_of_the_run_stays_out_of_frames(run: Run, owner: User) -> None:
    embeds.make_link(run, owner, origins=[WIKI])
    for name in ("run", "run_embeds", "run_notes"):
        answer = client_of(owner).get(reverse(name, args=[run.uuid]))
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"


def test_nothing_is_loaded_kept_indexed_or_told_to_others(link: EmbedLink) -> None:
    answer = get(link)
    assert "default-src 'none'; style-src 'self'" in answer["Content-Security-Policy"]
    assert "script-src" not in answer["Content-Security-Policy"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer["Cache-Control"]
    assert b'<meta name="robots" content="noindex, nofollow">' in answer.content


def end(link: EmbedLink, how: str) -> None:
    past = timezone.now() - timedelta(seconds=1)
    if how == "revoked":
        embeds.revoke([link])
    elif how == "expired":
        EmbedLink.objects.update(expires_at=past)
    elif how == "trashed":
        runs.delete_run(link.run)
    else:
        link.delete()
        link.token = how


@pytest.mark.parametrize("how", ["revoked", "expired", "trashed", "unknown", "x" * 5000])
def test_a_link_that_does_not_hold_says_so_in_plain_words(
    link: EmbedLink, django_assert_num_queries: object, how: str
) -> None:
    end(link, how)
    with django_assert_num_queries(1):
        answer = get(link)
    assert answer.status_code == 404
    assert "This link was revoked, has ended, or its run was deleted." in answer.content.decode()
    assert answer["Content-Security-Policy"].endswith("frame-ancestors *")
    assert "X-Frame-Options" not in answer
    assert link.run.name not in answer.content.decode()
    assert not answer.cookies


def test_a_restored_run_is_seen_again(link: EmbedLink, run: Run) -> None:
    runs.delete_run(run)
    assert get(link).status_code == 404
    runs.restore_run(run)
    assert get(link).status_code == 200
