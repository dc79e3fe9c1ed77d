"""metrics.json of Detectron2: one JSON object a line, by iteration."""

import re
from collections.abc import Iterable

from experiments.parsers import names
from experiments.parsers.document import Document
from experiments.parsers.json_text import table_of_records
from experiments.parsers.log import ParsedRun
from experiments.parsers.meanings import Mapped
from experiments.parsers.parser import Parser
from experiments.parsers.runs import runs_of

_EVALUATED = re.compile(r"(.+/)?(bbox|segm|keypoints|box_proposals|sem_seg|panoptic_seg)/.+")
"""What the evaluators report: ``bbox/AP``, in front of it the data set where there are several."""
_TRAINED = re.compile(r"loss_\w+|(fast|mask|keypoint)_rcnn/.+|roi_head/.+|rpn/.+")


def recognises(document: Document) -> bool:
    """Lines with ``iteration`` and ``total_loss``.

    >>> recognises(Document('{"iteration": 19, "loss_cls": 1.5, "total_loss": 2.0}'))
    True
    """
    objects = document.json.objects if document.json else ()
    return any({"iteration", "total_loss"} <= record.keys() for _, record in objects)


def read(document: Document) -> tuple[ParsedRun, ...]:
    """The runs of metrics.json. `total_loss` is the training loss, of which each part is kept.

    Accuracies of a head, such as ``fast_rcnn/cls_accuracy``, are shares of boxes and not of
    images: they are metrics of training and no accuracy of the run. AP and the like are metrics
    of validation. Raises ParseError where a metric is no number.

    >>> text = '{"iteration": 19, "loss_cls": 1.5, "total_loss": 2.0, "bbox/AP": 40.5}'
    >>> [(s.name, s.split, s.column) for s in read(Document(text))[0].series]
    [('loss_cls', 'train', ''), ('total_loss', 'train', 'train_loss'), ('bbox/AP', 'val', '')]
    """
    objects, notes = (document.json.objects, document.json.notes) if document.json else ((), ())
    records = [record for _, record in objects]
    table = table_of_records(
        records, (line for line, _ in objects), unit="line", notes=(*document.notes, *notes)
    )
    return runs_of(table, mapping=_mapping(column.name for column in table.columns))


def _mapping(metrics: Iterable[str]) -> Mapped:
    found = {"total_loss": ("loss", "train")}
    for name in metrics:
        if _EVALUATED.fullmatch(name):
            found[name] = (names.metric(name).own, "val")
        elif _TRAINED.fullmatch(name):
            found[name] = (names.metric(name).own, "train")
    return found


PARSER = Parser("detectron2_json", "Detectron2 metrics.json", recognises, read)
