"""Starts all parts of one lossacc in the order in which one needs the other."""

import os
import socket
import time
from functools import partial

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection

from lossacc_site.celery import app
from lossacc_site.processes import children, network, ready
from lossacc_site.processes.errors import StartError
from lossacc_site.processes.static import collect_static
from lossacc_site.processes.supervisor import Supervisor

READY_SECONDS = 90.0
GLANCE_SECONDS = 0.2


def start(supervisor: Supervisor, host: str, server: socket.socket) -> None:
    """Returns when broker, worker and web server have answered; raises StartError otherwise."""
    broker_url = os.environ.get("BROKER_URL") or start_broker(supervisor)
    migrate()
    node = f"up-{os.getpid()}@localhost"
    supervisor.start(children.worker(node))
    collect_static(settings.STATIC_ROOT)
    allowed_hosts = network.allowed_hosts(host)
    supervisor.start(children.web(server, settings.LOSSACC_WEB_WORKERS, allowed_hosts))
    address = network.local_address(host, network.port_of(server))
    questions = {
        "broker": partial(ready.broker_answers, broker_url),
        "web server": partial(ready.web_answers, address),
        "worker": partial(ready.worker_answers, node),
    }
    ready.wait_for(questions, supervisor.check, READY_SECONDS)


def start_broker(supervisor: Supervisor) -> str:
    folder = settings.LOSSACC_DATA_DIR / "broker"
    broker = children.Broker.prepare(folder, network.free_port())
    supervisor.start(broker.child())
    # This process read its settings before there was a broker.
    app.conf.broker_url = broker.url
    return broker.url


def migrate() -> None:
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as exc:
        reason = str(exc).strip().splitlines()[0]
        raise StartError(f"The database cannot be used: {reason}. Check DATABASE_URL.") from exc
    finally:
        connection.close()


def watch(supervisor: Supervisor) -> None:
    """Restarts what dies until somebody interrupts."""
    while True:
        supervisor.check()
        time.sleep(GLANCE_SECONDS)
