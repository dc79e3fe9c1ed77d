"""Which of many files are one log together, and which are none at all."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from experiments.parsers import FOLDERS

_LITTER = frozenset((".DS_Store", "Thumbs.db", "desktop.ini", ".gitignore", ".gitkeep"))
_LITTER_FOLDERS = frozenset(("__MACOSX", ".git", ".svn", "__pycache__", ".ipynb_checkpoints"))
_LITTER_PATHS = re.compile(
    r"(^|/)(\d{1,20}/(meta\.yaml$|tags/|datasets/|traces/)|wandb/(debug[^/]*\.log|settings)$)"
)
"""What MLflow keeps of an experiment, whose folder is a number, and W&B of itself."""


@dataclass(frozen=True)
class Group:
    """Files that are read together: a folder of the format `slug`, or one file by itself.

    - `name`: what a run of it is called where the log gives no name
    - `paths`: the files, as they were found
    - `root`: the folder whose name precedes them, ``""`` for a file by itself
    - `slug`: the folder format, ``""`` for a file by itself
    """

    name: str
    paths: tuple[str, ...]
    root: str = ""
    slug: str = ""

    def below(self, path: str) -> str:
        """The path below the root, as folder formats know it.

        >>> Group("a", ("runs/a/b.csv",), root="runs/a").below("runs/a/b.csv")
        'b.csv'
        """
        return path[len(self.root) :].lstrip("/")


def group(paths: Iterable[str]) -> list[Group]:
    """The logs among some paths, parted by ``/``: folders first, then each file that is left.

    >>> [g.paths for g in group(["a/log.csv", "b/log.csv"])]
    [('a/log.csv',), ('b/log.csv',)]
    """
    left = list(dict.fromkeys(paths))
    found = []
    for parser in FOLDERS:
        for folder in parser.find(left):
            name = PurePosixPath(folder.root).name or parser.title
            found.append(Group(name, folder.paths, folder.root, parser.slug))
            taken = set(folder.paths)
            left = [path for path in left if path not in taken]
    return [*found, *(Group(PurePosixPath(path).name, (path,)) for path in left)]


def without_litter(paths: Sequence[str]) -> list[str]:
    """The paths without what file managers, version control, MLflow and W&B leave behind.

    >>> without_litter(["a/log.csv", "__MACOSX/a/._log.csv", "a/.DS_Store"])
    ['a/log.csv']
    """
    return [path for path in paths if not is_litter(path)]


def is_litter(path: str) -> bool:
    """Whether a file is one that a program keeps for itself.

    >>> is_litter("run/.DS_Store"), is_litter("mlruns/0/meta.yaml"), is_litter("run/.metrics.csv")
    (True, True, False)
    """
    *folders, name = PurePosixPath(path).parts or ("",)
    if name in _LITTER or name.startswith("._") or not _LITTER_FOLDERS.isdisjoint(folders):
        return True
    return _LITTER_PATHS.search(path) is not None
