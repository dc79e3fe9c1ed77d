"""Any other text log of a training: lines with names and values, and an epoch or a step."""

import re
from itertools import islice

import numpy as np

from experiments.curves import KINDS
from experiments.parsers.document import Document
from experiments.parsers.json_text import looks_like_json
from experiments.parsers.layout import split_line
from experiments.parsers.log import ParsedRun
from experiments.parsers.names import metric
from experiments.parsers.parser import Parser
from experiments.parsers.runs import runs_of
from experiments.parsers.terminal import drawn
from experiments.parsers.text_columns import table_of_rows, yielding
from experiments.parsers.text_labels import NUMBER
from experiments.parsers.text_reader import Reader
from experiments.parsers.text_rows import Rows

_CODE = re.compile(
    r"import \w|from [\w.]+ import |def \w|class \w|#include|function \w|```|#{1,4} \w|<\w|//|/\*"
    r"|\s+(?:return|self\.|print\()"
)
_LATE = (
    "The progress bar of an epoch shows validation and epoch values of the epoch before, as the "
    "first bar without any tells; they are read so."
)
_ROWS_OF_A_TABLE = 20
_FEWEST_ROWS = 3


def recognises(document: Document) -> bool:
    """Lines with metrics and an epoch or a step, or several with one metric that changes.

    Not tables, JSON, or texts that look like source code or documents rather than logs.

    >>> recognises(Document("2024-05-01 10:00:00 INFO Epoch 1: train loss=0.5, val loss=0.7\\n"))
    True
    >>> recognises(Document("We stopped at epoch 12.\\nThe loss was 0.5 then.\\n"))
    False
    """
    if looks_like_json(document.text) or _is_table(document):
        return False
    reader, code = Reader(), 0
    for number, line in drawn(document.text):
        code += _CODE.match(line) is not None
        before = len(reader.rows.place)
        reader.feed(number, line)
        if len(reader.rows.place) > before and _is_log(reader.rows, code):
            return True
    return False


def read(document: Document) -> tuple[ParsedRun, ...]:
    """The runs of the log. A line without an epoch belongs to the one that was named last.

    Raises ParseError for more names of metrics, or more runs, than can be read.

    >>> text = "Epoch 1/2\\ntrain Loss: 0.9\\nval Loss: 0.8\\nEpoch 2/2\\ntrain Loss: 0.5\\n"
    >>> [run] = read(Document(text))
    >>> run.curves.values("train_loss").tolist(), run.curves.values("val_loss").tolist()
    ([0.9, 0.5], [0.8, nan])
    """
    reader = Reader()
    number = 0
    for number, line in drawn(document.text):
        reader.feed(number, line)
    reader.rows.end(number)
    notes = document.notes
    if reader.crash is not None:
        place, error = reader.crash
        notes = (*notes, f"The training stopped with an error, at line {place}: {error or '…'}")
    if reader.rows.bars.late:
        notes = (*notes, _LATE)
    table = table_of_rows(reader.rows, notes)
    return runs_of(table, parameters=reader.settings, mapping=yielding(reader.rows))


def _is_log(rows: Rows, code: int) -> bool:
    enough = 1 + 2 * code
    if rows.sure >= enough or rows.counted >= 2 * enough:
        return True
    return len(rows.place) >= _FEWEST_ROWS * enough and any(
        len(points.value) >= _FEWEST_ROWS and len(set(points.value[:_FEWEST_ROWS])) > 1
        for name, points in rows.points.items()
        if metric(name).kind in KINDS
    )


def _is_table(document: Document) -> bool:
    """Whether most lines below the header of a table have as many cells as it."""
    layout = document.layout
    if layout is None:
        return False
    if any(map(_is_no_name, layout.header[:1] if layout.transposed else layout.header)):
        return False
    below = (line for line in islice(document.head, layout.line + 1, None) if line.strip())
    widths = [len(split_line(line, layout.delimiter)) for line in islice(below, _ROWS_OF_A_TABLE)]
    fits = np.abs(np.array(widths) - len(layout.header)) <= 1
    return layout.transposed or not len(fits) or bool(2 * fits.sum() >= len(fits))


def _is_no_name(cell: str) -> bool:
    """Whether a cell is not that of a header: it holds a number, or the colon in front of one."""
    return cell.endswith((":", "=")) or NUMBER.search(cell) is not None


PARSER = Parser("text_log", "Text log of a training", recognises, read)
