"""A comparison on screens of all widths: the answer is seen, and no column is out of sight."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from experiments.models import Run
from experiments.parsers.log import ParsedLog
from experiments.services import projects, runs
from tests.browser.charts import PASSWORD, log_in
from tests.live import Stack
from tests.logs import parsed_log, parsed_run


def address(count: int) -> str:
    """Of runs with long names, of all of which noise is known."""
    owner = User.objects.create_user("owner", password=PASSWORD)
    cats = projects.create_project(owner, "Cats")
    made = [run_of(runs.create_runs(cats, owner, log(n)), n) for n in range(count)]
    return "/compare/?" + "&".join(f"run={run.uuid}" for run in made)


def log(n: int) -> ParsedLog:
    return parsed_log(
        parsed_run(val_loss=[0.5, 0.4 + n / 1000], val_accuracy=[0.8, 0.9 - n / 1000])
    )


def run_of(made: list[Run], n: int) -> Run:
    run = made[0]
    run.name, run.n_val, run.classes = f"augmented_pretrained_seed{n}", 1000, 2
    run.save()
    return run


@pytest.mark.parametrize("prefer", ["probabilities", "labels"])
@pytest.mark.parametrize("width", [730, 800, 1024])
def test_no_column_of_the_ranking_and_the_values_is_out_of_sight(
    page: Page, stack: Stack, width: int, prefer: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    log_in_to(page, f"{address(3)}&prefer={prefer}")
    expect(page.locator(".rank .rangebar").first).to_be_visible()
    tables = page.locator(".scroll:has(> .wraps)")
    expect(tables).to_have_count(2)
    hidden = "all => all.map((table) => table.scrollWidth - table.clientWidth)"
    assert tables.evaluate_all(hidden) == [0, 0]


def test_many_names_fold_on_a_narrow_screen_only(page: Page, stack: Stack) -> None:
    log_in_to(page, address(9))
    names = page.locator(".runlist li")
    expect(names.last).to_be_visible()
    expect(page.locator(".many-runs > summary")).to_be_hidden()
    page.set_viewport_size({"width": 360, "height": 800})
    expect(names.last).to_be_hidden()
    page.get_by_text("9 runs", exact=True).click()
    expect(names.last).to_be_visible()


def test_a_long_name_of_a_parameter_makes_no_screen_scroll_sideways(
    page: Page, stack: Stack
) -> None:
    place = address(2)
    for run in Run.objects.all():
        run.parameters = {f"dataset_reader.token_indexers.{'very_long_' * 6}name": run.name}
        run.save()
    page.set_viewport_size({"width": 360, "height": 780})
    log_in_to(page, place)
    expect(page.get_by_label("group by")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def log_in_to(page: Page, place: str) -> None:
    log_in(page)
    page.goto(place)
