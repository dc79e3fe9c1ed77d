"""A project with many runs, and its table."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page

from experiments.models import Project
from experiments.services import projects
from tests.browser.charts import PASSWORD, log_in
from tests.browser.conftest import PATIENCE
from tests.cast import make_run
from tests.live import Stack

TABLE = "/projects/cats/?sort=name"


def make_cats(runs: int) -> Project:
    """Of run-01 to the last."""
    user = User.objects.create_user("owner", password=PASSWORD)
    project = projects.create_project(user, "Cats", "Two classes.")
    for number in range(1, runs + 1):
        make_run(project, f"run-{number:02}")
    return project


def open_table(page: Page) -> Page:
    log_in(page)
    page.goto(TABLE)
    return page


@contextmanager
def table_without_scripts(browser: Browser, stack: Stack) -> Iterator[Page]:
    context = browser.new_context(base_url=stack.address, java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield open_table(page)
    context.close()
