"""The data folder belongs to one `up` at a time."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from lossacc_site.processes.errors import StartError


@contextlib.contextmanager
def held(folder: Path) -> Iterator[None]:
    """Holds the folder's lock, which the system gives back however this process ends."""
    with (folder / "up.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            lock.seek(0)
            raise StartError(
                f"lossacc runs on {folder} already (process {lock.read().strip()}). "
                "Stop that one first, or set LOSSACC_DATA_DIR to another folder."
            ) from exc
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
