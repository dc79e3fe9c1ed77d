import ast
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bootstrap.checkout import PROJECT, environment, make_checkout, manage, require, start

INSTALLS = "Installing requirements.txt"
NOBODY = 65534


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_checkout(tmp_path_factory.mktemp("made"))
    status, _, errors = manage(root, "version")
    assert status == 0, errors
    return root


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user of the machine can read."""
    folder = Path(tempfile.mkdtemp(prefix="lossacc-open-"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def is_one_sentence(errors: str) -> bool:
    return "Traceback" not in errors and len(errors.strip().splitlines()) <= 3


def test_a_bare_python_goes_on_inside_the_environment_that_it_made(tmp_path: Path) -> None:
    root = make_checkout(tmp_path)

    status, output, errors = manage(root, "runs", "--flag", "a b")

    assert status == 0
    assert output.split() == [
        "inside",
        str(root / ".venv"),
        "tiny",
        "1.0",
        "runs",
        "--flag",
        "a",
        "b",
    ]
    assert INSTALLS in errors


def test_a_second_start_installs_nothing(made: Path) -> None:
    assert manage(made, "version")[2] == ""


def test_a_changed_requirements_file_is_installed_once_more(made: Path) -> None:
    require(made, "2.0")

    status, output, errors = manage(made, "version")

    assert status == 0
    assert "tiny 2.0" in output
    assert INSTALLS in errors
    assert manage(made, "version")[2] == ""


def test_an_environment_that_was_interrupted_is_made_anew(made: Path) -> None:
    (made / ".venv" / "python.stamp").unlink()
    leftover = made / ".venv" / "half-made"
    leftover.touch()

    status, _, errors = manage(made, "version")

    assert status == 0
    assert "Making .venv" in errors
    assert not leftover.exists()


def test_an_environment_of_another_python_is_made_anew(made: Path) -> None:
    (made / ".venv" / "python.stamp").write_text("another")

    assert "Making .venv" in manage(made, "version")[2]


def test_the_test_command_installs_the_test_tools(made: Path) -> None:
    (made / "requirements-dev.txt").write_text("-r requirements.txt\n")

    assert "Installing requirements-dev.txt" in manage(made, "test")[2]
    assert manage(made, "test")[2] == ""


def test_two_first_starts_at_once_both_succeed(tmp_path: Path) -> None:
    root = make_checkout(tmp_path)

    processes = [start(root, "version") for _ in range(2)]
    results = [(*process.communicate(timeout=120), process.returncode) for process in processes]

    assert [status for _, _, status in results] == [0, 0]
    assert sorted(INSTALLS in errors for _, errors, _ in results) == [False, True]


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_a_missing_module_is_named_with_what_to_install(tmp_path: Path, module: str) -> None:
    root = make_checkout(tmp_path)
    site = root / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(f"import sys\nsys.modules[{module!r}] = None\n")

    status, _, errors = manage(root, "up", PYTHONPATH=str(site))

    assert status == 1
    assert f"no {module} module" in errors
    assert "apt install python3-venv" in errors
    assert is_one_sentence(errors)


def test_no_network_on_the_first_start_is_one_sentence(tmp_path: Path) -> None:
    root = make_checkout(tmp_path)
    (root / "requirements.txt").write_text("tiny-from-the-index==1.0\n")

    status, _, errors = manage(
        root,
        "up",
        PIP_INDEX_URL="http://127.0.0.1:9/simple",
        PIP_RETRIES="0",
        PIP_CONFIG_FILE="/dev/null",
    )

    assert status == 1
    assert "no network" in errors
    assert is_one_sentence(errors)


def test_a_package_that_does_not_exist_is_named(tmp_path: Path) -> None:
    root = make_checkout(tmp_path)
    (root / "requirements.txt").write_text("tiny-from-nowhere==1.0\n")

    status, _, errors = manage(root, "up", PIP_NO_INDEX="1", PIP_CONFIG_FILE="/dev/null")

    assert status == 1
    assert "tiny-from-nowhere==1.0" in errors
    assert "pip.log" in errors
    assert is_one_sentence(errors)


def test_a_folder_that_cannot_be_written_is_one_sentence(open_folder: Path) -> None:
    root = make_checkout(open_folder)
    root.chmod(0o555)
    # Root may write everywhere, so it becomes somebody else first.
    as_nobody = (
        "import os, pkgutil, runpy, lossacc_site.bootstrap.venv;"
        f"os.geteuid() or os.setuid({NOBODY});"
        "runpy.run_path('manage.py', run_name='__main__')"
    )

    done = subprocess.run(
        [sys.executable, "-c", as_nobody],
        cwd=root,
        env=environment(PYTHONDONTWRITEBYTECODE="1"),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert f"{root} cannot be written" in done.stderr
    assert is_one_sentence(done.stderr)


def test_an_older_python_is_told_what_is_needed() -> None:
    pretend = (
        "import runpy, sys; sys.version_info = (3, 9, 2, 'final', 0);"
        "runpy.run_path('manage.py', run_name='__main__')"
    )

    done = subprocess.run(
        [sys.executable, "-c", pretend], cwd=PROJECT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert done.stderr == "lossacc needs Python 3.11 or newer, this is 3.9.\n"


def test_an_older_python_can_read_the_first_file() -> None:
    ast.parse((PROJECT / "manage.py").read_text(), feature_version=(3, 7))
