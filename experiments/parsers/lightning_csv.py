"""What Lightning's CSVLogger writes: metrics.csv, one row a log call, most cells empty."""

from experiments.parsers import plain_table
from experiments.parsers.document import Document
from experiments.parsers.evaluation import without_later_epoch
from experiments.parsers.log import ParsedRun
from experiments.parsers.parser import Parser


def recognises(document: Document) -> bool:
    """Columns ``epoch`` and ``step``, parted by commas.

    >>> recognises(Document("epoch,step,train_loss,val_loss\\n0,49,0.6,\\n"))
    True
    """
    layout = document.layout
    return (
        layout is not None
        and layout.delimiter == ","
        and {"epoch", "step"} <= set(plain_table.header(document))
    )


def read(document: Document) -> tuple[ParsedRun, ...]:
    """The runs of metrics.csv; an evaluation after the training is no epoch of its own.

    Raises ParseError as `plain_table.read` does.

    >>> text = "epoch,step,train_loss,test_loss\\n0,9,0.9,\\n1,19,0.5,\\n2,20,,0.6\\n"
    >>> [run] = read(Document(text))
    >>> run.curves.epoch.tolist(), run.curves.values("test_loss").tolist()
    ([0.0, 1.0], [nan, 0.6])
    """
    return tuple(without_later_epoch(run) for run in plain_table.read(document))


PARSER = Parser("lightning_csv", "Lightning metrics.csv", recognises, read)
