"""A person at a browser, for tests over real HTTP."""

import http.cookiejar
import re
import urllib.request

from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart


class HttpClient:
    """Speaks HTTP as a browser does, cookies included."""

    def __init__(self, address: str) -> None:
        self.address = address
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)

    def get(self, path: str) -> str:
        with self.opener.open(self.address + path, timeout=30) as answer:
            return answer.read().decode()

    def post(self, path: str, **fields: object) -> str:
        """The address of the page that answered."""
        body = encode_multipart(BOUNDARY, fields)
        request = urllib.request.Request(
            self.address + path, body, {"Content-Type": MULTIPART_CONTENT}
        )
        with self.opener.open(request, timeout=30) as answer:
            return answer.url

    def log_in(self, username: str, password: str) -> None:
        token = hidden(self.get("/login/"), "csrfmiddlewaretoken")
        answered = self.post(
            "/login/", csrfmiddlewaretoken=token, username=username, password=password
        )
        assert "/login/" not in answered


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found is not None, f"no field {name} in the page"
    return found[1]
