from playwright.sync_api import Page


def test_the_login_page_opens_and_loads_nothing_from_elsewhere(page: Page) -> None:
    response = page.goto("/login/")

    assert response is not None
    assert response.status == 200
    assert "default-src 'self'" in response.headers["content-security-policy"]
