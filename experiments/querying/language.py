"""Queries such as ``val_loss < 0.3 and overfits = True and params.lr <= 0.001``, as conditions.

Nothing of a query is ever evaluated as code: names are looked up, values are handed over.
"""

import re

from django.db.models import Q

from experiments.models import Project, Run, Tag
from experiments.querying.errors import QueryError
from experiments.querying.fields import Field, field
from experiments.querying.grammar import Both, Comparison, Expression, read_expression

MOST_COMPARISONS = 50
MOST_WORDS = 15
"""As an expression, a word takes three comparisons; one more fits beside them."""
_OPERATOR = re.compile(r"[=<>~()]|(?<!\S)(in|not in|startswith|endswith)(?!\S)")


def is_expression(text: str) -> bool:
    """Whether a text asks in the query language; words without an operator are looked for."""
    return _OPERATOR.search(text) is not None


def condition(project: Project, text: str) -> Q:
    """The runs of the project that a text asks for. Raises QueryError with the place."""
    text = text.replace("\0", " ")  # What no database keeps; places stay what they are.
    if not is_expression(text):
        return words_in(project, text)
    known: dict[str, Field] = {}
    comparisons = _comparisons(expression := read_expression(text))
    if len(comparisons) > MOST_COMPARISONS:
        beyond = comparisons[MOST_COMPARISONS]
        raise QueryError(
            f"The query has {len(comparisons)} comparisons; at most {MOST_COMPARISONS} are read.",
            beyond.name.start,
            len(text),
        )
    return _condition(project, expression, known)


def words_in(project: Project, text: str) -> Q:
    """Runs that have each word in their name, their notes or a tag."""
    found = Q()
    for word in _words(text):
        tags = Tag.objects.filter(project=project, name__icontains=word)
        tagged = Run.tags.through.objects.filter(tag__in=tags).values("run")
        noted = Q(notes__gt="", notes__icontains=word)
        found &= Q(name__icontains=word) | Q(pk__in=tagged) | noted
    return found


def as_expression(text: str) -> str:
    """What asks for the same as the text, and can be joined with another expression."""
    if is_expression(text):
        return text
    words = [in_quotes(word) for word in _words(text)]
    return " and ".join(f"(name ~ {w} or notes ~ {w} or tags ~ {w})" for w in words)


def _words(text: str) -> list[str]:
    """Each word once. Raises QueryError where they are too many."""
    found: dict[str, None] = {}
    for word in re.finditer(r"\S+", text):
        if word[0] not in found and len(found) == MOST_WORDS:
            raise QueryError(
                f"At most {MOST_WORDS} words are looked for at once.", word.start(), len(text)
            )
        found[word[0]] = None
    return list(found)


def in_quotes(text: str) -> str:
    """Text as a query writes it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _comparisons(expression: Expression) -> list[Comparison]:
    if isinstance(expression, Comparison):
        return [expression]
    found, open_ = [], [expression]
    while open_:
        one = open_.pop()
        if isinstance(one, Both):
            open_ += [one.right, one.left]
        else:
            found.append(one)
    return found


def _condition(project: Project, expression: Expression, known: dict[str, Field]) -> Q:
    if isinstance(expression, Both):
        left = _condition(project, expression.left, known)
        right = _condition(project, expression.right, known)
        return left & right if expression.joined_by == "and" else left | right
    name, value = expression.name, expression.value
    try:
        if name.value not in known:
            known[name.value] = field(project, name.value)
    except QueryError as error:
        raise error.at(name.start, name.end) from error
    try:
        return known[name.value].condition(expression.operator, value.value)
    except QueryError as error:
        wrong_value = "cannot be compared with" not in error.message
        raise error.at(
            *((value.start, value.end) if wrong_value else (name.end, value.start))
        ) from error
