"""TensorBoard event files, as TensorFlow, PyTorch, tensorboardX and others write them."""

from experiments.parsers.document import Document
from experiments.parsers.event_points import read_events
from experiments.parsers.event_records import begins_with_record
from experiments.parsers.event_run import run_of_events
from experiments.parsers.log import ParsedRun
from experiments.parsers.parser import Parser

_VERSION = b"brain.Event:"
"""Stands in the first record, even where that is damaged."""


def recognises(document: Document) -> bool:
    """Whether the file begins with a whole record, or with the version of event files.

    >>> recognises(Document(data=b"epoch,loss"))
    False
    """
    return begins_with_record(document.data) or _VERSION in document.data[:64]


def read(document: Document) -> tuple[ParsedRun, ...]:
    """One run: scalars of every kind, as summaries or tensors; settings where they were logged.

    Histograms, images and graphs are passed over. Raises ParseError where a record is damaged,
    and where there are no scalars.

    >>> from experiments.parsers.event_records import record
    >>> data = record(bytes.fromhex("10072a0d0a0b0a046c6f7373150000c03f"))
    >>> [series] = read(Document(data=data))[0].series
    >>> series.column, series.step.tolist(), series.value.tolist()
    ('train_loss', [7], [1.5])
    """
    return (run_of_events([("", read_events(document.data))]),)


PARSER = Parser("tensorboard", "TensorBoard event file", recognises, read, binary=True)
