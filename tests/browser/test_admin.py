import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from experiments.services import projects, runs
from tests.logs import parsed_log, parsed_run

EPOCHS = "/admin/experiments/epochmetrics/"


@pytest.fixture
def admin(page: Page) -> Page:
    """The page of an administrator, with a run of three epochs to look up."""
    user = User.objects.create_superuser("administrator", password="a long password")
    cats = projects.create_project(user, "Cats")
    runs.create_runs(cats, user, parsed_log(parsed_run(val_loss=[0.9, 0.4, 0.6])))
    page.goto("/admin/")
    page.locator("input[name=username]").fill("administrator")
    page.locator("input[name=password]").fill("a long password")
    page.locator("input[name=password]").press("Enter")
    expect(page.get_by_role("heading", name="What is stored")).to_be_visible()
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_query_is_completed_and_answered_under_the_content_policy(
    admin: Page, theme: str
) -> None:
    admin.emulate_media(color_scheme=theme)
    admin.goto(EPOCHS)
    search = admin.locator("#searchbar")
    search.press_sequentially("val_l")
    expect(admin.locator(".djangoql-completion").get_by_text("val_loss")).to_be_visible()

    search.fill("val_loss > 0.5 and epoch > 1")
    admin.get_by_role("button", name="Search").click()

    expect(admin.locator("#result_list tbody tr")).to_have_count(1)
    expect(admin.locator("#result_list")).to_contain_text("0.6")


def test_a_query_that_is_not_understood_is_located(admin: Page) -> None:
    admin.goto(f"{EPOCHS}?q=val_los > 0.5")

    message = admin.locator(".messagelist")
    expect(message).to_contain_text("Line 1, col 1: Unknown field “val_los”.")
    expect(message).to_contain_text("Did you mean val_loss?")
