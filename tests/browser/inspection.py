"""What a tool can find wrong with a page that is open: in both themes, at all widths, unfolded,
with its menus open, by keyboard, and in what its browser says meanwhile.
"""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.browser.conftest import PATIENCE, TELL_BLOCKED, note_stranger

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
BETWEEN = tuple({"width": width, "height": 900} for width in (2560, 1024, 900, 720))
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL = {"runOnly": TAGS, "rules": {"target-size": {"enabled": True}}}
# Themes differ in their colours alone: all rules in both are asked once a page.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}

AXE = """async ([within, asked]) => {
  const part = within ? document.querySelector(within) : document;
  const found = await axe.run(part, {...asked, resultTypes: ["violations"]});
  return found.violations.map(({id, help, nodes}) =>
    `${id}: ${help}: ${nodes.slice(0, 3).map(node => node.target.join(" ")).join(" | ")}`);
}"""
DRAWN = "() => new Promise(requestAnimationFrame)"
UNFOLD = """() => document.querySelectorAll("details:not(.menu)").forEach(it => it.open = true)"""
ACROSS = """() => document.documentElement.scrollWidth > innerWidth
  ? [`scrolls sideways to ${document.documentElement.scrollWidth} px`] : []"""
MOVING = """() => {
  const long = text => text.split(",").some(time => parseFloat(time) > 0.01);
  const moved = [...document.querySelectorAll("*")].filter(it => {
    const {transitionDuration, animationName, animationDuration} = getComputedStyle(it);
    return long(transitionDuration) || (animationName !== "none" && long(animationDuration));
  });
  return moved.slice(0, 3).map(it => `moves, though less motion is asked for: ${it.className}`);
}"""
# WCAG 2.4.11: what has the focus must not be hidden as a whole.
IS_SEEN = """it => {
  const {left, right, top, bottom} = it.getBoundingClientRect();
  const shares = [0.05, 0.5, 0.95];
  const at = (x, y) => document.elementFromPoint(
    left + (right - left) * x, top + (bottom - top) * y);
  const isOfIt = (near) =>
    near && (it.contains(near) || near.contains(it) || it.labels?.[0]?.contains(near));
  return shares.some(x => shares.some(y => isOfIt(at(x, y))));
}"""
HIDDEN_FOCUS = f"""() => {{
  const isSeen = {IS_SEEN};
  const all = [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex]",
  )].filter(it => it.tabIndex >= 0);
  const hidden = new Set();
  for (const it of [...all, ...all.toReversed()]) {{
    document.activeElement.blur();
    it.focus();
    if (document.activeElement === it && !isSeen(it)) hidden.add(it);
  }}
  document.activeElement.blur();
  scrollTo(0, 0);
  return [...hidden].slice(0, 3).map(it =>
    `the focus is hidden on ${{it.tagName}} ${{it.className}} ${{it.textContent.slice(0, 40)}}`);
}}"""
MENUS = """() => [...document.querySelectorAll("details.menu")].map((menu, at) => {
  menu.dataset.menuAt = at;
  return [`[data-menu-at="${at}"]`, menu.checkVisibility() ? menu.textContent.trim() : ""];
})"""
OPENED = """([menu, isOpen]) => { document.querySelector(menu).open = isOpen; }"""
CUT_OFF = """menu => {
  const {left, right} = document.querySelector(`${menu} > :not(summary)`).getBoundingClientRect();
  return left < 0 || right > innerWidth ? [`goes from ${left} to ${right} px`] : [];
}"""


class Inspector:
    """Looks at the pages that one tab opens; each menu once, for most are on many pages."""

    @classmethod
    def of(cls, browser: Browser, home: str) -> "Inspector":
        return cls(
            browser.new_context(
                base_url=home, viewport=WIDE, color_scheme="light", reduced_motion="reduce"
            ),
            home,
        )

    def __init__(self, context: BrowserContext, home: str) -> None:
        context.add_init_script(TELL_BLOCKED)
        self.context = context
        self.home = home
        self.page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.said: list[str] = []
        self.menus: set[str] = set()
        self.page.on("console", lambda message: note_console(self.page, message, self.said))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: note_stranger(request.url, home, self.said))

    def problems_at(self, address: str) -> list[str]:
        self.page.goto(address)
        assert self.page.url == self.home + address, "another page was answered"
        return [f"{address}: {problem}" for problem in self.problems()]

    def problems(self) -> list[str]:
        """Of the page that is open, as it was left."""
        found = [*self._look(WIDE), *self._open_menus(WIDE)]
        self.page.evaluate(UNFOLD)
        for size in BETWEEN:
            found += [*self._at(size, ACROSS), *self._open_menus(size)]
        found += [*self._look(NARROW), *self._open_menus(NARROW)]
        found += self.said
        self.said.clear()
        self._resize(WIDE)
        return list(dict.fromkeys(found))

    def _look(self, size: dict[str, int]) -> list[str]:
        self._resize(size)
        found = [one for script in (ACROSS, MOVING, HIDDEN_FOCUS) for one in self._at(size, script)]
        return found + self._axe(size)

    def _axe(self, size: dict[str, int], within: str = "") -> list[str]:
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
        found = self.page.evaluate(AXE, [within, ALL])
        self._theme("dark")
        asked = ALL if size == WIDE and not within else COLOURS
        found += [f"dark: {one}" for one in self.page.evaluate(AXE, [within, asked])]
        self._theme("light")
        return [f"{size['width']} px: {one}" for one in found]

    def _open_menus(self, size: dict[str, int]) -> list[str]:
        self._resize(size)
        found = []
        for menu, text in self.page.evaluate(MENUS):
            seen = f"{size['width']} {text}"
            if not text or seen in self.menus:
                continue
            self.menus.add(seen)
            self.page.evaluate(OPENED, [menu, True])
            told = [*self._at(size, ACROSS), *self._at(size, CUT_OFF, menu)]
            told += self._axe(size, menu) if size in (WIDE, NARROW) else []
            found += [f"menu {' '.join(text.split())[:30]}: {one}" for one in told]
            self.page.evaluate(OPENED, [menu, False])
        return found

    def _at(self, size: dict[str, int], script: str, *given: str) -> list[str]:
        self._resize(size)
        return [f"{size['width']} px: {one}" for one in self.page.evaluate(script, *given)]

    def _resize(self, size: dict[str, int]) -> None:
        if self.page.viewport_size != size:
            self.page.set_viewport_size(size)
            self.page.evaluate(DRAWN)

    def _theme(self, theme: str) -> None:
        self.page.emulate_media(color_scheme=theme)
        self.page.evaluate(DRAWN)


def note_console(page: Page, message: ConsoleMessage, said: list[str]) -> None:
    """Errors and warnings; a page that is itself answered with 404, as in the trash, is right."""
    is_its_status = message.text.startswith("Failed to load resource: the server responded with")
    if message.type not in ("error", "warning"):
        return
    if not (is_its_status and message.location.get("url") == page.url):
        said.append(message.text)
