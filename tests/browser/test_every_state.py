"""Errors, refusals, work under way and what others may see: faultless as every page is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser import every_state
from tests.browser.every_page import World, log_in, make_world
from tests.browser.inspection import Inspector
from tests.live import Stack, stack_in


@pytest.fixture(scope="module")
def lasting_stack(
    django_db_setup: None, static_files: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """One with a small limit, so that what is too large is sent soon."""
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv("LOSSACC_MAX_UPLOAD_MB", "1")
        with stack_in(tmp_path_factory.mktemp("stack"), static_files) as running:
            yield running


@pytest.fixture
def world(stack: Stack) -> World:
    return make_world()


def problems(inspector: Inspector, states: Iterator[every_state.State]) -> list[str]:
    told = []
    for said, reach in states:
        reach(inspector.page)
        where = f"{inspector.page.url} ({said})"
        if said not in inspector.page.locator("body").inner_text():
            told.append(f"{where}: does not say so")
        told += [f"{where}: {problem}" for problem in inspector.problems()]
    return told


def test_no_state_has_a_fault_that_a_tool_can_find(
    browser: Browser, stack: Stack, world: World
) -> None:
    inspector = Inspector.of(browser, stack.address)
    told = problems(inspector, every_state.of_nobody(world))
    people = {
        "newcomer": every_state.of_newcomer(),
        "viewer": every_state.of_viewer(world),
        "owner": every_state.of_owner(world),
    }
    for name, states in people.items():
        first = next(states)  # makes the person, too
        inspector.context.clear_cookies()
        log_in(inspector.page, name)
        told += problems(inspector, iter([first, *states]))
    inspector.context.close()
    if told:
        pytest.fail("\n".join(told))
