"""A line that says how far a command is."""

import time
from types import TracebackType

from django.core.management.base import OutputWrapper

WIDTH = 30
SECONDS_BETWEEN = 0.1


class Progress:
    """On a terminal a bar that is drawn over itself; nothing where the output goes elsewhere."""

    def __init__(self, out: OutputWrapper, total: int) -> None:
        self._out, self._total = out, total
        self._done, self._next = 0, 0.0
        self._shown = out.isatty()

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown:
            self._write("")

    def tell(self, what: str) -> None:
        """The next thing is under way."""
        self._done += 1
        now = time.monotonic()
        if self._shown and (now >= self._next or self._done == self._total):
            self._next = now + SECONDS_BETWEEN
            full = WIDTH * self._done // self._total
            bar = "█" * full + "░" * (WIDTH - full)
            self._write(f"{bar} {self._done} of {self._total}  {what[:40]}")

    def _write(self, text: str) -> None:
        # Back to the start of the line, and clear what stood there.
        self._out.write(f"\r\x1b[K{text}", ending="")
        self._out.flush()
