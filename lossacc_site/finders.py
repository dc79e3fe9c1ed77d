"""Finds the scripts that installed packages bring along: no copy lies in the project."""

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import FileSystemStorage, Storage

VENDOR_FILES = {
    "plotly.min.js": ("plotly", "package_data/plotly.min.js"),
    "htmx.min.js": ("django_htmx", "static/django_htmx/htmx-2.min.js"),
}
PREFIX = "vendor"


def vendor_path(name: str) -> Path:
    package, inside = VENDOR_FILES[name]
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise FileNotFoundError(f"{PREFIX}/{name} comes with {package}, which is not installed.")
    return Path(spec.origin).parent / inside


class VendorStorage(FileSystemStorage):
    """A folder that holds the vendor files under their short names."""

    prefix = PREFIX

    def path(self, name: str) -> str:
        return str(vendor_path(name))


class VendorFinder(BaseFinder):
    storage = VendorStorage()

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> str | list[str]:
        folder, _, name = path.partition("/")
        if folder != PREFIX or name not in VENDOR_FILES:
            return []
        found = str(vendor_path(name))
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for name in VENDOR_FILES:
            if not matches_patterns(name, ignore_patterns or ()):
                yield name, self.storage
