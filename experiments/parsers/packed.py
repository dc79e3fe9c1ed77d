"""Rows of text cells in little memory: as objects of their own they take ten times as much."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

_BLOCK_ROWS = 10_000
_SEPARATOR = "\x1f"
_MOST_NAMES = 200
"""Names of a block beyond which most of its cells are empty, and better not written down."""

_Packed = str | list[str]
"""The cells of one column and block, joined; a list where the separator stands in one."""


class PackedRows:
    """Rows of a table in their order; blocks of them are kept a column at a time.

    - `lengths`: how many rows have each number of cells

    >>> rows = PackedRows()
    >>> for row in (["0", "0.9"], ["1", "0.5"]):
    ...     rows.append(row)
    >>> list(rows), list(rows.column(1)), dict(rows.lengths)
    ([['0', '0.9'], ['1', '0.5']], ['0.9', '0.5'], {2: 2})
    """

    def __init__(self) -> None:
        self.lengths: Counter[int] = Counter()
        self._blocks: list[tuple[_Packed, ...] | list[list[str]]] = []
        self._open: list[list[str]] = []

    def __len__(self) -> int:
        return self.lengths.total()

    def __iter__(self) -> Iterator[list[str]]:
        for block in self._blocks:
            yield from (
                block
                if isinstance(block, list)
                else map(list, zip(*map(_cells, block), strict=True))
            )
        yield from self._open

    @property
    def last(self) -> list[str]:
        """The row that was added last. Raises IndexError where there is none.

        >>> rows = PackedRows()
        >>> rows.append(["0", "0.9"])
        >>> rows.last
        ['0', '0.9']
        """
        return self._open[-1]

    def append(self, row: list[str]) -> None:
        """Add a row at the end.

        >>> rows = PackedRows()
        >>> rows.append(["0", "0.9"])
        >>> len(rows)
        1
        """
        if len(self._open) == _BLOCK_ROWS:
            self._close()
        self._open.append(row)
        self.lengths[len(row)] += 1

    def pop(self) -> list[str]:
        """Take away the row that was added last. Raises IndexError where there is none.

        >>> rows = PackedRows()
        >>> rows.append(["0", "0.9"])
        >>> rows.pop(), len(rows)
        (['0', '0.9'], 0)
        """
        row = self._open.pop()
        self.lengths[len(row)] -= 1
        self.lengths += Counter()  # Lengths that no row has any more go.
        return row

    def column(self, number: int) -> "PackedColumn":
        """The cells at one place of all rows, which must be long enough.

        >>> rows = PackedRows()
        >>> rows.append(["0", "0.9"])
        >>> list(rows.column(1))
        ['0.9']
        """
        blocks = [
            [row[number] for row in block] if isinstance(block, list) else block[number]
            for block in self._blocks
        ]
        return PackedColumn([*blocks, [row[number] for row in self._open]], len(self))

    def _close(self) -> None:
        """Packs the rows that are full objects still, where they are of one length."""
        alike = len(set(map(len, self._open))) == 1
        block = tuple(_packed(c) for c in zip(*self._open, strict=True)) if alike else self._open
        self._blocks.append(block)
        self._open = []


class PackedColumn(Sequence[str]):
    """The cells of one column; looking at them in their order is quick."""

    def __init__(self, blocks: Sequence[_Packed], length: int) -> None:
        self._blocks = blocks
        self._length = length
        self._unpacked: tuple[int, list[str]] = (-1, [])

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[str]:
        for block in self._blocks:
            yield from _cells(block)

    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return list(self)[place]
        number, row = divmod(range(self._length)[place], _BLOCK_ROWS)
        if self._unpacked[0] != number:
            self._unpacked = (number, _cells(self._blocks[number]))
        return self._unpacked[1][row]


def packed_column(cells: Iterable[str]) -> PackedColumn:
    """Cells of one column, in little memory.

    >>> list(packed_column(["0.9", "0.5"]))
    ['0.9', '0.5']
    """
    rest, blocks, length = iter(cells), [], 0
    while block := list(islice(rest, _BLOCK_ROWS)):
        blocks.append(_packed(block))
        length += len(block)
    return PackedColumn(blocks, length)


class PackedRecords:
    """Rows of cells by the names of their columns; what a row does not name is an empty cell.

    - `names`: those of all rows, in the order in which they came

    >>> rows = PackedRecords()
    >>> for row in ({"epoch": "0"}, {"epoch": "1", "loss": "0.5"}):
    ...     rows.append(row)
    >>> list(rows.names), len(rows), list(rows.column("loss"))
    (['epoch', 'loss'], 2, ['', '0.5'])
    """

    def __init__(self) -> None:
        self.names: dict[str, None] = {}
        self._blocks: list[dict[str, _Packed] | list[Mapping[str, str]]] = []
        self._open: list[Mapping[str, str]] = []

    def __len__(self) -> int:
        return len(self._blocks) * _BLOCK_ROWS + len(self._open)

    def append(self, row: Mapping[str, str]) -> None:
        """Add a row at the end.

        >>> rows = PackedRecords()
        >>> rows.append({"loss": "0.5"})
        >>> len(rows)
        1
        """
        if len(self._open) == _BLOCK_ROWS:
            self._close()
        self._open.append(row)
        self.names.update(dict.fromkeys(row))

    def column(self, name: str) -> PackedColumn:
        """The cells of all rows under one name.

        >>> rows = PackedRecords()
        >>> rows.append({"loss": "0.5"})
        >>> list(rows.column("loss")), list(rows.column("epoch"))
        (['0.5'], [''])
        """
        empty = _packed([""] * _BLOCK_ROWS)
        blocks = [
            block.get(name, empty) if isinstance(block, dict) else _named(block, name)
            for block in self._blocks
        ]
        return PackedColumn([*blocks, _named(self._open, name)], len(self))

    def _close(self) -> None:
        """Packs the rows that are full objects still, unless hardly two name the same."""
        names = dict.fromkeys(name for row in self._open for name in row)
        if len(names) <= _MOST_NAMES:
            self._blocks.append({name: _packed(_named(self._open, name)) for name in names})
        else:
            self._blocks.append(self._open)
        self._open = []


def _named(rows: Iterable[Mapping[str, str]], name: str) -> list[str]:
    return [row.get(name, "") for row in rows]


def _packed(cells: Sequence[str]) -> _Packed:
    text = _SEPARATOR.join(cells)
    return text if text.count(_SEPARATOR) == len(cells) - 1 else list(cells)


def _cells(block: _Packed) -> list[str]:
    return block.split(_SEPARATOR) if isinstance(block, str) else block
