"""Why a file was refused."""


class ParseError(ValueError):
    """A file that cannot be read as a training log.

    - `reason`: what is wrong, one plain sentence
    - `advice`: what to do about it, one plain sentence
    - `line`, `column`: where, counted from 1; None where it concerns the whole file
    """

    def __init__(
        self, reason: str, *, advice: str = "", line: int | None = None, column: int | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.advice = advice
        self.line = line
        self.column = column

    def __str__(self) -> str:
        place = "" if self.line is None else f"line {self.line}"
        place += "" if self.column is None else f", column {self.column}"
        return " ".join(p for p in (f"{place}:" if place else "", self.reason, self.advice) if p)
