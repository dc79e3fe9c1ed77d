"""The lines of a text in little memory: as strings of their own, short ones take ten times it."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

_BLOCK_CHARACTERS = 50_000


class Lines(Sequence[str]):
    r"""What ``text.split("\n")`` gives, cut when it is asked for.

    Going through all of them is as quick as through a list; one of them costs the cutting of the
    block that it is in, which is kept for the next one.

    >>> lines = Lines("epoch,loss\n0,0.9\n")
    >>> list(lines), lines[1], lines[-1:], len(lines)
    (['epoch,loss', '0,0.9', ''], '0,0.9', [''], 3)
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts, self._firsts, self._length = _blocks(text)
        self._cut: tuple[int, list[str]] = (-1, [])

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[str]:
        return self.since(0)

    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return self._slice(range(self._length)[place])
        line = range(self._length)[place]
        block = self._block_of(line)
        return self._lines_of(block)[line - self._firsts[block]]

    def since(self, first: int) -> Iterator[str]:
        r"""The lines from `first` on, counted from 0.

        >>> list(Lines("epoch,loss\n0,0.9").since(1))
        ['0,0.9']
        """
        if first >= self._length:
            return
        begin = self._block_of(first)
        yield from self._split(begin)[first - self._firsts[begin] :]
        for block in range(begin + 1, len(self._starts)):
            yield from self._split(block)

    def joined(self, first: int, end: int) -> str:
        r"""The text from line `first` to before line `end`, counted from 0.

        >>> Lines("epoch,loss\n0,0.9\n1,0.5\n").joined(1, 3)
        '0,0.9\n1,0.5'
        """
        return self._text[self._start_of(first) : self._start_of(end) - 1]

    def _slice(self, places: range) -> list[str]:
        if places.step != 1:
            return [self[place] for place in places]
        return self.joined(places.start, places.stop).split("\n") if places else []

    def _start_of(self, line: int) -> int:
        """Where a line begins; of the line behind the last one, one past the text's end."""
        if line >= self._length:
            return len(self._text) + 1
        block = self._block_of(line)
        before = self._lines_of(block)[: line - self._firsts[block]]
        return self._starts[block] + sum(map(len, before)) + len(before)

    def _block_of(self, line: int) -> int:
        return bisect_right(self._firsts, line) - 1

    def _lines_of(self, block: int) -> list[str]:
        if self._cut[0] != block:
            self._cut = (block, self._split(block))
        return self._cut[1]

    def _split(self, block: int) -> list[str]:
        last = block + 1 == len(self._starts)
        end = len(self._text) if last else self._starts[block + 1] - 1
        return self._text[self._starts[block] : end].split("\n")


def _blocks(text: str) -> tuple[list[int], list[int], int]:
    """Where each block of whole lines begins, the number of its first line, and of all lines."""
    starts, firsts, lines = [0], [0], 1
    while (end := text.find("\n", starts[-1] + _BLOCK_CHARACTERS)) >= 0:
        lines += text.count("\n", starts[-1], end + 1)
        starts.append(end + 1)
        firsts.append(lines - 1)
    return starts, firsts, lines + text.count("\n", starts[-1])
