from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.finders import get_finder

from lossacc_site.finders import VENDOR_FILES


def test_the_scripts_of_installed_packages_are_found() -> None:
    for name, start in {"plotly.min.js": b"plotly.js", "htmx.min.js": b"htmx"}.items():
        found = finders.find(f"vendor/{name}")

        assert found is not None
        assert start in Path(found).read_bytes()[:2000]


def test_only_the_named_scripts_are_found() -> None:
    assert finders.find("vendor/widgetbundle.js") is None
    assert finders.find("vendor/../vendor/plotly.min.js") is None
    assert finders.find("plotly.min.js") is None


def test_collecting_sees_each_script_once_below_its_folder() -> None:
    listed = list(get_finder("lossacc_site.finders.VendorFinder").list([]))

    assert sorted(name for name, _ in listed) == sorted(VENDOR_FILES)
    assert {storage.prefix for _, storage in listed} == {"vendor"}
