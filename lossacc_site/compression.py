"""Pages and JSON are sent compressed to browsers that can read it."""

import re
import secrets
import zlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

KINDS = ("text/html", "application/json", "image/svg+xml")
LEAST_BYTES = 1000
LEVEL = 1
"""A third of the time of level 6, and a page becomes not much longer."""
MOST_PADDING = 100

ACCEPTED = re.compile(r"(?:^|[\s,])(?:gzip|\*)(?!\s*;\s*q=0(?:\.0+)?\s*(?:,|$))")

View = Callable[[HttpRequest], HttpResponse]


def compress_pages(get_response: View) -> View:
    """Where pages say what was asked for beside what is secret, their lengths could tell guesses
    from hits (BREACH). The tokens of forms are masked anew in each page, sessions stay in cookies,
    and each answer is made longer by chance.
    """

    def compress(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if not _may_shrink(response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if ACCEPTED.search(request.headers.get("Accept-Encoding", "")):
            response.content = compressed(response.content)
            response.headers["Content-Encoding"] = "gzip"
            response.headers["Content-Length"] = str(len(response.content))
        return response

    return compress


def compressed(content: bytes) -> bytes:
    """The content as gzip, with a file name of random length in its head."""
    name = secrets.token_hex(MOST_PADDING)[: secrets.randbelow(MOST_PADDING) + 1]
    head = b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff" + name.encode() + b"\x00"
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = packer.compress(content) + packer.flush()
    tail = zlib.crc32(content).to_bytes(4, "little")
    return head + body + tail + (len(content) & 0xFFFFFFFF).to_bytes(4, "little")


def _may_shrink(response: HttpResponse) -> bool:
    kind = response.headers.get("Content-Type", "").partition(";")[0]
    is_whole = not response.streaming and "Content-Encoding" not in response.headers
    return is_whole and kind in KINDS and len(response.content) >= LEAST_BYTES
