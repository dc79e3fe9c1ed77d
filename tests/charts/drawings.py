"""Reading an SVG drawing back."""

import re
from xml.etree import ElementTree

_NAMESPACE = "{http://www.w3.org/2000/svg}"


class Drawing:
    def __init__(self, svg: str) -> None:
        self.root = ElementTree.fromstring(
            svg.replace("<svg ", f'<svg xmlns="{_NAMESPACE[1:-1]}" ', 1)
        )

    def by_class(self, *names: str) -> list[ElementTree.Element]:
        return [e for e in self.root.iter() if set(names) <= set(e.get("class", "").split())]

    def texts(self, *names: str) -> list[str]:
        return [e.text or "" for e in self.root.iter(f"{_NAMESPACE}text") if has(e, names)]

    def points(self, *names: str) -> list[tuple[float, float]]:
        (path,) = self.by_class("line", *names)
        return places(path)

    def dots(self) -> list[tuple[float, float]]:
        """The points of a plane, which share paths."""
        return [place for path in self.by_class("pt") for place in places(path)]


def places(path: ElementTree.Element) -> list[tuple[float, float]]:
    found = re.findall(r"[ML](-?[\d.]+) (-?[\d.]+)", path.get("d", ""))
    return [(float(x), float(y)) for x, y in found]


def has(element: ElementTree.Element, names: tuple[str, ...]) -> bool:
    return set(names) <= set(element.get("class", "").split())
