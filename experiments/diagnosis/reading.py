"""Files of predictions from the shell: read, measured, diagnosed."""

from dataclasses import replace
from pathlib import Path

from experiments.diagnosis.predictions import Diagnosis
from experiments.predictions.measure import measure
from experiments.predictions.readers import Arrays, ReadPredictions, read_arrays, read_predictions


def diagnose(path: Path, shown: str, arrays: Arrays, scratch: Path) -> Diagnosis:
    """What the predictions in a file say; `shown` is how the file is called, `scratch` is empty.

    `arrays.labels` may be the path of a second file, which then holds the true classes. Raises
    ParseError for what cannot be measured, OSError for what cannot be opened.
    """
    read = _read(path, arrays, scratch)
    return Diagnosis(shown, read.title, read.scores.notes, measure(read.scores))


def _read(path: Path, arrays: Arrays, scratch: Path) -> ReadPredictions:
    labels = Path(arrays.labels) if arrays.labels else None
    if labels is None or not labels.is_file():
        return read_predictions(path.name, path, scratch, arrays)
    others = replace(arrays, labels="")
    return read_arrays((labels.name, labels), (path.name, path), scratch, others)
