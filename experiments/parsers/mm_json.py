"""JSON lines of MMEngine (scalars.json) and MMCV (.log.json): MMDetection, MMPose and the like."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from experiments.parsers import names
from experiments.parsers.document import Document
from experiments.parsers.json_text import as_text, table_of_records
from experiments.parsers.log import ParsedRun
from experiments.parsers.meanings import Mapped
from experiments.parsers.parser import Parser
from experiments.parsers.runs import runs_of

Record = Mapping[str, object]

_HEADS = ("env_info", "hook_msgs")
_OF_TRAINING = {"epoch", "iter", "lr"}
_LONGEST_SETTING = 200
_LARGEST = 2**53


def recognises(document: Document) -> bool:
    """Lines with ``data_time`` and a ``step`` or ``iter``, or what MMCV writes above them.

    >>> recognises(Document('{"data_time": 0.1, "loss": 0.5, "epoch": 1, "step": 50}'))
    True
    """
    objects = document.json.objects if document.json else ()
    return any(_is_head(record) or _is_logged(record) for _, record in objects)


def read(document: Document) -> tuple[ParsedRun, ...]:
    """The runs of scalars.json or .log.json; evaluations are named ``val/``.

    MMEngine's evaluations have nothing but a step, which is the epoch where the training counts
    epochs. MMCV counts iterations anew in each epoch: the steps are counted on. Raises
    ParseError where a metric is no number.

    >>> text = '''{"loss": 2.0, "data_time": 0.1, "epoch": 1, "step": 96}
    ... {"accuracy/top1": 24.0, "data_time": 0.1, "step": 1}'''
    >>> [run] = read(Document(text))
    >>> run.curves.epoch.tolist(), run.curves.values("val_accuracy").tolist()
    ([1.0], [0.24])
    """
    objects, notes = (document.json.objects, document.json.notes) if document.json else ((), ())
    settings = [record for _, record in objects if _is_head(record)]
    logged = [(line, record) for line, record in objects if not _is_head(record)]
    records = [record for _, record in logged]
    old = _has_modes(records)
    length = _epoch_length(records) if old else 0
    counted = _counted_on(records, length) if old else _evaluations(records)
    told = (f"Iterations start anew in each epoch: steps are counted on, {length} to an epoch.",)
    table = table_of_records(
        counted,
        (line for line, _ in logged),
        unit="line",
        notes=(*document.notes, *notes, *(told if length else ())),
    )
    mapping = _mapping(column.name for column in table.columns)
    return runs_of(table, parameters=_parameters(settings), mapping=mapping)


def _is_head(record: Record) -> bool:
    return any(key in record for key in _HEADS)


def _is_logged(record: Record) -> bool:
    return "data_time" in record and ("step" in record or "iter" in record)


def _has_modes(records: Iterable[Record]) -> bool:
    return any("mode" in record and "iter" in record for record in records)


def _parameters(settings: Iterable[Record]) -> dict[str, str]:
    """Short settings that stand above the log, such as the seed; the last ones count."""
    found = {k: as_text(v) for head in settings for k, v in head.items() if _is_setting(v)}
    return {name: text for name, text in found.items() if text}


def _is_setting(value: object) -> bool:
    text = as_text(value)
    return isinstance(value, float | str) and len(text) <= _LONGEST_SETTING and "\n" not in text


def _evaluations(records: Iterable[Record]) -> Iterator[Record]:
    """MMEngine's lines; an evaluation gets its split, and the epoch if that is its step."""
    epoch, step = None, None
    for record in records:
        if not _OF_TRAINING.isdisjoint(record):
            epoch, step = record.get("epoch", epoch), record.get("step", step)
            yield _without_iter(record)
            continue
        metrics = {f"val/{key}": value for key, value in record.items() if key != "step"}
        counts_epochs = _is_epoch(record.get("step"), epoch, step)
        count = {"epoch": record["step"], "step": step} if counts_epochs else _step(record)
        yield {**metrics, **count}


def _is_epoch(count: object, epoch: object, step: object) -> bool:
    """Whether an evaluation counts epochs: its step is the last epoch, or before the last step."""
    whole, last, reached = _whole(count), _whole(epoch), _whole(step)
    if whole is None or last is None or reached is None:
        return False
    return whole == last or last < whole < reached


def _step(record: Record) -> dict[str, object]:
    return {"step": record["step"]} if "step" in record else {}


def _without_iter(record: Record) -> Record:
    """The record without its iteration where that is its step."""
    same = record.get("iter") == record.get("step")
    return {key: value for key, value in record.items() if not (same and key == "iter")}


def _epoch_length(records: Iterable[Record]) -> int:
    """The most iterations that an epoch logged, 0 where they do not start anew in each."""
    trained = [(_whole(r.get("epoch")), _whole(r.get("iter"))) for r in records if _is_trained(r)]
    known = [(epoch, count) for epoch, count in trained if epoch is not None and count is not None]
    anew = any(b[1] < a[1] and b[0] > a[0] for a, b in pairwise(known))
    return max(count for _, count in known) if anew else 0


def _counted_on(records: Iterable[Record], length: int) -> Iterator[Record]:
    """MMCV's lines with a running step; a validation stands at the last step before it."""
    step = 0
    for record in records:
        epoch, count = _whole(record.get("epoch")), _whole(record.get("iter"))
        if _is_trained(record) and count is not None:
            step = count + length * ((epoch or 1) - 1)
        yield {**{k: v for k, v in record.items() if k != "iter"}, "step": float(step)}


def _is_trained(record: Record) -> bool:
    return record.get("mode") == "train"


def _whole(value: object) -> int | None:
    if not isinstance(value, float) or not value.is_integer() or abs(value) >= _LARGEST:
        return None
    return int(value)


def _mapping(metrics: Iterable[str]) -> Mapped:
    """Losses and accuracies of heads that name no split are of training, as ``acc`` is."""
    found = {name: names.metric(name) for name in metrics}
    return {
        name: (metric.kind, "train")
        for name, metric in found.items()
        if not metric.split and (metric.like_accuracy or names.better(name) < 0)
    }


PARSER = Parser("mm_json", "MMEngine and MMCV JSON lines", recognises, read)
