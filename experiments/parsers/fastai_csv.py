"""history.csv of fastai's CSVLogger: metrics are measured on the validation set."""

from experiments.parsers import names
from experiments.parsers.delimited import read_table
from experiments.parsers.document import Document
from experiments.parsers.layout import Layout
from experiments.parsers.log import ParsedRun
from experiments.parsers.parser import Parser
from experiments.parsers.plain_table import header
from experiments.parsers.runs import runs_of

_BEGINNING = ("epoch", "train_loss", "valid_loss")
_ERROR_NOTE = (
    "“error_rate” is the share of wrong answers on the validation set, 1 - accuracy; "
    "it is kept under its own name."
)


def recognises(document: Document) -> bool:
    """A header that begins with ``epoch``, ``train_loss``, ``valid_loss``, in this order.

    >>> recognises(Document("epoch,train_loss,valid_loss,accuracy,time\\n0,0.9,0.8,0.7,04:39\\n"))
    True
    """
    return header(document)[:3] == _BEGINNING


def read(document: Document) -> tuple[ParsedRun, ...]:
    """The runs of history.csv; a metric that names no split is of validation.

    Raises ParseError as `plain_table.read` does.

    >>> text = "epoch,train_loss,valid_loss,accuracy,time\\n0,0.9,0.8,0.7,04:39\\n"
    >>> [(s.name, s.split) for s in read(Document(text))[0].series][2:]
    [('accuracy', 'val'), ('time', '')]
    """
    columns = header(document)
    layout = document.layout or Layout(",", 0, ())
    notes = (*document.notes, _ERROR_NOTE) if "error_rate" in columns else document.notes
    table = read_table(document.lines, layout, notes)
    measured = [
        name for name in columns[3:] if not names.axis(name) and not names.metric(name).split
    ]
    mapping = {name: (names.metric(name).kind, "val") for name in measured if name != "lr"}
    return runs_of(table, mapping=mapping)


PARSER = Parser("fastai_csv", "fastai history.csv", recognises, read)
