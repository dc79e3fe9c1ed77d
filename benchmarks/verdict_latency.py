"""From sending the upload form to a page that shows the verdict, through real processes.

    python -m benchmarks.verdict_latency [--rounds 10]

Web server, worker and broker are those that `manage.py up` starts. The batch page is asked for
again and again; a browser asks once a second, which adds up to that second.
"""

from benchmarks import scratch  # Before whatever needs settings.

# isort: split
import argparse
import re
import time
import uuid
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import numpy as np
from django.contrib.auth.models import User
from django.core.management import call_command

from experiments.services.projects import create_project
from tests.live import Stack

PASSWORD = uuid.uuid4().hex
TIMEOUT = 30


class Browser:
    """The little of a browser that the form needs: cookies, tokens, redirects."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, url: str) -> str:
        with self.opener.open(self._full(url), timeout=TIMEOUT) as answer:
            return answer.read().decode()

    def post(self, url: str, body: bytes, kind: str) -> str:
        """Where the answer leads."""
        headers = {"Content-Type": kind, "Referer": self._full(url)}
        request = Request(self._full(url), body, headers)
        with self.opener.open(request, timeout=TIMEOUT) as answer:
            return answer.url

    def _full(self, url: str) -> str:
        return url if url.startswith("http") else self.address + url


def hidden(page: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]+)"', page).group(1)


def log_in(browser: Browser) -> None:
    token = hidden(browser.get("/login/"), "csrfmiddlewaretoken")
    fields = {"csrfmiddlewaretoken": token, "username": "owner", "password": PASSWORD}
    browser.post("/login/", urlencode(fields).encode(), "application/x-www-form-urlencoded")


def as_form(fields: dict[str, str], data: bytes) -> tuple[bytes, str]:
    boundary = uuid.uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    file = f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="log.csv"\r\n'
    head = "".join(parts) + file + "Content-Type: text/csv\r\n\r\n"
    body = head.encode() + data + f"\r\n--{boundary}--\r\n".encode()
    return body, f"multipart/form-data; boundary={boundary}"


def training_log(epochs: int = 100) -> bytes:
    """Falls, then overfits; different every time."""
    t = np.arange(epochs)
    train = np.abs(np.exp(-t / 20) + np.random.default_rng().normal(0, 0.005, epochs))
    val = train + 0.05 + np.clip(t - 40, 0, None) * 0.004
    rows = zip(t, train, 1 - train / 2, val, 1 - val / 2, strict=True)
    lines = ["epoch,loss,accuracy,val_loss,val_accuracy", *(",".join(map(str, r)) for r in rows)]
    return "\n".join([*lines, ""]).encode()


def upload_until_verdict(browser: Browser) -> float:
    page = browser.get("/upload/")
    fields = {name: hidden(page, name) for name in ("csrfmiddlewaretoken", "batch")}
    body, kind = as_form(fields | {"project": "cats"}, training_log())
    start = time.perf_counter()
    batch = browser.post("/upload/", body, kind)
    while "Overfits from epoch" not in browser.get(batch):
        if time.perf_counter() - start > TIMEOUT:
            raise TimeoutError(f"no verdict within {TIMEOUT} s on {batch}")
        time.sleep(0.02)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    rounds = parser.parse_args().rounds
    create_project(User.objects.create_user("owner", password=PASSWORD), "Cats")
    call_command("collectstatic", verbosity=0, interactive=False)
    with Stack(scratch.FOLDER) as stack:
        browser = Browser(stack.address)
        log_in(browser)
        first, *later = [upload_until_verdict(browser) for _ in range(rounds + 1)]
    print(f"upload to verdict, first of new processes: {first:.2f} s")
    print(f"upload to verdict, {rounds} more: {scratch.spread(later, '.2f')} s")


if __name__ == "__main__":
    main()
