#!/usr/bin/env python3
"""Works on a bare machine: makes .venv from requirements.txt, then is Django's manage.py."""

import os
import sys
from pathlib import Path


def main() -> None:
    if sys.version_info < (3, 11):  # noqa: UP036 - older ones do start this file
        sys.exit("lossacc needs Python 3.11 or newer, this is %d.%d." % sys.version_info[:2])  # noqa: UP031
    # Not at the top: an older Python cannot read it, and a bare one has no Django.
    from lossacc_site.bootstrap.venv import BootstrapError, enter_venv

    try:
        enter_venv(Path(__file__).resolve().parent, sys.argv)
    except BootstrapError as exc:
        sys.exit(str(exc))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lossacc_site.settings")

    from lossacc_site.start import run

    run(sys.argv)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
