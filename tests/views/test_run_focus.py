import html
import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from experiments.charts.panels import Options
from experiments.curves import Series
from experiments.models import Finding, Project, Run
from experiments.views.run_findings import key
from experiments.views.run_focus import turned_to, with_mark
from tests.cast import client_of
from tests.charts.shapes import by_steps, overfitting
from tests.views.run_cases import stored


def finding(first: float | None = 20, last: float | None = 30) -> Finding:
    return Finding(rule="overfitting", split="val", first_epoch=first, last_epoch=last)


def window(found: Finding, series: list[Series] | None = None, **options: object) -> object:
    return turned_to(found, Options(**options), series or overfitting()).window


@pytest.fixture
def client(viewer: User) -> Client:
    return client_of(viewer)


@pytest.fixture
def run(cats: Project, editor: User) -> Run:
    return stored(cats, editor)


def test_there_is_room_around_the_epochs_of_a_finding() -> None:
    assert window(finding()) == (18, 32)


def test_a_single_epoch_has_its_neighbours_beside_it() -> None:
    assert window(finding(20, None)) == (19, 21)


def test_the_window_stays_within_the_run() -> None:
    assert window(finding(5, 60)) == (1, 60)


def test_on_an_axis_of_steps_the_epochs_lie_at_their_steps() -> None:
    assert window(finding(2, 3), by_steps(), x="step") == (100, 400)


def test_a_part_that_was_chosen_since_is_kept() -> None:
    assert window(finding(), window=(1.0, 5.0)) == (1, 5)


def test_the_finding_is_marked_once() -> None:
    shown = with_mark(with_mark([], finding()), finding())

    assert [(band.first, band.last, band.tone) for band in shown] == [(20, 30, "focus")]
    assert shown[0].label.endswith("20–30")


def test_a_finding_without_epochs_cannot_be_shown() -> None:
    assert key(finding(None, None)) == ""


def test_a_link_brings_the_epochs_of_a_finding_into_view(client: Client, run: Run) -> None:
    page = client.get(reverse("run", args=[run.uuid]), {"scale": "log"}).content.decode()
    link = html.unescape(re.search(r'<a href="([^"]+)" data-show=', page)[1])
    assert link.startswith(reverse("run", args=[run.uuid])) and "scale=log" in link

    shown = client.get(link.partition("#")[0]).content.decode()

    assert 'class="focus"' in shown
    assert 'class="focus"' not in page
    assert re.search(r"data-show-all>Show the whole run", shown)
    assert re.search(r"data-show-all hidden>", page)


def test_figures_are_turned_to_the_finding_too(client: Client, run: Run) -> None:
    found = run.findings.filter(verdict="yes", first_epoch__isnull=False).first()
    address = reverse("run_figures", args=[run.uuid])

    whole, part = client.get(address).json(), client.get(address, {"finding": key(found)}).json()

    assert part["loss"]["layout"]["xaxis"]["range"] != whole["loss"]["layout"]["xaxis"]["range"]
    assert part["loss"]["layout"]["xaxis"]["range"] == part["accuracy"]["layout"]["xaxis"]["range"]


def test_a_finding_that_is_no_longer_there_shows_the_whole_run(client: Client, run: Run) -> None:
    address = reverse("run_figures", args=[run.uuid])

    assert client.get(address, {"finding": "x.y.3"}).json() == client.get(address).json()


def test_the_form_keeps_the_part_that_is_shown(client: Client, run: Run) -> None:
    query = {"from": "2", "to": "5.5"}
    page = client.get(reverse("run", args=[run.uuid]), query).content.decode()

    for name, value in (("from", "2.0"), ("to", "5.5"), ("of", "epoch")):
        assert f'<input type="hidden" name="{name}" value="{value}">' in page
