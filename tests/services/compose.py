"""Reads docker-compose.yml and runs a service's command on this machine, without Docker."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).resolve().parents[2]
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?P<kind>:[?-])(?P<text>[^}]*)\}")


class UnsetError(Exception):
    """A variable without a default is not set; docker compose refuses to start then."""


def services() -> dict[str, dict[str, Any]]:
    return yaml.safe_load((PROJECT / "docker-compose.yml").read_text())["services"]


def interpolate(text: str, variables: Mapping[str, str]) -> str:
    def value(found: re.Match[str]) -> str:
        if variables.get(found["name"]):
            return variables[found["name"]]
        if found["kind"] == ":?":
            raise UnsetError(found["name"])
        return found["text"]

    return VARIABLE.sub(value, text).replace("$$", "$")


def environment_of(service: dict[str, Any], variables: Mapping[str, str]) -> dict[str, str]:
    return {
        name: interpolate(str(value), variables) for name, value in service["environment"].items()
    }


def local(env: Mapping[str, str]) -> dict[str, str]:
    """As in the image: the installed commands are on the path, and there is no .venv."""
    own = ("LOSSACC_", "DATABASE_URL", "BROKER_URL")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return kept | {"PATH": path, "LOSSACC_NO_VENV": "1"} | env


def run_check(service: dict[str, Any], env: Mapping[str, str]) -> int:
    """The exit status of the service's health check."""
    kind, *command = service["healthcheck"]["test"]
    if kind == "CMD-SHELL":
        command = ["sh", "-c", command[0].replace("$$", "$")]
    for name, place in {"8000": env.get("PORT", "8000"), "/data": env["LOSSACC_DATA_DIR"]}.items():
        command = [part.replace(name, place) for part in command]
    done = subprocess.run(
        command, cwd=PROJECT, env=local(env), capture_output=True, timeout=60, check=False
    )
    return done.returncode
