import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Browser, Page, expect

from experiments.models import Predictions
from experiments.services import projects
from tests.live import Stack
from tests.views.prediction_cases import measured, scores

PASSWORD = "a long password"
WIDTHS = (360, 700, 1024, 1280, 2560)
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def made(classes: int, name: str = "<i>{}</i> mountain beetle") -> Predictions:
    user = User.objects.create_user("owner", password=PASSWORD)
    project = projects.create_project(user, "Cats")
    names = tuple(name.format(i) for i in range(classes))
    return measured(project, scores(classes, 1000, names=names), epoch=60.0)


def log_in(page: Page) -> None:
    page.goto("/login/")
    page.locator("input[name=username]").fill("owner")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/")


@pytest.fixture
def opened(page: Page, stack: Stack) -> Page:
    shown = made(3)
    log_in(page)
    page.goto(f"/predictions/{shown.uuid}/")
    return page


@pytest.fixture
def many(page: Page, stack: Stack) -> Page:
    """Predictions of a hundred classes."""
    shown = made(100)
    log_in(page)
    page.goto(f"/predictions/{shown.uuid}/")
    return page


def test_a_number_is_explained_by_keyboard_and_escape_closes_it(opened: Page) -> None:
    term = opened.get_by_role("button", name="Brier score").first
    tip = opened.locator("#top-brier")
    expect(tip).to_be_hidden()

    term.focus()
    expect(tip).to_be_visible()
    expect(tip).to_contain_text("0 to 2, with two classes 0 to 1.")
    expect(term).to_have_accessible_description(tip.text_content().strip())

    opened.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    expect(term).to_be_focused()


def test_an_explanation_stays_while_the_pointer_is_on_it(opened: Page) -> None:
    tip = opened.locator("#top-log_loss")
    opened.get_by_role("button", name="Log loss").first.hover()
    expect(tip).to_be_visible()

    tip.hover()
    expect(tip).to_be_visible()

    opened.locator("h1").hover()
    expect(tip).to_be_hidden()


@pytest.mark.parametrize("width", WIDTHS)
def test_no_explanation_leaves_the_screen(opened: Page, width: int) -> None:
    opened.set_viewport_size({"width": width, "height": 800})
    terms = opened.locator(".explained :is(.term, a):visible")
    assert terms.count() > 20

    for term in terms.all():
        term.focus()
        tip = opened.locator(f"#{term.get_attribute('aria-describedby')}")
        box = tip.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    assert opened.evaluate(OVERFLOW) <= 0


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_of_many_classes_never_scrolls_sideways(many: Page, width: int) -> None:
    many.set_viewport_size({"width": width, "height": 800})
    assert many.evaluate(OVERFLOW) <= 0


def test_long_names_do_not_make_the_page_scroll_sideways(page: Page, stack: Stack) -> None:
    shown = made(3, "a_class_{}" + 20 * "_with_a_long_name")
    log_in(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"/predictions/{shown.uuid}/?confusion=rows")
        assert page.evaluate(OVERFLOW) <= 0, width


def test_code_is_copied_by_keyboard_and_the_page_says_so(opened: Page) -> None:
    opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.locator("summary", has_text="NumPy").click()
    button = opened.get_by_role("button", name="Copy the NumPy code")
    button.focus()
    opened.keyboard.press("Enter")

    expect(opened.locator("[data-copied]")).to_have_text("Copied: NumPy code.")
    copied = opened.evaluate("navigator.clipboard.readText()")
    assert copied == opened.locator("#code-numpy").text_content()
    assert "temperature = " in copied


def test_cells_of_a_large_matrix_are_read_by_keyboard_and_by_pointer(many: Page) -> None:
    told = many.locator("[data-heat-cell]")
    many.locator("[data-heat]").focus()
    expect(told).to_contain_text("“<i>0</i> mountain beetle” right: ")

    many.keyboard.press("ArrowRight")
    expect(told).to_contain_text("“<i>0</i> mountain beetle” taken for “<i>1</i> mountain beetle”:")

    many.keyboard.press("Enter")
    worst = many.locator(".mistakes tbody tr").first
    true, said, times = (worst.locator("> *").nth(i).text_content() for i in range(3))
    expect(told).to_contain_text(f"“{true}” taken for “{said}”: {times} of ")

    many.locator(".heat .diag").hover(position={"x": 2, "y": 2})
    expect(told).to_contain_text("“<i>0</i> mountain beetle” right: ")


def test_without_script_numbers_explain_themselves_and_code_can_be_selected(
    browser: Browser, stack: Stack
) -> None:
    shown = made(2)
    context = browser.new_context(base_url=stack.address, java_script_enabled=False)
    page = context.new_page()
    log_in(page)
    page.goto(f"/predictions/{shown.uuid}/?bins=mass")

    page.get_by_role("button", name="Accuracy", exact=True).first.focus()
    expect(page.locator("#top-accuracy")).to_be_visible()
    expect(page.locator("#code-pytorch")).to_be_visible()
    expect(page.locator("[data-copy=code-pytorch]")).to_be_hidden()
    expect(page.get_by_role("link", name="equal mass")).to_have_attribute("aria-current", "true")
    context.close()


def test_a_choice_is_in_the_address_and_leads_back_to_its_chart(opened: Page) -> None:
    opened.get_by_role("link", name="% of each row").click()

    opened.wait_for_url("**?confusion=rows#confusion")
    expect(opened.locator("h2#confusion")).to_be_in_viewport()
