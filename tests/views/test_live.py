"""What open pages ask, and what they show of runs that train or are silent."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from experiments.models import Project, Run
from experiments.services.runs import create_runs, edit_run
from experiments.views.live_page import Live
from tests.cast import client_of, make_run
from tests.logs import parsed_log, parsed_run


@pytest.fixture
def run(cats: Project) -> Run:
    (run,) = create_runs(cats, None, parsed_log(parsed_run(loss=[0.9, 0.5, 0.4])))
    return edit_run(run, name="resnet", status="running")


@pytest.fixture
def silent(run: Run) -> Run:
    run.heard_at = timezone.now() - timedelta(minutes=25, seconds=1)
    run.save()
    return run


def asked(live: Live) -> str:
    return f"/live/?{live.query}"


def test_there_is_no_word_while_nothing_changed(run: Run, viewer: User) -> None:
    answer = client_of(viewer).get(asked(Live.of(viewer, [run])))
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_change_is_told(run: Run, viewer: User) -> None:
    live = Live.of(viewer, [run])
    edit_run(run, name="other", status="running")
    assert client_of(viewer).get(asked(live)).json() == {"changed": True, "new": 0}


def test_new_runs_of_the_project_are_counted(run: Run, viewer: User) -> None:
    live = Live.of(viewer, [run], run.project)
    make_run(run.project, "new")
    assert client_of(viewer).get(asked(live)).json() == {"changed": False, "new": 1}


def test_a_project_tells_strangers_nothing(run: Run, viewer: User, stranger: User) -> None:
    address = asked(Live.of(viewer, [], run.project))
    assert client_of(stranger).get(address).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "run=1",
        "run=%00",
        "project=cats",
        "project=cats&since=soon",
        "project=cats&since=2026-01-01",
        "project=cats&since=9999-12-31T23:59:59-23:59",
        "project=ca%00ts1&since=2026-01-01T00:00Z",
    ],
)
def test_an_address_that_means_nothing_is_not_found(query: str, run: Run, viewer: User) -> None:
    assert client_of(viewer).get(f"/live/?{query}").status_code == 404


def test_a_run_that_nobody_knows_is_no_news(viewer: User) -> None:
    answer = client_of(viewer).get(f"/live/?run={uuid4()}&seen=before")
    assert answer.json() == {"changed": True, "new": 0}


def test_the_page_of_a_training_run_looks_every_second(run: Run, viewer: User) -> None:
    page = client_of(viewer).get(f"/runs/{run.uuid}/").content.decode()
    assert 'id="live"' in page
    assert 'data-every="1000"' in page
    assert "js/live" in page
    assert "Load again" in page


def test_the_page_of_a_finished_run_asks_nothing(run: Run, viewer: User) -> None:
    edit_run(run, name=run.name, status="finished")
    page = client_of(viewer).get(f"/runs/{run.uuid}/").content.decode()
    assert 'id="live"' not in page
    assert "js/live" not in page


def test_a_silent_run_is_called_so_on_every_page(silent: Run, viewer: User) -> None:
    client, other = client_of(viewer), make_run(silent.project, "other")
    since = rf">silent since [^<]*{silent.heard_at:%H:%M} \(25 min\)</time>"
    short = ">silent, 25 min</time>"
    for address, words in ((f"/runs/{silent.uuid}/", since), ("/projects/cats/", short)):
        page = client.get(address).content.decode()
        assert re.search(words, page)
        assert "After 10 minutes without one a run counts as silent" in page
    compared = client.get(f"/compare/?run={silent.uuid}&run={other.uuid}").content.decode()
    assert 'data-state="silent:' in compared


def test_whether_to_stop_is_said_of_training_runs_only(run: Run, viewer: User) -> None:
    Run.objects.update(verdict="healthy", stop_advice={"headline": "Keep going", "sentence": "."})
    run.analyses.update(state="done", finished_at=timezone.now())
    client = client_of(viewer)
    assert "Keep going" in client.get(f"/runs/{run.uuid}/").content.decode()
    Run.objects.update(heard_at=timezone.now() - timedelta(hours=1))
    assert "Keep going" not in client.get(f"/runs/{run.uuid}/").content.decode()


def test_the_last_verdict_stays_while_new_epochs_are_read(run: Run, viewer: User) -> None:
    client = client_of(viewer)
    assert "Waiting to be analysed" in client.get(f"/runs/{run.uuid}/").content.decode()
    Run.objects.update(verdict="healthy", verdict_headline="Trains well")
    page = client.get(f"/runs/{run.uuid}/").content.decode()
    assert "Waiting to be analysed" not in page
    assert "Trains well" in page


def test_silent_runs_are_a_status_of_their_own(silent: Run, viewer: User) -> None:
    make_run(silent.project, "trains", status="running")
    make_run(silent.project, "done")
    client = client_of(viewer)

    def shown(query: dict[str, object]) -> set[str]:
        page = client.get("/projects/cats/", query)
        return {run.name for run in page.context["page"]}

    assert shown({"status": "silent"}) == {"resnet"} == shown({"q": 'status = "silent"'})
    assert shown({"status": "running"}) == {"trains"} == shown({"q": 'status = "running"'})
    assert shown({"status": ["running", "silent"]}) == {"trains", "resnet"}
    assert shown({"q": 'status != "silent"'}) == {"trains", "done"}
    facets = client.get("/projects/cats/").context["facets"].statuses
    assert {f.value: f.count for f in facets} == {"": 3, "running": 1, "silent": 1, "finished": 1}
