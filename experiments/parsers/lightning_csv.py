"""What Lightning's CSVLogger writes: metrics.csv, one row a log call, most cells empty."""

from experiments.parsers.document import Document
from experiments.parsers.parser import Parser
from experiments.parsers.plain_table import header, read


def recognises(document: Document) -> bool:
    """Columns ``epoch`` and ``step``, parted by commas.

    >>> recognises(Document("epoch,step,train_loss,val_loss\\n0,49,0.6,\\n"))
    True
    """
    layout = document.layout
    return (
        layout is not None
        and layout.delimiter == ","
        and {"epoch", "step"} <= set(header(document))
    )


PARSER = Parser("lightning_csv", "Lightning metrics.csv", recognises, read)
