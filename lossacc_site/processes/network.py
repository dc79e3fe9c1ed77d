"""Ports and host names of this machine."""

import socket

from django.conf import settings

from lossacc_site.processes.errors import StartError

WILDCARDS = ("", "0.0.0.0", "::")  # noqa: S104


def listen(host: str, port: int) -> socket.socket:
    """A server's socket on the port, or on any free one for port 0; raises StartError."""
    if not 0 <= port <= 65535:
        raise StartError(f"--port {port} is no port, expected 0 to 65535.")
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family)
    except socket.gaierror as exc:
        raise StartError(f"--host {host} is no address of this machine.") from exc
    except OSError as exc:
        raise StartError(
            f"Port {port} on {host} cannot be used: {exc}. "
            "Choose another one, such as --port 8080, or stop what listens there."
        ) from exc


def free_port() -> int:
    """A loopback port that nobody uses at this moment."""
    with listen("127.0.0.1", 0) as server:
        return port_of(server)


def port_of(server: socket.socket) -> int:
    return int(server.getsockname()[1])


def address(host: str, port: int) -> str:
    """What a person types into the browser."""
    return f"http://{names_of(host)[0]}:{port}/"


def local_address(host: str, port: int) -> str:
    """Where this machine itself reaches the server."""
    return f"http://{'127.0.0.1' if host in WILDCARDS else bracketed(host)}:{port}"


def allowed_hosts(host: str) -> str:
    """LOSSACC_ALLOWED_HOSTS and the names under which the started server is reached."""
    return ",".join([*settings.ALLOWED_HOSTS, *names_of(host), "127.0.0.1"])


def names_of(host: str) -> list[str]:
    return [socket.gethostname(), own_address()] if host in WILDCARDS else [bracketed(host)]


def bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def own_address() -> str:
    """The address that this machine has in its network; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])
