"""From the command to the printed address: the first start of `manage.py up`, and later ones.

    python -m benchmarks.start [--rounds 5] [--demo]

The packages are installed already; making .venv adds what the network takes.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def seconds_until_ready(data_dir: str, options: list[str]) -> float:
    started = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "manage.py", "up", "--port", "0", *options],
        cwd=ROOT,
        env=os.environ | {"LOSSACC_DATA_DIR": data_dir, "LOSSACC_NO_VENV": "1"},
        stdout=subprocess.PIPE,
        text=True,
    ) as up:
        printed = iter(up.stdout or ())
        ready = any("lossacc is ready" in line for line in printed)
        took = time.perf_counter() - started
        up.send_signal(signal.SIGINT)
        up.communicate()
    if not ready:
        sys.exit("manage.py up ended before it was ready.")
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--demo", action="store_true", help="with the demo project")
    arguments = parser.parse_args()
    options = [] if arguments.demo else ["--no-demo"]
    with tempfile.TemporaryDirectory(prefix="lossacc-benchmark-") as data_dir:
        first = seconds_until_ready(data_dir, options)
        later = sorted(seconds_until_ready(data_dir, options) for _ in range(arguments.rounds))
    print(f"first start: {first:.1f} s")
    print(
        f"later starts: {later[0]:.1f} to {later[-1]:.1f} s, half within "
        f"{later[len(later) // 2]:.1f} s"
    )


if __name__ == "__main__":
    main()
