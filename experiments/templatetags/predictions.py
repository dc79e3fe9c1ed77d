"""Shares, probabilities and explained numbers as pages of predictions write them."""

from django import template

from experiments.charts.drawn import share_label
from experiments.predictions.glossary import Term
from experiments.predictions.glossary import term as explained

register = template.Library()

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
SMALL = 0.001


@register.filter
def share(fraction: float) -> str:
    return share_label(fraction)


@register.filter
def probability(value: float) -> str:
    """In percent; very small ones as a power of ten, and never rounded to 0 or 100 %."""
    if 0 < value < SMALL:
        digit, exponent = f"{value:.0e}".split("e")
        return f"{digit} × 10{str(int(exponent)).translate(SUPERSCRIPTS)}"
    if 1 - SMALL < value < 1:
        return "> 99.9 %"
    return f"{100 * value:.1f} %" if 0 < value < 1 else f"{100 * value:.0f} %"


@register.filter
def meaning(name: str) -> Term:
    """What a number is, from the glossary."""
    return explained(name)
