"""The tools that look at every page find the faults that they look for."""

import pytest
from playwright.sync_api import Browser

from tests.browser.inspection import Inspector
from tests.live import Stack

FAULTS = {
    "scrolls sideways": """main => {
      const wide = document.createElement("div");
      wide.className = "wide-one";
      document.adoptedStyleSheets = [sheet(".wide-one { width: 3000px; height: 1px; }")];
      main.append(wide);
    }""",
    "the focus is hidden": """main => {
      document.adoptedStyleSheets = [sheet(
        "#over { position: fixed; inset: 0; z-index: 99; background: canvas; }")];
      const over = document.createElement("div");
      over.id = "over";
      main.append(over);
    }""",
    "moves, though less motion": """() => {
      document.adoptedStyleSheets = [sheet(".btn { transition: color 1s; }")];
    }""",
    "dark: color-contrast": """() => {
      document.adoptedStyleSheets = [sheet(
        "@media (prefers-color-scheme: dark) { h1 { color: #333; background: #222; } }")];
    }""",
    "target-size": """main => {
      document.adoptedStyleSheets = [sheet(".tiny { font-size: 8px; padding: 0; border: 0; }")];
      for (const word of ["a", "b"]) {
        const button = document.createElement("button");
        button.className = "tiny";
        button.textContent = word;
        main.append(button);
      }
    }""",
    "goes from": """main => {
      document.adoptedStyleSheets = [sheet(".menu .pop { left: -99px; right: auto; }")];
      main.insertAdjacentHTML("beforeend",
        "<details class=menu><summary>More</summary><div class=pop>words</div></details>");
    }""",
    "blocked by the policy": """main => {
      main.insertAdjacentHTML("beforeend", "<p style='color: red'>red</p>");
    }""",
    "request to": """main => {
      main.append(new Image());
      main.lastChild.src = "http://192.0.2.1/image";
    }""",
    "button-name": """main => { main.append(document.createElement("button")); }""",
}
PLANT = """() => {
  const sheet = (text) => {
    const made = new CSSStyleSheet();
    made.replaceSync(text);
    return made;
  };
  (%s)(document.querySelector("main"));
}"""


@pytest.mark.parametrize("named", FAULTS)
def test_a_fault_that_is_planted_is_found(browser: Browser, stack: Stack, named: str) -> None:
    inspector = Inspector.of(browser, stack.address)
    assert inspector.problems_at("/login/") == []
    inspector.page.evaluate(PLANT % FAULTS[named])
    problems = inspector.problems()
    inspector.context.close()
    assert [problem for problem in problems if named in problem]
