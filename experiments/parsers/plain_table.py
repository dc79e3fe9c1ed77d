"""Any table whose columns have the usual names: CSV, TSV, semicolons, pipes, white space."""

from experiments.parsers.delimited import read_table
from experiments.parsers.document import Document
from experiments.parsers.layout import Layout
from experiments.parsers.log import ParsedRun
from experiments.parsers.parser import Parser
from experiments.parsers.runs import runs_of


def header(document: Document) -> tuple[str, ...]:
    """The header of the document's table, empty where it has none.

    >>> header(Document("epoch;val_loss\\n1;0,7\\n"))
    ('epoch', 'val_loss')
    """
    return document.layout.header if document.layout else ()


def read(document: Document) -> tuple[ParsedRun, ...]:
    """The runs of the document's table.

    Raises ParseError, with the line, for rows of another length and cells that are no numbers.

    >>> [run] = read(Document("epoch;val_loss;val_acc\\n1;0,7;61,5\\n2;0,5;70,1\\n"))
    >>> run.curves.values("val_accuracy").tolist()
    [0.615, 0.701]
    """
    layout = document.layout or Layout(",", 0, ())
    return runs_of(read_table(document.lines, layout, document.notes))


PARSER = Parser(
    slug="plain_table",
    title="Table with named columns",
    recognises=lambda document: document.layout is not None,
    read=read,
)
