"""How soon a page with charts is seen and live in a Chromium that nothing looks into.

    python -m benchmarks.first_view [--rounds 7] [--runs 20] [--points 200] [--steps]

`benchmarks.pages` drives the browser through its debugger, with which Chromium keeps the place of
every error in mind: Plotly throws and catches six as it starts, which takes 0.3 to 0.5 s then and
next to nothing for a reader. Here each round is a browser started anew on an empty cache that
writes down by itself what it does. Lowest / middle / highest of the rounds, in milliseconds from
the start of the navigation:

- seen: the first text or image (first contentful paint); the drawings of the charts come with it
- Plotly: its script begins to run
- live: the charts have been drawn by it, and can be zoomed
"""

from benchmarks import scratch  # Before whatever needs settings.

# isort: split
import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserType, sync_playwright

from benchmarks.pages import FLAGS, begin, log_in, web_server

SECONDS = 6
TRACED = "devtools.timeline,v8,loading,blink.user_timing"
TIMES = ("seen", "Plotly", "live")
Event = dict[str, Any]


def view(chromium: BrowserType, program: str, address: str, url: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        context = chromium.launch_persistent_context(
            folder, executable_path=program, args=FLAGS, base_url=address
        )
        log_in(context)
        context.close()
        trace = Path(folder) / "trace.json"
        written = [
            f"--trace-startup={TRACED}",
            f"--trace-startup-file={trace}",
            f"--trace-startup-duration={SECONDS}",
            "--trace-startup-format=json",
        ]
        look = ["--headless=new", "--window-size=1280,1000", f"--user-data-dir={folder}"]
        until = [f"--timeout={1000 * (SECONDS + 2)}", f"--screenshot={folder}/page.png"]
        subprocess.run(
            [program, *look, *FLAGS, *written, *until, address + url],
            check=True, timeout=60, capture_output=True,
        )  # fmt: skip
        return times_of(json.loads(trace.read_text())["traceEvents"], url)


def times_of(events: list[Event], url: str) -> dict[str, float]:
    path = url.partition("?")[0]
    start = next(e["ts"] for e in events if e["name"] == "navigationStart" and told(path, e))
    seen = next(e["ts"] for e in events if e["name"] == "firstContentfulPaint" and e["ts"] > start)
    plotly = next(e["ts"] for e in events if e["name"] == "EvaluateScript" and told("plotly", e))
    modules = [e for e in events if e["name"] == "v8.evaluateModule" and e["ts"] > plotly]
    drawing = max(modules, key=lambda event: event.get("dur", 0))
    ends = {"seen": seen, "Plotly": plotly, "live": drawing["ts"] + drawing["dur"]}
    return {name: (at - start) / 1000 for name, at in ends.items()}


def told(word: str, event: Event) -> bool:
    return word in json.dumps(event.get("args", {}))


def main() -> None:
    rounds, program, pages = begin(__doc__.splitlines()[0])
    print(f"{'':<22}" + "".join(f"{name:>25}" for name in TIMES))
    with web_server() as address, sync_playwright() as playwright:
        for title, url in pages.items():
            rows = [view(playwright.chromium, program, address, url) for _ in range(rounds)]
            cells = (scratch.spread([row[name] for row in rows]) for name in TIMES)
            print(f"{title:<22}" + "".join(f"{text:>25}" for text in cells), flush=True)
    print("load", os.getloadavg())


if __name__ == "__main__":
    main()
