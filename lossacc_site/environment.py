"""Reads one setting each from the environment; a bad value stops the start with its name."""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off", ""})
DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql")
MOST_DIGITS, MOST_SHOWN = 10, 40
BROKER_SCHEMES = ("redis", "rediss", "redis+socket", "unix")


def read_text(env: Mapping[str, str], name: str) -> str:
    return env.get(name, "").strip()


def read_flag(env: Mapping[str, str], name: str, default: bool = False) -> bool:
    value = env.get(name, "1" if default else "0").strip().lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} is {env[name]!r}, expected 1 or 0.")
    return value in TRUE


def read_number(
    env: Mapping[str, str], name: str, *, default: int, least: int, most: int | None = None
) -> int:
    value = read_text(env, name) or str(default)
    is_number = value.isdecimal() and len(value) <= MOST_DIGITS
    if not is_number or int(value) < least or (most is not None and int(value) > most):
        shown = value[:MOST_SHOWN]
        bounds = f"{least} up" if most is None else f"{least} to {most}"
        raise ImproperlyConfigured(f"{name} is {shown!r}, expected a whole number from {bounds}.")
    return int(value)


def read_list(env: Mapping[str, str], name: str, default: tuple[str, ...] = ()) -> list[str]:
    parts = [part.strip() for part in read_text(env, name).split(",")]
    return [part for part in parts if part] or list(default)


def read_origins(env: Mapping[str, str], name: str) -> list[str]:
    origins = read_list(env, name)
    for origin in origins:
        if not origin.startswith(("https://", "http://")):
            raise ImproperlyConfigured(
                f"{name} holds {origin!r}, expected addresses with their scheme, "
                "such as https://lossacc.example.org."
            )
    return origins


def read_database(env: Mapping[str, str], name: str, default_file: Path) -> dict[str, Any]:
    """Django's description of the database that a URL names."""
    url = read_text(env, name) or f"sqlite:///{default_file}"
    if url.partition("://")[0] not in DATABASE_SCHEMES:
        # The URL itself stays out of the message: it may hold a password.
        raise ImproperlyConfigured(
            f"{name} is no database address, expected "
            "postgres://user:password@host:5432/name or sqlite:////path/to/file."
        )
    try:
        database: dict[str, Any] = environ.Env.db_url_config(url)
    except ValueError as exc:
        raise ImproperlyConfigured(f"{name} cannot be read as a database address: {exc}.") from exc
    if not database.get("NAME"):
        raise ImproperlyConfigured(f"{name} names no database, expected its name after the host.")
    return database


def read_broker(env: Mapping[str, str], name: str, default: str) -> str:
    url = read_text(env, name) or default
    if url.partition("://")[0] not in BROKER_SCHEMES:
        raise ImproperlyConfigured(
            f"{name} is no broker address, expected redis://:password@host:6379/0."
        )
    return url


def private_folder(name: str, folder: Path) -> Path:
    """The folder, made when missing, that nobody else may read."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(13, "Permission denied", str(folder))
    except OSError as exc:
        raise ImproperlyConfigured(
            f"{name}: the folder {folder} cannot be written ({exc.strerror}). "
            f"Change its permissions, or set {name} to another folder."
        ) from exc
    return folder


def kept_secret(file: Path) -> str:
    """The secret in the file; the first process that asks makes it, also when two ask at once."""
    if not file.exists():
        with tempfile.NamedTemporaryFile("w", dir=file.parent) as draft:
            draft.write(secrets.token_urlsafe(50))
            draft.flush()
            with contextlib.suppress(FileExistsError):
                file.hardlink_to(draft.name)
    return file.read_text().strip()
