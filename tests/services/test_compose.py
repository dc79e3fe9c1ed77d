import socket
import subprocess
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile

from experiments.models import Run
from lossacc_site.processes import network, ready
from lossacc_site.processes.children import Broker, Child
from lossacc_site.processes.supervisor import Supervisor
from tests.live import database_url
from tests.services.compose import (
    PROJECT,
    UnsetError,
    environment_of,
    interpolate,
    local,
    run_check,
    services,
)
from tests.services.http_client import HttpClient, hidden
from tests.services.running import eventually

OURS = ("setup", "web", "worker", "beat")
SECRETS = {
    "LOSSACC_SECRET_KEY": "a-long-random-text-that-nobody-can-guess-0123456789",
    "POSTGRES_PASSWORD": "unused-here",
    "BROKER_PASSWORD": "unused-here",
}
LOG = "epoch,loss,accuracy,val_loss,val_accuracy\n" + "\n".join(
    f"{epoch},{2 / (epoch + 1):.4f},{1 - 0.5 / (epoch + 1):.4f},"
    f"{0.4 + abs(epoch - 9) / 20:.4f},{0.9 - 0.4 / (epoch + 1):.4f}"
    for epoch in range(40)
)


def test_the_files_say_what_team_set_up_needs() -> None:
    assert set(services()) == {*OURS, "database", "broker"}


@pytest.mark.parametrize("secret", SECRETS)
def test_nothing_starts_without_its_secret(secret: str) -> None:
    others = {name: value for name, value in SECRETS.items() if name != secret}
    text = (PROJECT / "docker-compose.yml").read_text()

    interpolate(text, SECRETS)
    with pytest.raises(UnsetError, match=secret):
        interpolate(text, others)


@pytest.mark.parametrize("ignored", [".gitignore", ".dockerignore"])
def test_the_file_of_secrets_gets_into_no_image_and_no_commit(ignored: str) -> None:
    assert ".env" in (PROJECT / ignored).read_text().splitlines()


def test_every_lasting_service_has_a_health_check_and_restarts() -> None:
    for name, service in services().items():
        if name != "setup":
            assert service["healthcheck"]["test"], name
            assert service["restart"] == "unless-stopped", name


def test_our_services_run_as_a_user_without_rights() -> None:
    assert {services()[name]["user"] for name in OURS} == {"lossacc"}
    assert "\nUSER lossacc\n" in (PROJECT / "Dockerfile").read_text()


def test_database_and_broker_are_reached_from_inside_only() -> None:
    assert "ports" not in services()["database"]
    assert "ports" not in services()["broker"]


@dataclass(frozen=True)
class Team:
    """The services of docker-compose.yml as local processes."""

    address: str
    env: dict[str, str]


@pytest.fixture
def team(transactional_db: None, tmp_path: Path) -> Iterator[Team]:
    data_dir = tmp_path / "team"
    data_dir.mkdir()
    port = network.free_port()
    with Supervisor(tmp_path / "logs") as supervisor:
        broker = Broker.prepare(tmp_path / "broker", network.free_port())
        supervisor.start(broker.child())
        env = environment_of(services()["web"], SECRETS) | {
            "DATABASE_URL": database_url(),
            "BROKER_URL": broker.url,
            "LOSSACC_DATA_DIR": str(data_dir),
            "PORT": str(port),
            "HOSTNAME": socket.gethostname(),
        }
        subprocess.run(services()["setup"]["command"], cwd=PROJECT, env=local(env), check=True)
        for name in ("web", "worker", "beat"):
            supervisor.start(Child(name, tuple(services()[name]["command"]), local(env)))
        team = Team(f"http://127.0.0.1:{port}", env)
        answers = {"web": lambda: ready.web_answers(team.address)}
        ready.wait_for(answers, supervisor.check, 60)
        yield team


def test_an_upload_through_the_services_ends_in_a_verdict(team: Team) -> None:
    User.objects.create_user("anna", password="correct horse battery")
    browser = HttpClient(team.address)
    browser.log_in("anna", "correct horse battery")
    upload(browser, "run.csv", LOG)

    assert eventually(lambda: Run.objects.exclude(verdict="").exists(), 60)
    assert Run.objects.get().epochs.count() == 40
    for name in ("web", "worker", "beat"):
        assert eventually(lambda name=name: run_check(services()[name], team.env) == 0, 60), name


def upload(browser: HttpClient, name: str, text: str) -> None:
    """Fills in the upload form with one file and a new project."""
    form = browser.get("/upload/")
    answered = browser.post(
        "/upload/",
        csrfmiddlewaretoken=hidden(form, "csrfmiddlewaretoken"),
        batch=hidden(form, "batch"),
        new_project="Cats",
        files=SimpleUploadedFile(name, text.encode()),
    )
    assert urllib.parse.urlsplit(answered).path.startswith("/uploads/")
