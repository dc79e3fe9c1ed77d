"""Folders of TensorBoard event files: of one folder, and of its train/ and validation/, one run."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from experiments.curves import KINDS
from experiments.parsers import names
from experiments.parsers.event_points import read_events
from experiments.parsers.event_run import run_of_events
from experiments.parsers.folder_text import in_file, settings_in
from experiments.parsers.log import ParsedRun
from experiments.parsers.parser import Files, Folder, FolderParser

_EVENTS = "tfevents"
_SETTINGS = "hparams.yaml"
_PROFILE = "plugins/profile/"
_SPLITS = frozenset(word for words in names.SPLIT_WORDS.values() for word in words) - {"metrics"}


def find(paths: Sequence[str]) -> list[Folder]:
    """Folders with event files, together with those below them that hold a part of the run.

    These are called like a split, or, as PyTorch's add_scalars does, like a metric with a split;
    beside an event file of the folder itself also like a metric or with a split in their names.
    A folder called ``test`` alone among others is a run that somebody called so.
    Event files without a folder are left to be read by themselves.

    >>> find(["a/train/x.tfevents", "a/validation/y.tfevents"])
    [Folder(root='a', paths=('a/train/x.tfevents', 'a/validation/y.tfevents'))]
    >>> [folder.root for folder in find(["lr_0.1/x.tfevents", "lr_0.01/x.tfevents"])]
    ['lr_0.1', 'lr_0.01']
    """
    events = {path: PurePosixPath(path).parent for path in paths if _is_events(path)}
    tree = _Tree.of(set(events.values()))
    found = defaultdict(list)
    for path, folder in events.items():
        found[tree.root(folder)].append(path)
    roots = {root for root, own in found.items() if str(root) != "." or _has_folders(own)}
    for path in paths:
        if not _is_events(path) and (root := _root_beside(path, tree, roots)) is not None:
            found[root].append(path)
    return [Folder("" if str(r) == "." else str(r), tuple(found[r])) for r in found if r in roots]


def read(files: Files) -> tuple[ParsedRun, ...]:
    """The run of such a folder: points of one tag in one folder together, the older file's first.

    Raises ParseError, with the file, where one is damaged, and where none holds a scalar.

    >>> from experiments.parsers.event_records import record
    >>> data = record(bytes.fromhex("10072a0d0a0b0a046c6f7373150000c03f"))
    >>> [run] = read({"train/x.tfevents": data, "validation/y.tfevents": data})
    >>> [(s.name, s.column) for s in run.series]
    [('train/loss', 'train_loss'), ('validation/loss', 'val_loss')]
    """
    logs, settings, notes = [], {}, []
    for path in sorted(files):
        if _is_events(path):
            with in_file(path):
                logs.append((path.rpartition("/")[0], read_events(files[path])))
        elif path.rpartition("/")[2] == _SETTINGS:
            found, told = settings_in(files, path)
            settings.update(found)
            notes += told
    return (run_of_events(logs, settings, tuple(notes)),)


def _is_events(path: str) -> bool:
    return _EVENTS in path.rpartition("/")[2]


def _has_folders(paths: Sequence[str]) -> bool:
    return any("/" in path for path in paths)


@dataclass(frozen=True)
class _Tree:
    """Folders that hold event files, and for each folder the names right below that lead there."""

    holding: set[PurePosixPath]
    below: dict[PurePosixPath, set[str]]

    @classmethod
    def of(cls, holding: set[PurePosixPath]) -> "_Tree":
        below = defaultdict(set)
        for folder in holding:
            for inner in (folder, *folder.parents):
                below[inner.parent].add(inner.name)
        return cls(holding, below)

    def root(self, folder: PurePosixPath) -> PurePosixPath:
        """The folder of the run that an event file in `folder` is of."""
        while folder.name and self._is_part(folder):
            folder = folder.parent
        return folder

    def _is_part(self, folder: PurePosixPath) -> bool:
        beside_events = folder.parent in self.holding
        found = names.metric(folder.name)
        if _is_split(folder.name):
            return beside_events or not self._stands_alone(folder)
        if beside_events:
            return bool(found.split) or found.kind in KINDS or _is_time(folder.name)
        return bool(found.split) and found.kind in KINDS

    def _stands_alone(self, folder: PurePosixPath) -> bool:
        """Whether the folders beside it have names, and none of them that of a split."""
        others = self.below[folder.parent] - {folder.name, ""}
        return bool(others) and not any(map(_is_split, others))


def _is_split(name: str) -> bool:
    return name.lower() in _SPLITS


def _is_time(name: str) -> bool:
    """PyTorch's add_hparams writes into a folder called like the time, in seconds."""
    whole, _, fraction = name.partition(".")
    return len(whole) == 10 and (whole + fraction).isdecimal() and fraction != ""


def _root_beside(path: str, tree: _Tree, roots: set[PurePosixPath]) -> PurePosixPath | None:
    """The run that a file is of which holds no events: profiles, and Lightning's settings."""
    if _PROFILE in path:
        folder = PurePosixPath(path.partition(_PROFILE)[0])
    elif path.rpartition("/")[2] == _SETTINGS:
        folder = PurePosixPath(path).parent
    else:
        return None
    root = tree.root(folder)
    return root if root in roots else None


PARSER = FolderParser("tensorboard_folder", "TensorBoard folder", find, read)
