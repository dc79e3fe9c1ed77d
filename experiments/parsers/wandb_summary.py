"""wandb-summary.json: the last value of each metric that a W&B run logged."""

from experiments.parsers.document import Document
from experiments.parsers.log import ParsedRun
from experiments.parsers.parser import Parser
from experiments.parsers.wandb_history import as_number, flat
from experiments.parsers.wandb_log import RunLog, run_of_log

_SURE = "_wandb"
_LIKELY = frozenset(("_step", "_runtime", "_timestamp"))


def recognises(document: Document) -> bool:
    """An object of numbers with ``_wandb``, or two other names of W&B's own.

    >>> recognises(Document('{"val_loss": 0.5, "_step": 9, "_runtime": 12.5}'))
    True
    """
    value = document.json.value if document.json else None
    return (
        isinstance(value, dict)
        and (_SURE in value or len(_LIKELY & value.keys()) > 1)
        and any(as_number(one) is not None for _, one in flat(value))
    )


def read(document: Document) -> tuple[ParsedRun, ...]:
    """A run of one point; W&B's own names are no metrics, media are left out with a note.

    >>> [run] = read(Document('{"val_loss": 0.5, "_step": 9, "_runtime": 12.5}'))
    >>> [(s.name, s.step.tolist()) for s in run.series]
    [('val_loss', [9])]
    """
    value = document.json.value if document.json else None
    summary = value if isinstance(value, dict) else {}
    return (run_of_log(RunLog(summary=summary), notes=document.notes),)


PARSER = Parser("wandb_summary", "W&B summary", recognises, read)
