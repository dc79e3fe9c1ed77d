"""The data folder belongs to one `up` at a time."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from lossacc_site.processes.errors import StartError
from lossacc_site.processes.guard import PATIENCE


@contextlib.contextmanager
def held(folder: Path) -> Iterator[int]:
    """Holds the folder's lock; whoever inherits its descriptor keeps on holding it."""
    with (folder / "up.lock").open("a+") as lock:
        _take(lock, folder)
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield lock.fileno()


def _take(lock: IO[str], folder: Path) -> None:
    """Waits for the children of a killed `up`, which end soon, and for nobody else."""
    deadline = time.monotonic() + PATIENCE + 2
    while not _try(lock):
        lock.seek(0)
        owner = lock.read().strip()
        if _is_alive(owner) or time.monotonic() > deadline:
            raise StartError(
                f"lossacc runs on {folder} already (process {owner}). "
                "Stop that one first, or set LOSSACC_DATA_DIR to another folder."
            )
        time.sleep(0.1)


def _try(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_alive(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        pass  # somebody else's, and alive
    return True
