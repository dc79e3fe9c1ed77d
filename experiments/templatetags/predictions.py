"""Shares, probabilities and explained numbers as pages of predictions write them."""

from django import template

from experiments.analysis.wording import power_of_ten
from experiments.charts.drawn import share_label
from experiments.predictions.glossary import Term
from experiments.predictions.glossary import term as explained

register = template.Library()

SMALL = 0.001


@register.filter
def share(fraction: float) -> str:
    return share_label(fraction)


@register.filter
def probability(value: float) -> str:
    """In percent; very small ones as a power of ten, and never rounded to 0 or 100 %."""
    if 0 < value < SMALL:
        return power_of_ten(value)
    if 1 - SMALL < value < 1:
        return "> 99.9 %"
    return f"{100 * value:.1f} %" if 0 < value < 1 else f"{100 * value:.0f} %"


@register.filter
def meaning(name: str) -> Term:
    """What a number is, from the glossary."""
    return explained(name)
