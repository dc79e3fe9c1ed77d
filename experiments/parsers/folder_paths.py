"""Which paths belong to which folder of a format."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence

from experiments.parsers.parser import Folder


def folders_at(
    roots: Collection[str], paths: Sequence[str], belongs: Callable[[str], bool]
) -> list[Folder]:
    """Folders with those of the paths below their root that belong to it.

    `belongs` is asked with the path below the root, of the nearest root first.

    >>> folders_at({"run"}, ["run/log.csv", "run/a/x.png", "log.csv"], lambda path: True)
    [Folder(root='run', paths=('run/log.csv', 'run/a/x.png'))]
    """
    below: dict[str, list[str]] = defaultdict(list)
    for path in paths if roots else ():
        near = (root for root in parents(path) if root in roots)
        root = next((r for r in near if belongs(path[len(r) :].lstrip("/"))), None)
        if root is not None:
            below[root].append(path)
    return [Folder(root, tuple(own)) for root, own in below.items()]


def parents(path: str) -> Iterator[str]:
    """The folders that hold a path, the nearest first, the outermost as an empty one.

    >>> list(parents("a/b/log.csv"))
    ['a/b', 'a', '']
    """
    while path:
        path = path.rpartition("/")[0]
        yield path
