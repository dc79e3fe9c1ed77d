"""A text log line by line: rows of metrics, settings above them, and how it ended."""

from experiments.curves import KINDS
from experiments.parsers import names, text_tables
from experiments.parsers.layout import TRACEBACK
from experiments.parsers.text_rows import Rows
from experiments.parsers.text_settings import setting

_MOST_SETTINGS = 500


class Reader:
    """What was read of a log so far.

    - `rows`: its metrics
    - `settings`: what was named before the first epoch
    - `crash`: line and closing message of a traceback below the last row, None without one
    """

    def __init__(self) -> None:
        self.rows = Rows()
        self.settings: dict[str, str] = {}
        self.crash: tuple[int, str] | None = None
        self._splits: tuple[str, ...] = ()

    def feed(self, number: int, line: str) -> None:
        """Read one line. Raises ParseError for a log of too many metrics.

        >>> reader = Reader()
        >>> for place, line in enumerate(["optimizer: adam", "Epoch 1, loss 0.5"], 1):
        ...     reader.feed(place, line)
        >>> reader.settings, len(reader.rows.place)
        ({'optimizer': 'adam'}, 1)
        """
        before = len(self.rows.place)
        self._read(number, line)
        self._watch(number, line, added=len(self.rows.place) > before)

    def _read(self, number: int, line: str) -> None:
        if "|" in line:
            if self._splits and (logged := text_tables.row(line, self._splits)):
                self.rows.add(number, line, logged)
                return
            self._splits = text_tables.header(line) or self._splits
        if self.rows.begun or not self._set(line):
            self.rows.feed(number, line)

    def _set(self, line: str) -> bool:
        """Keep a setting; a loss or an epoch that stands alone in its line is none."""
        told = setting(line)
        if told is None or names.axis(told[0]) or names.metric(told[0]).kind in KINDS:
            return False
        if len(self.settings) < _MOST_SETTINGS:
            self.settings[told[0]] = told[1]
        return True

    def _watch(self, number: int, line: str, *, added: bool) -> None:
        if TRACEBACK in line:
            self.crash = (number, "")
        elif self.crash and not self.crash[1]:
            if line.strip() and not added and line[0] not in " \t":
                self.crash = (self.crash[0], line.strip()[:120])
        elif added:
            self.crash = None
