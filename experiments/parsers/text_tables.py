"""Tables that AllenNLP prints into its log: a metric a row, training and validation beside it."""

import re

from experiments.parsers.text_labels import NUMBER, split_in

_HEADER = re.compile(r"(?:^|\s)(training|validation|train|val|test)((?:\s+\|\s+\w+){1,2})\s*", re.I)
_ROW = re.compile(r"(?:^|\s)([\w./@-]{1,60})((?:\s+\|\s+\S{1,40}){2,3})\s*")
_LONGEST = 300


def header(line: str) -> tuple[str, ...]:
    """The splits of a table's columns, none where the line is no header of such a table.

    >>> header("2022-09-19 - INFO - writer -        Training |  Validation")
    ('train', 'val')
    """
    if "|" not in line or len(line) > _LONGEST:
        return ()
    found = _HEADER.search(line)
    if found is None or found.end() != len(line):
        return ()
    splits = tuple(split_in(cell) for cell in [found[1], *found[2].split("|")[1:]])
    return splits if all(splits) else ()


def row(line: str, splits: tuple[str, ...]) -> dict[str, float]:
    """The values of a table's row by their names, none where the line is no row.

    >>> row("INFO - writer - accuracy      |     0.721  |     0.762", ("train", "val"))
    {'train/accuracy': 0.721, 'val/accuracy': 0.762}
    """
    if "|" not in line or len(line) > _LONGEST:
        return {}
    found = _ROW.search(line)
    if found is None or found.end() != len(line):
        return {}
    cells = [cell.strip() for cell in found[2].split("|")[1:]]
    if len(cells) != len(splits):
        return {}
    logged = zip(splits, cells, strict=True)
    return {
        f"{told}/{found[1]}": float(cell.replace(",", ""))
        for told, cell in logged
        if NUMBER.fullmatch(cell)
    }
