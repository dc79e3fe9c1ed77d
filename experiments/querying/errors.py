"""What is wrong with a query, and where in its text."""

from dataclasses import dataclass


@dataclass(frozen=True)
class QueryError(ValueError):
    """A query that is not understood.

    - `message`: one sentence that says what is wrong
    - `start`, `end`: where in the text, counted in characters; equal where something is missing
    - `suggestion`: what may have been meant in its place, if anything is near
    """

    message: str
    start: int = 0
    end: int = 0
    suggestion: str = ""

    def __str__(self) -> str:
        hint = f" Did you mean {self.suggestion}?" if self.suggestion else ""
        return self.message + hint

    def at(self, start: int, end: int) -> "QueryError":
        return QueryError(self.message, start, end, self.suggestion)
