"""Files of predictions in, Scores out: one module a format, listed in READERS; no Django."""

from dataclasses import replace
from pathlib import Path

from experiments.parsers.errors import ParseError
from experiments.predictions.readers import delimited, json_lines, npy, npz, parquet
from experiments.predictions.readers.beside import joined, read_labels
from experiments.predictions.readers.choices import Choices, choices_of
from experiments.predictions.readers.columns import choose
from experiments.predictions.readers.finish import finish
from experiments.predictions.readers.gather import gather
from experiments.predictions.readers.reader import Arrays, Progress, Reader, ReadPredictions
from experiments.predictions.readers.refusals import FORMATS, first_bytes, refuse_foreign
from experiments.predictions.readers.source import Source
from experiments.predictions.scores import Scores

READERS: tuple[Reader, ...] = (
    npz.READER,
    npy.READER,
    parquet.READER,
    json_lines.READER,
    delimited.READER,
)
"""The first reader that recognises the beginning of a file reads it."""

_READ = 0.95
"""The share of the work that reading the rows is."""


def _unheard(share: float) -> None:
    """Progress that nobody follows."""


def read_predictions(
    name: str,
    path: Path,
    scratch: Path,
    arrays: Arrays | None = None,
    progress: Progress = _unheard,
) -> ReadPredictions:
    r"""Labels and scores of a file, whose format is told from its content.

    - `name`: what messages call the file
    - `scratch`: an empty folder for memory-mapped arrays; the caller removes it when done
    - `arrays`: which columns or arrays are what, where their names do not tell
    - `progress`: called with the share that is done, 0 to 1

    Raises ParseError for whatever is no predictions that can be measured.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "val.csv"
    ...     _ = path.write_text("label,prob_cat,prob_dog\ncat,0.9,0.1\ndog,0.4,0.6\n")
    ...     read = read_predictions("val.csv", path, Path(folder))
    >>> read.format, read.scores.kind, read.scores.classes, read.scores.labels.tolist()
    ('delimited', 'probabilities', ('cat', 'dog'), [0, 1])
    """
    reader = _reader_of(name, path)
    source = reader.open(name, path, scratch)
    scores = _scores(source, arrays or Arrays(), scratch, progress)
    return ReadPredictions(scores, reader.slug, reader.title)


def read_choices(name: str, path: Path, scratch: Path) -> Choices:
    r"""What could be chosen in a file; nothing where none of it can be read.

    `scratch` is an empty folder, which the caller removes.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "val.csv"
    ...     _ = path.write_text("a,b,prob_0,prob_1\n0,1,0.9,0.1\n1,0,0.4,0.6\n")
    ...     read_choices("val.csv", path, Path(folder))
    Choices(count=4, labels=('a', 'b'), scores=('prob_*', 'prob_0', 'prob_1'), ids=('a', 'b'))
    """
    try:
        return choices_of(_reader_of(name, path).open(name, path, scratch))
    except ParseError:
        return Choices()


def read_arrays(
    labels: tuple[str, Path],
    scores: tuple[str, Path],
    scratch: Path,
    arrays: Arrays | None = None,
    progress: Progress = _unheard,
) -> ReadPredictions:
    r"""Labels and scores in a file each, given as its name and path, row beside row.

    The labels are a .npy file or a text with one label a line, the scores any file that can be
    read; two .npy files may come in either order. Whether the scores are probabilities or logits
    is told as by `read_predictions`, or by the field of `arrays` that is not empty.
    Raises ParseError like `read_predictions`.

    >>> import tempfile
    >>> import numpy as np
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     y, p = Path(folder) / "y.txt", Path(folder) / "p.npy"
    ...     _ = y.write_text("0\n1\n")
    ...     np.save(p, [[0.9, 0.1], [0.3, 0.7]])
    ...     read_arrays(("y.txt", y), ("p.npy", p), Path(folder)).scores.labels.tolist()
    [0, 1]
    """
    given = arrays or Arrays()
    reader = _reader_of(*scores)
    if reader is npy.READER and npy.recognises(first_bytes(labels[1])):
        source, chosen = npy.pair(labels, scores, given)
    else:
        source, chosen = _beside(labels, scores, reader, scratch, given)
    read = _scores(source, chosen, scratch, progress)
    return ReadPredictions(read, reader.slug, reader.title)


def _reader_of(name: str, path: Path) -> Reader:
    head = first_bytes(path)
    for reader in READERS:
        if reader.recognises(head):
            return reader
    refuse_foreign(head, name)
    raise ParseError(f"{name} holds no predictions.", advice=FORMATS)


def _beside(
    labels: tuple[str, Path],
    scores: tuple[str, Path],
    reader: Reader,
    scratch: Path,
    arrays: Arrays,
) -> tuple[Source, Arrays]:
    own = scratch / "labels"
    own.mkdir()
    true = read_labels(*labels, own)
    if reader is npy.READER:
        array = npy.opened(*scores)
        table = npy.source_of({n: array[n] for n in array.dtype.names or ()} or {scores[0]: array})
    else:
        table = reader.open(*scores, scratch)
    name = labels[0] if labels[0] not in table.head else f"{labels[0]} (labels)"
    return joined(table, true, name), replace(arrays, labels=name)


def _scores(source: Source, arrays: Arrays, scratch: Path, progress: Progress) -> Scores:
    roles = choose(source, arrays)
    rows = gather(source, roles, scratch, lambda share: progress(_READ * share))
    scores = finish(source, roles, rows, scratch)
    progress(1.0)
    return scores


__all__ = [
    "READERS",
    "Arrays",
    "Choices",
    "ParseError",
    "ReadPredictions",
    "read_arrays",
    "read_choices",
    "read_predictions",
]
