"""What Keras' CSVLogger writes, and pandas' dump of a Keras History."""

from experiments.parsers import names
from experiments.parsers.document import Document
from experiments.parsers.parser import Parser
from experiments.parsers.plain_table import header, read

_ALONE = ("", "epoch", "lr", "learning_rate")


def recognises(document: Document) -> bool:
    """A bare ``loss``, and nothing but bare names and their ``val_`` twins.

    >>> recognises(Document("epoch,acc,loss,val_acc,val_loss\\n"))
    True
    >>> recognises(Document("epoch,train_loss,val_loss\\n"))
    False
    """
    columns = set(header(document))
    bare = {name for name in columns if not name.startswith("val_")}
    twins = {name.removeprefix("val_") for name in columns - bare}
    metrics = bare - set(_ALONE)
    return "loss" in bare and twins <= bare and all(_is_bare(name) for name in metrics)


def _is_bare(name: str) -> bool:
    return name == name.lower() and not names.metric(name).split and not names.axis(name)


PARSER = Parser("keras_csv", "Keras CSVLogger", recognises, read)
