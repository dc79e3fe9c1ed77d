"""Files of predictions in, Scores out: one module a format, listed in READERS; no Django."""

from pathlib import Path

from experiments.parsers.errors import ParseError
from experiments.predictions.readers import delimited, json_lines, npy, npz, parquet
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
    head = first_bytes(path)
    for reader in READERS:
        if reader.recognises(head):
            source = reader.open(name, path, scratch)
            scores = _scores(source, arrays or Arrays(), scratch, progress)
            return ReadPredictions(scores, reader.slug, reader.title)
    refuse_foreign(head, name)
    raise ParseError(f"{name} holds no predictions.", advice=FORMATS)


def read_arrays(
    labels: tuple[str, Path],
    scores: tuple[str, Path],
    scratch: Path,
    arrays: Arrays | None = None,
    progress: Progress = _unheard,
) -> ReadPredictions:
    """Labels and scores from two .npy files, each given as its name and path.

    Whether the scores are probabilities or logits is told by their name and values, or by the
    field of `arrays` that is not empty. Raises ParseError like `read_predictions`.

    >>> import tempfile
    >>> import numpy as np
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     y, p = Path(folder) / "y.npy", Path(folder) / "p.npy"
    ...     np.save(y, [0, 1])
    ...     np.save(p, [[0.9, 0.1], [0.3, 0.7]])
    ...     read_arrays(("y.npy", y), ("p.npy", p), Path(folder)).scores.labels.tolist()
    [0, 1]
    """
    source, chosen = npy.pair(labels, scores, arrays or Arrays())
    read = _scores(source, chosen, scratch, progress)
    return ReadPredictions(read, npy.READER.slug, npy.READER.title)


def _scores(source: Source, arrays: Arrays, scratch: Path, progress: Progress) -> Scores:
    roles = choose(source, arrays)
    rows = gather(source, roles, scratch, lambda share: progress(_READ * share))
    scores = finish(source, roles, rows, scratch)
    progress(1.0)
    return scores


__all__ = ["READERS", "Arrays", "ParseError", "ReadPredictions", "read_arrays", "read_predictions"]
