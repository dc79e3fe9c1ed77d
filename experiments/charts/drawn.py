"""A drawing in two widths with its words, as pages of predictions show it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape

from experiments.charts.panel_svg import Size


@dataclass(frozen=True)
class Drawn:
    """SVG markup for wide and for narrow screens; the style sheet shows the one that fits."""

    wide: str
    narrow: str
    description: str


def drawn(
    name: str,
    title: str,
    description: str,
    draw: Callable[[Size], Iterable[str]],
    wide: Size,
    narrow: Size,
) -> Drawn:
    """Both drawings; `name` begins the ids in them, all words are escaped.

    - `draw`: gives the parts of a drawing of one size, escaped where they are text

    >>> wide, narrow = Size("wide", 9, 9), Size("narrow", 5, 5)
    >>> made = drawn("a", "One", "1 < 2.", lambda size: [], wide, narrow)
    >>> made.narrow[:60]
    '<svg class="chart narrow" viewBox="0 0 5 5" role="img" aria-'
    >>> '<desc id="a-wide-d">1 &lt; 2.</desc>' in made.wide
    True
    """
    sheets = [_sheet(name, title, description, draw(size), size) for size in (wide, narrow)]
    return Drawn(sheets[0], sheets[1], description)


def _sheet(name: str, title: str, description: str, parts: Iterable[str], size: Size) -> str:
    ids = f"{name}-{size.name}"
    opening = (
        f'<svg class="chart {size.name}" viewBox="0 0 {size.width:g} {size.height:g}" role="img" '
        f'aria-labelledby="{ids}-t {ids}-d"><title id="{ids}-t">{escape(title)}</title>'
        f'<desc id="{ids}-d">{escape(description)}</desc>'
    )
    return opening + "".join(parts) + "</svg>"


def share_label(share: float) -> str:
    """A share in percent as charts write it: one digit behind the point where it is small.

    >>> [share_label(x) for x in (0, 0.0004, 0.049, 0.0996, 0.974, 0.9996, 1)]
    ['0 %', '< 0.1 %', '4.9 %', '10 %', '97 %', '> 99.9 %', '100 %']
    """
    percent = 100 * share
    if 0 < percent < 0.1:
        return "< 0.1 %"
    if 99.9 < percent < 100:
        return "> 99.9 %"
    if percent >= 99 and percent < 100:
        return f"{percent:.1f} %"
    return f"{percent:.1f} %" if 0 < percent < 9.95 else f"{percent:.0f} %"
