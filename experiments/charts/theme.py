"""The colours of the style sheet by their names, for drawings that leave the page."""

import re
from functools import lru_cache
from pathlib import Path

THEMES = ("light", "dark")
TOKENS = Path(__file__).resolve().parents[2] / "static" / "css" / "tokens.css"

_DARK = ':root[data-theme="dark"]'
_TOKEN = re.compile(r"(--[\w-]+):\s*([^;]+);")
_OTHER_TOKEN = re.compile(r"var\((--[\w-]+)\)")


@lru_cache
def colours(theme: str) -> dict[str, str]:
    """The tokens of a theme, one of `THEMES`, as the style sheet gives them.

    >>> colours("light")["--bg"], colours("dark")["--halo"]
    ('#ffffff', '#101318')
    """
    text = TOKENS.read_text(encoding="utf-8")
    found = dict(_TOKEN.findall(_block(text, ":root")))
    if theme == "dark":
        found |= dict(_TOKEN.findall(_block(text, _DARK)))
    return {name: _OTHER_TOKEN.sub(lambda m: found[m[1]], value) for name, value in found.items()}


def _block(text: str, selector: str) -> str:
    _, _, rest = text.partition(f"\n{selector} {{")
    return rest.partition("\n}")[0]
