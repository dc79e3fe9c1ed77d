"""All pages: in both themes, at all widths, unfolded and by keyboard they have no known fault."""

import pytest
from django.urls import resolve
from playwright.sync_api import Browser

from tests.browser.every_page import NO_PAGES, World, address_names, addresses, log_in, make_world
from tests.browser.inspection import Inspector
from tests.live import Stack


@pytest.fixture
def world(stack: Stack) -> World:
    return make_world()


@pytest.mark.django_db
def test_every_address_is_a_page_that_is_looked_at_or_none(world: World) -> None:
    pages = world.pages()
    assert set(pages) | NO_PAGES == address_names()
    assert not set(pages) & NO_PAGES
    for name, listed in pages.items():
        assert listed, name
        for address in listed:
            assert resolve(address.partition("?")[0]).url_name == name


def test_no_page_has_a_fault_that_a_tool_can_find(
    browser: Browser, stack: Stack, world: World
) -> None:
    inspector = Inspector.of(browser, stack.address)
    login, *others = addresses(world)
    told = inspector.problems_at(login)
    log_in(inspector.page, "owner")
    told += [problem for address in others for problem in inspector.problems_at(address)]
    inspector.context.close()
    if told:
        pytest.fail("\n".join(told))
