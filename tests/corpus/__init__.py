"""What the logs of the corpus hold, read here without the project's parsers.

The corpus lies beside the repository and may be missing. One module a family of formats; each
was written by looking at the files: which column is which, what is percent, where a run ends.
The rows `predictions/` of SOURCES.md are no training logs; tests/predictions/readers/test_corpus.py
reads them.
"""

from pathlib import Path

from tests.corpus import events, folders, json_logs, sources, tables, text_logs, wandb_logs
from tests.corpus.model import ROOT, Log, Run

FAMILIES = (tables, json_logs, events, folders, wandb_logs, text_logs)

NOTHING_LOGGED = (
    "tensorboard/akhil-2709__propaganda-detection-transformer__empty/"
    "events.out.tfevents.1652301313.b750acfed2f7.71.2"
)
"""An event file that holds its version and no scalar: there is no run to make of it."""


def available() -> bool:
    return ROOT.is_dir()


def expected() -> list[Log]:
    """Every log of the corpus that is a run or several, and what it holds."""
    return [log for family in FAMILIES for log in family.logs()]


def refused() -> list[Path]:
    """What must be refused with a reason."""
    pointers = [path for path in (ROOT / "refuse").rglob("*") if path.is_file()]
    return [*sorted(pointers), ROOT / NOTHING_LOGGED]


__all__ = ["ROOT", "Log", "Run", "available", "expected", "refused", "sources"]
