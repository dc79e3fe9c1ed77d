"""Stands between the supervisor and one child, so that no process outlives the supervisor.

The guard leads a process group that holds the child and everything the child starts. Its
standard input is a pipe from the supervisor. When the pipe closes, for whatever reason, the
guard asks the child to stop, waits a little, and ends the whole group.

Run as a file with the standard library only, because it starts before each child.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable

PATIENCE = 3.0
"""Seconds that a child has to stop by itself once the supervisor is gone."""

PR_SET_PDEATHSIG = 1


def follow_into_death() -> Callable[[], None] | None:
    """What a Linux child calls first so that it dies with the guard, even one that is killed."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl

    def ask_for_the_signal() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)

    return ask_for_the_signal


def end_with_the_supervisor(child: subprocess.Popen[bytes]) -> None:
    while os.read(0, 1):
        pass
    child.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(PATIENCE)
    os.killpg(0, signal.SIGKILL)


def main() -> None:
    child = subprocess.Popen(  # noqa: S603
        sys.argv[1:],
        stdin=subprocess.DEVNULL,
        # What the supervisor passed on is meant for the child.
        close_fds=False,
        preexec_fn=follow_into_death(),
    )
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_the_supervisor, args=(child,), daemon=True).start()
    status = child.wait()
    sys.exit(status if status >= 0 else 128 - status)


if __name__ == "__main__":
    main()
