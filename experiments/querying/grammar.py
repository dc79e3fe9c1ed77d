"""The admin's query language, read into an expression whose parts know where they stand.

Lexer and grammar are djangoql's, with two differences: names may stand in backticks, and `and`
binds more tightly than `or`.
"""

import re
from dataclasses import dataclass
from functools import cache
from threading import Lock

from djangoql.exceptions import DjangoQLLexerError
from djangoql.lexer import DjangoQLLexer, lex
from djangoql.parser import DjangoQLParser, unescape, yacc

from experiments.querying.errors import QueryError

LONGEST_QUERY = 2_000
_LONGEST_NUMBER = 300
_JOINING = ("and", "or", "in", "not")
_NO_TEXT = re.compile("[\0\ud800-\udfff]")
_PART = r"(?:[_A-Za-z][_0-9A-Za-z]*|`(?:[^`\n]|``)+`)"
_LOCK = Lock()


@dataclass(frozen=True)
class Placed:
    """A name or a value, and where it stands in the text."""

    value: object
    start: int
    end: int


@dataclass(frozen=True)
class Comparison:
    name: Placed
    operator: str
    value: Placed


@dataclass(frozen=True)
class Both:
    """Two expressions joined by ``and`` or ``or``."""

    left: "Expression"
    joined_by: str
    right: "Expression"


Expression = Comparison | Both


def read_expression(text: str) -> Expression:
    """The expression of a query. Raises QueryError, with its place, where it is none."""
    if len(text) > LONGEST_QUERY:
        raise QueryError(
            f"The query has {len(text)} characters; at most {LONGEST_QUERY} are read.",
            LONGEST_QUERY,
            len(text),
        )
    try:
        # The parser keeps what it reads in itself.
        with _LOCK:
            return _parser().parse(text, lexer=_lexer().input(text))
    except DjangoQLLexerError as error:
        raise _placed(error, text) from error


def _placed(error: DjangoQLLexerError, text: str) -> QueryError:
    lines = text.split("\n")[: (error.line or 1) - 1]
    start = sum(len(line) + 1 for line in lines) + error.column - 1
    wrong = str(error.value)[:1]
    if wrong == "`":
        told = "This backtick is never closed; one that belongs to a name is written twice."
        return QueryError(told, start, len(text))
    if wrong in "\"'":
        return QueryError("This quotation mark is never closed.", start, len(text))
    return QueryError(f"“{wrong}” means nothing here.", start, start + 1)


class _Lexer(DjangoQLLexer):
    t_NAME = rf"{_PART}(?:\.{_PART})*"  # noqa: N815


class _Parser(DjangoQLParser):
    precedence = (("left", "OR"), ("left", "AND"))
    p_logical = None

    def p_error(self, token: lex.LexToken | None) -> None:
        raise _unexpected(token, _lexer().text)

    def p_expression_logical(self, p: yacc.YaccProduction) -> None:
        """
        expression : expression AND expression
                   | expression OR expression
        """
        p[0] = Both(p[1], p[2], p[3])

    def p_expression_comparison(self, p: yacc.YaccProduction) -> None:
        """
        expression : name comparison_number number
                   | name comparison_string string
                   | name comparison_equality boolean_value
                   | name comparison_equality none
                   | name comparison_in_list const_list_value
        """
        p[0] = Comparison(p[1], p[2].operator, p[3])

    def p_name(self, p: yacc.YaccProduction) -> None:
        """
        name : NAME
        """
        p[0] = _at(p, p[1])

    def p_number_int(self, p: yacc.YaccProduction) -> None:
        """
        number : INT_VALUE
        """
        p[0] = _at(p, _number(int, p))

    def p_number_float(self, p: yacc.YaccProduction) -> None:
        """
        number : FLOAT_VALUE
        """
        p[0] = _at(p, _number(float, p))

    def p_string(self, p: yacc.YaccProduction) -> None:
        """
        string : STRING_VALUE
        """
        start, end = p.lexpos(1), p.lexpos(1) + len(p[1]) + 2
        value = unescape(p[1])
        if _NO_TEXT.search(value):
            raise QueryError("This text has an escape that stands for no character.", start, end)
        p[0] = Placed(value, start, end)

    def p_none(self, p: yacc.YaccProduction) -> None:
        """
        none : NONE
        """
        p[0] = _at(p, None)

    def p_true(self, p: yacc.YaccProduction) -> None:
        """
        true : TRUE
        """
        p[0] = _at(p, True)

    def p_false(self, p: yacc.YaccProduction) -> None:
        """
        false : FALSE
        """
        p[0] = _at(p, False)

    def p_const_list_value(self, p: yacc.YaccProduction) -> None:
        """
        const_list_value : PAREN_L const_value_list PAREN_R
        """
        values = [placed.value for placed in p[2]]
        p[0] = Placed(values, p.lexpos(1), p.lexpos(3) + 1)


def _unexpected(token: lex.LexToken | None, text: str) -> QueryError:
    if token is None:
        missing = "a value" if _wants_value(text) else "something"
        return QueryError(
            f"The query ends too early: {missing} is missing here.", len(text), len(text)
        )
    quotes = 2 if token.type == "STRING_VALUE" else 0
    start, end = token.lexpos, token.lexpos + len(token.value) + quotes
    if token.type == "NAME" and token.value.lower() in _JOINING:
        small = token.value.lower()
        return QueryError(f"“{small}” is written in small letters.", start, end, small)
    if token.type == "NAME" and _wants_value(text[:start]):
        return QueryError("Text stands in quotation marks.", start, end, f'"{token.value}"')
    return QueryError(f"“{text[start:end]}” is not expected here.", start, end)


def _wants_value(before: str) -> bool:
    return re.search(r"([=<>~(,]|\bin|with)\s*$", before) is not None


def _at(p: yacc.YaccProduction, value: object) -> Placed:
    return Placed(value, p.lexpos(1), p.lexpos(1) + len(p[1]))


def _number(kind: type[int] | type[float], p: yacc.YaccProduction) -> int | float:
    start, end = p.lexpos(1), p.lexpos(1) + len(p[1])
    value = float(p[1])
    if abs(value) > 1e300 or len(p[1]) > _LONGEST_NUMBER:
        raise QueryError("This number is too large.", start, end)
    return kind(p[1]) if abs(value) < 2**53 else value


@cache
def _lexer() -> _Lexer:
    return _Lexer()


@cache
def _parser() -> _Parser:
    return _Parser(errorlog=yacc.NullLogger())
