import gzip
import json

import pytest
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from lossacc_site.compression import LEAST_BYTES, compress_pages, compressed

LONG = "0123456789" * LEAST_BYTES


def answered(response: HttpResponse, accepted: str = "gzip, deflate, br") -> HttpResponse:
    request = RequestFactory().get("/", headers={"accept-encoding": accepted})
    return compress_pages(lambda _: response)(request)


def test_a_page_is_sent_compressed_and_comes_back_whole() -> None:
    answer = answered(HttpResponse(LONG))

    assert answer["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.content).decode() == LONG
    assert int(answer["Content-Length"]) == len(answer.content) < len(LONG)
    assert answer["Vary"] == "Accept-Encoding"


def test_figures_are_sent_compressed() -> None:
    answer = answered(JsonResponse({"data": LONG}))

    assert json.loads(gzip.decompress(answer.content)) == {"data": LONG}


@pytest.mark.parametrize("accepted", ["", "identity", "br", "gzip;q=0", "gzip; q=0.0, br"])
def test_whoever_cannot_read_it_gets_it_plain(accepted: str) -> None:
    answer = answered(HttpResponse(LONG), accepted)

    assert "Content-Encoding" not in answer
    assert answer.content.decode() == LONG
    assert answer["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("accepted", ["*", "br, gzip;q=0.5", "gzip;q=1.0"])
def test_whoever_can_read_it_gets_it_compressed(accepted: str) -> None:
    assert answered(HttpResponse(LONG), accepted)["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse("short"),
        HttpResponse(LONG, content_type="application/octet-stream"),
        HttpResponse(LONG, headers={"Content-Encoding": "br"}),
        StreamingHttpResponse([LONG]),
    ],
)
def test_files_streams_and_short_answers_stay_as_they_are(response: HttpResponse) -> None:
    before = dict(response.items())

    assert dict(answered(response).items()) == before


def test_the_length_of_one_page_differs_from_time_to_time() -> None:
    assert len({len(compressed(LONG.encode())) for _ in range(50)}) > 5


def test_the_login_page_is_compressed(client: Client, db: None) -> None:
    answer = client.get("/login/", headers={"accept-encoding": "gzip"})

    assert b"csrfmiddlewaretoken" in gzip.decompress(answer.content)


def test_a_request_may_come_without_the_header() -> None:
    assert compress_pages(lambda _: HttpResponse(LONG))(HttpRequest()).content.decode() == LONG
