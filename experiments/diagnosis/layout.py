"""What `diagnose` prints, whatever it read: indented text, and JSON that every reader takes."""

import math
from textwrap import fill

import numpy as np

WIDTH = 88
TIED = "\N{NO-BREAK SPACE}"


def strict(value: object) -> object:
    """JSON values as they are, whole numbers without a point, null for what is not finite."""
    if isinstance(value, dict):
        return {str(key): strict(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [strict(inner) for inner in value]
    if isinstance(value, np.generic):
        return strict(value.item())
    if isinstance(value, float):
        return _number(value)
    return value


def _number(value: float) -> float | int | None:
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def section(title: str, entries: list[str]) -> str:
    entries = [entry for entry in entries if entry]
    return "\n".join([f"  {title}", *entries]) if entries else ""


def wrapped(text: str, indent: int) -> str:
    """Lines of equal indent; a number and its per cent sign stay together."""
    edge = " " * indent
    kept = fill(
        text.replace(" %", f"{TIED}%"),
        WIDTH,
        initial_indent=edge,
        subsequent_indent=edge,
        break_on_hyphens=False,
    )
    return kept.replace(TIED, " ")
