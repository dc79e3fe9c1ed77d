"""A small checkout with the real manage.py, and wheels that need no network."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]

# Stands where Django would: tells what the environment holds.
START = """
import sys
from importlib.metadata import version
def run(argv):
    print("inside", sys.prefix, "tiny", version("tiny"), *argv[1:])
"""


def make_checkout(root: Path, version: str = "1.0") -> Path:
    package = root / "lossacc_site"
    shutil.copytree(PROJECT / "lossacc_site" / "bootstrap", package / "bootstrap")
    shutil.copy(PROJECT / "manage.py", root)
    (package / "__init__.py").touch()
    (package / "start.py").write_text(START)
    require(root, version)
    return root


def require(root: Path, version: str) -> None:
    """Makes requirements.txt name one small wheel that lies beside it."""
    name = f"tiny-{version}-py3-none-any.whl"
    contents = {
        "METADATA": f"Metadata-Version: 2.1\nName: tiny\nVersion: {version}\n",
        "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        "RECORD": "",
    }
    with zipfile.ZipFile(root / name, "w") as wheel:
        for file, text in contents.items():
            wheel.writestr(f"tiny-{version}.dist-info/{file}", text)
    (root / "requirements.txt").write_text(f"./{name}\n")


def environment(**changes: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LOSSACC_", "PIP_", "PYTHON"))}
    return kept | changes


def start(root: Path, *args: str, **env: str) -> subprocess.Popen[str]:
    base = getattr(sys, "_base_executable", sys.executable)
    return subprocess.Popen(
        [base, "manage.py", *args],
        cwd=root,
        env=environment(**env),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def manage(root: Path, *args: str, **env: str) -> tuple[int, str, str]:
    """Exit status, output and errors of manage.py on this machine's bare Python."""
    process = start(root, *args, **env)
    output, errors = process.communicate(timeout=120)
    return process.returncode, output, errors
