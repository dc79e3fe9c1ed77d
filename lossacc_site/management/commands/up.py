import os
import signal
import sys
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from lossacc_site.processes import network
from lossacc_site.processes.data_dir import held
from lossacc_site.processes.errors import StartError
from lossacc_site.processes.first_start import make_administrator, make_demo
from lossacc_site.processes.stack import start, watch
from lossacc_site.processes.supervisor import Supervisor


class Command(BaseCommand):
    help = "Starts lossacc: web server, worker and broker, until Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="0 takes any free port")
        parser.add_argument("--no-demo", action="store_false", dest="demo", help="start empty")

    def handle(self, *, host: str, port: int, demo: bool, **options: Any) -> None:
        os.umask(0o077)
        # A shell that starts this in the background has Ctrl-C ignored from the start.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, interrupt)
        data_dir = settings.LOSSACC_DATA_DIR
        try:
            with (
                held(data_dir) as lock,
                network.listen(host, port) as server,
                Supervisor(data_dir / "logs", inherited=(lock,)) as supervisor,
            ):
                start(supervisor, host, server)
                self.welcome(network.address(host, network.port_of(server)), demo)
                watch(supervisor)
        except StartError as exc:
            sys.exit(str(exc))
        except KeyboardInterrupt:
            self.stdout.write("lossacc has stopped.")

    def welcome(self, address: str, demo: bool) -> None:
        administrator = make_administrator()
        if administrator:
            self.stdout.write(
                f"Administrator: {administrator.user.username}\n"
                f"Password:      {administrator.password}  (shown this once)"
            )
            if demo and not make_demo(administrator.user):
                self.stdout.write("The demo project could not be made; the lines above say why.")
        self.stdout.write(f"lossacc is ready at {address} (Ctrl-C stops it)")
        self.stdout.flush()


def interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt
