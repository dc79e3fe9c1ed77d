"""How long pages with charts take in Chromium, from the address to a chart that can be zoomed.

    python -m benchmarks.pages [--rounds 7] [--runs 20] [--points 200] [--steps]

Through the web server that `manage.py up` starts, on a database of its own in a temporary folder,
or on an empty one that DATABASE_URL names. Each round opens a page with an empty cache, then once
more with what the browser has kept. Figures are lowest / middle / highest of the rounds, in
milliseconds from the start of the navigation:

- first byte: the answer of the server begins
- text: the first text or image is seen (first contentful paint)
- chart: a frame with the chart that the server has drawn has been shown
- live: Plotly has taken its place in all charts, and a frame with it has been shown
- shift: how far anything has jumped (cumulative layout shift; 0 is none)
- zoom: from the end of a drag over the chart until all charts show the part
"""

from benchmarks import scratch  # Before whatever needs settings.

# isort: split
import argparse
import contextlib
import os
import uuid
from collections.abc import Iterator

from django.contrib.auth.models import User
from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.curve_runs import Shape, stored
from experiments.services.analyses import perform, request_analysis
from experiments.services.projects import create_project
from lossacc_site.processes import children, network, ready
from lossacc_site.processes.supervisor import Supervised
from lossacc_site.testing.chromium import HOW_TO_GET_IT, find_chromium

PASSWORD = uuid.uuid4().hex
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
TIMES = ("first byte", "text", "chart", "live", "shift", "zoom")

MARKS = """
(() => {
  const seen = (window.__seen = { shift: 0 });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  const charts = () => [...document.querySelectorAll(".plot[data-plot]")].filter(
    (plot) => !plot.closest(".small"));
  const drawn = (plot) => plot.classList.contains("live") && plot.querySelector(".main-svg");
  // A frame that begins after the one in which it was there has shown it.
  const mark = (name) => requestAnimationFrame(() => (seen[name] ??= performance.now()));
  const look = () => {
    const all = charts();
    if (all.some((plot) => plot.querySelector("svg"))) mark("chart");
    if (all.length && all.every(drawn)) mark("live");
    if (seen.live === undefined) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""
TOLD = """() => {
  const [navigation] = performance.getEntriesByType("navigation");
  const [text] = performance.getEntriesByName("first-contentful-paint");
  const { chart, live, shift } = window.__seen;
  return { "first byte": navigation.responseStart, text: text.startTime, chart, live, shift };
}"""
ZOOMED = """(before) => {
  const plots = [...document.querySelectorAll(".plot.live:not(.small .plot)")];
  return plots.every((plot) => plot._fullLayout.xaxis.range[1] < before * 0.9)
    ? performance.now() : 0;
}"""


@contextlib.contextmanager
def web_server() -> Iterator[str]:
    """The address of the web server that `up` starts, on the database of this process."""
    with network.listen("127.0.0.1", 0) as server:
        child = children.web(server, 2, "127.0.0.1")
        running = Supervised(child, scratch.FOLDER / "web.log")
        try:
            address = network.local_address("127.0.0.1", network.port_of(server))
            web = {"web": lambda: ready.web_answers(address)}
            ready.wait_for(web, running.keep_running, 60.0)
            yield address
        finally:
            running.end_group()


def log_in(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto("/login/")
    page.locator("input[name=username]").fill("owner")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/")
    page.close()


def opened(page: Page, address: str) -> dict[str, float]:
    page.goto(address, wait_until="commit")
    page.locator(".plot.live .main-svg").first.wait_for()
    while page.evaluate("window.__seen.live") is None:
        page.wait_for_timeout(20)
    told = page.evaluate(TOLD)
    page.wait_for_load_state("networkidle")
    return told | {"zoom": zoom(page), "shift": page.evaluate("window.__seen.shift")}


def zoom(page: Page) -> float:
    plot = page.locator(".plot.live").first
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    before = page.evaluate("document.querySelector('.plot.live')._fullLayout.xaxis.range[1]")
    across = [box["x"] + share * box["width"] for share in (0.3, 0.6)]
    middle = box["y"] + box["height"] / 2
    page.mouse.move(across[0], middle)
    page.mouse.down()
    page.mouse.move(across[1], middle, steps=4)
    start = page.evaluate("performance.now()")
    page.mouse.up()
    while not (end := page.evaluate(ZOOMED, before)):
        page.wait_for_timeout(5)
    return end - start


def measure(browser: Browser, address: str, title: str, url: str, rounds: int) -> None:
    found: dict[str, list[dict[str, float]]] = {"empty cache": [], "kept": []}
    for _ in range(rounds):
        context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900})
        context.add_init_script(MARKS)
        log_in(context)
        for rows in found.values():
            page = context.new_page()
            rows.append(opened(page, url))
            page.close()
        context.close()
    for cache, rows in found.items():
        cells = (cell([row[name] for row in rows], name) for name in TIMES)
        print(f"{title:<22}{cache:<13}" + "".join(f"{text:>21}" for text in cells), flush=True)


def cell(values: list[float], name: str) -> str:
    return f"{max(values):.4f}" if name == "shift" else scratch.spread(values)


def begin(about: str) -> tuple[int, str, dict[str, str]]:
    """Rounds, the browser's program, and the addresses of the pages, as the command line asks."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--points", type=int, default=200)
    parser.add_argument("--steps", action="store_true", help="a log by steps, without epochs")
    given = parser.parse_args()
    program = find_chromium()
    if program is None:
        parser.exit(1, f"no Chromium found. {HOW_TO_GET_IT}\n")
    pages = pages_of(given)
    call_command("collectstatic", verbosity=0, interactive=False)
    return given.rounds, program, pages


def pages_of(given: argparse.Namespace) -> dict[str, str]:
    """The addresses of the pages, of runs that are stored and analysed now."""
    owner = User.objects.create_user("owner", password=PASSWORD)
    shape = Shape("", given.runs, given.points, by_epoch=not given.steps)
    runs = stored(create_project(owner, "Cats"), owner, shape)
    for run in runs:
        perform(request_analysis(run).pk)
    return {
        f"compare {len(runs)} runs": "/compare/?" + "&".join(f"run={run.uuid}" for run in runs),
        "a run": f"/runs/{runs[0].uuid}/",
    }


def main() -> None:
    rounds, program, pages = begin(__doc__.splitlines()[0])
    print(f"{'':<35}" + "".join(f"{name:>21}" for name in TIMES))
    with web_server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for title, url in pages.items():
            measure(browser, address, title, url, rounds)
    print("load", os.getloadavg())


if __name__ == "__main__":
    main()
