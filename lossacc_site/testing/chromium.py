"""Finds the Chromium that browser tests drive; none is downloaded."""

import os
import shutil
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MACOS = (
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
)
HOW_TO_GET_IT = (
    "Debian and Ubuntu: apt install chromium. macOS: install Chromium or Google Chrome. "
    "Elsewhere: set LOSSACC_CHROMIUM to its program file."
)


def find_chromium() -> str | None:
    named = os.environ.get("LOSSACC_CHROMIUM")
    if named:
        return shutil.which(named)
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in found if path), None) or next(
        (str(path) for path in MACOS if path.exists()), None
    )
