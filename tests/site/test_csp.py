from django.http import HttpRequest, HttpResponse

from lossacc_site.csp import content_security_policy


def test_every_response_allows_content_of_this_server_only() -> None:
    response = content_security_policy(lambda request: HttpResponse())(HttpRequest())

    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_a_view_may_set_a_policy_of_its_own() -> None:
    own = HttpResponse(headers={"Content-Security-Policy": "sandbox"})

    response = content_security_policy(lambda request: own)(HttpRequest())

    assert response.headers["Content-Security-Policy"] == "sandbox"
