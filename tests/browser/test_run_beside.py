"""Notes, tags, parameters, paper and frames of a run's page, in Chromium."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import quote, unquote
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Locator, Page, expect

from experiments.models import Project, Run
from experiments.services import annotations, embeds, projects, readings
from tests.browser.charts import PASSWORD, log_in
from tests.live import Stack
from tests.logs import keras_csv
from tests.views.run_cases import perform


class Wiki(BaseHTTPRequestHandler):
    """Another site, which shows in a frame what its address names."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        framed = unquote(self.path.removeprefix("/?"))
        self.wfile.write(f'<!doctype html><iframe src="{framed}" height="900">'.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def wiki() -> Iterator[str]:
    """The origin of the other site."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Wiki) as server:
        Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def run(stack: Stack) -> Run:
    user = User.objects.create_user("owner", password=PASSWORD)
    project = projects.create_project(user, "Cats")
    readings.receive(project, user, uuid4(), "baseline.csv", keras_csv(20))
    run = Run.objects.get()
    if run.analyses.filter(finished_at=None).exists():
        perform(run)
    run.parameters = {f"p{n}": f"value {n}" for n in range(20)} | {"layers": "wide " * 100}
    run.save(update_fields=["parameters"])
    return run


@pytest.fixture
def opened(page: Page, run: Run) -> Page:
    log_in(page)
    page.goto(f"/runs/{run.uuid}/")
    return page


def rows(page: Page) -> Locator:
    return page.locator("[data-param]:visible")


def test_parameters_are_found_while_typing_and_the_address_keeps_the_words(opened: Page) -> None:
    expect(rows(opened)).to_have_count(21)
    opened.get_by_label("Search the parameters").fill("value 7")
    expect(rows(opened)).to_have_count(2)
    expect(opened.locator("[data-param-count]")).to_have_text("2 of 21")
    opened.keyboard.press("Enter")
    assert "param=value+7" in opened.url
    opened.reload()
    expect(rows(opened)).to_have_count(2)


def test_a_value_is_copied_with_the_keyboard(opened: Page) -> None:
    opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.get_by_role("button", name="Copy p3", exact=True).press("Enter")
    expect(opened.locator("[data-param-said]")).to_have_text("Copied: p3.")
    assert opened.evaluate("navigator.clipboard.readText()") == "value 3"


def test_tags_and_notes_are_edited_in_place(opened: Page, run: Run) -> None:
    opened.locator(".add-tag summary").click()
    opened.get_by_label("Tags, words between commas").fill("sweep, resnet")
    opened.get_by_role("button", name="Add", exact=True).click()
    opened.get_by_role("button", name="Remove the tag sweep").click()
    expect(opened.locator(".tagged a")).to_have_text(["resnet"])
    opened.locator(".notes-of-run summary").click()
    opened.get_by_role("textbox", name="Notes").fill(
        "# Plan\n\n![x](http://elsewhere.example/x.png)"
    )
    opened.get_by_role("button", name="Save").click()
    expect(opened.get_by_role("heading", name="Plan", exact=True)).to_be_visible()
    expect(opened.locator(".markdown img")).to_have_count(0)


def test_copies_of_charts_for_paper_have_ids_of_their_own(opened: Page) -> None:
    expect(opened.locator(".charts .printed [id]").first).to_be_attached()
    ids = opened.evaluate("[...document.querySelectorAll('.frame [id]')].map((node) => node.id)")
    assert len(ids) == len(set(ids))
    named = opened.evaluate("""[...document.querySelectorAll('.printed [clip-path]')]
      .map((node) => node.getAttribute('clip-path').slice(5, -1))""")
    assert set(named) <= set(ids)


def test_on_paper_findings_are_unfolded_charts_whole_and_controls_gone(opened: Page) -> None:
    expect(opened.locator(".charts .plot.live")).to_have_count(2)
    opened.evaluate("document.documentElement.dataset.theme = 'dark'")
    opened.emulate_media(media="print")
    opened.set_viewport_size({"width": 688, "height": 1000})
    for gone in (".topbar", ".controls", ".actions", ".foot", ".param-search", ".plot.live"):
        expect(opened.locator(gone).first).to_be_hidden()
    for drawing in opened.locator(".charts .printed > svg:visible").all():
        box = drawing.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 688
    expect(opened.locator(".charts .printed > svg:visible")).to_have_count(2)
    colours = (
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    assert opened.evaluate(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    expect(opened.locator(".params .whole")).to_be_visible()
    assert opened.pdf(format="A4", prefer_css_page_size=True).startswith(b"%PDF")


@pytest.mark.parametrize("may_frame", [True, False])
def test_a_link_is_framed_by_the_sites_that_its_owner_named(
    browser: Browser, stack: Stack, run: Run, wiki: str, may_frame: bool
) -> None:
    link = embeds.make_link(run, run.created_by, origins=[wiki] if may_frame else [])
    page = browser.new_context().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{wiki}/?{quote(f'{stack.address}/embed/{link.token}/')}")
    shown = page.frame_locator("iframe").get_by_role("heading", name="baseline")
    if may_frame:
        expect(shown).to_be_visible()
        assert page.context.cookies() == []
        own = (f"{stack.address}/embed/", f"{stack.address}/static/", f"{wiki}/")
        assert [url for url in asked if not url.startswith(own)] == []
    else:
        page.wait_for_load_state("networkidle")
        expect(shown).to_have_count(0)
    embeds.revoke([link])
    page.reload()
    gone = page.frame_locator("iframe").get_by_role("heading", name="Nothing is shown here")
    expect(gone).to_be_visible()
    page.context.close()


def test_the_page_of_a_link_is_read_at_360_pixels_without_an_error(page: Page, run: Run) -> None:
    annotations.edit_notes(run, "| a | b |\n|---|---|\n| 1 | 2 |", seen=annotations.state_of(""))
    link = embeds.make_link(run, run.created_by, shows_notes=True)
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(f"/embed/{link.token}/")
    expect(page.locator("svg.chart:visible")).to_have_count(2)
    page.get_by_text("Show as table").click()
    expect(page.get_by_role("columnheader", name="Val loss")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert Project.objects.get().name not in page.content()
