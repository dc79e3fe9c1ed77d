"""A corpus of runs with known truth: what was logged, and what the population says.

The layout, beside whatever else lies there:

    logs/<run>.csv      the log, in any format that lossacc reads, one run a file
    truth/<run>.json    labels, configuration and population curves of that run
    predictions/<run>.npz    of some runs: what the network said of each validation sample
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from experiments.curves import Curves
from experiments.parsers import ParseError, read_log

LABELS: Mapping[str, type] = {
    "overfits_loss": str,
    "onset_epoch": int,
    "disagreement": str,
    "disagreement_scored": bool,
    "disagreement_intervals": list,
    "regimes": list,
}
KINDS = {
    str: "text",
    int: "a whole number",
    bool: "true or false",
    list: "a list",
    dict: "an object",
}
LAYOUT = (
    "A corpus is a folder with truth/<run>.json (labels and population curves) and "
    "logs/<run>.csv (what was logged) for each run."
)


class CorpusError(ValueError):
    """A folder that is no corpus, or a file of it that cannot be used; says which and why."""


@dataclass(frozen=True, eq=False)
class Labelled:
    """One run of a corpus: the log that rules may read, and the truth that only scoring may.

    - `name`: the file name without its ending
    - `family`: the kind of data, from `config.family`; ``""`` where the truth names none
    - `curves`: the log as the product's own parser reads it, one row an epoch
    - `truth`: the JSON of the truth
    - `epochs`: how many epochs were logged
    - `n_val`: number of validation samples, None where the truth does not tell
    - `edge`: gentle overfitting or none against a small validation set, by `config.recipe`
    - `predictions`: the file of its predictions, None where the corpus has none
    """

    name: str
    family: str
    curves: Curves
    truth: Mapping[str, object]
    epochs: int
    n_val: int | None
    edge: bool
    predictions: Path | None = None

    @classmethod
    def of(
        cls,
        name: str,
        curves: Curves,
        truth: Mapping[str, object],
        predictions: Path | None = None,
    ) -> "Labelled":
        """A run with what its truth tells of it; `truth` is the JSON, at least with `labels`.

        >>> run = Labelled.of("a", Curves.of(val_loss=[0.9, 0.7]), {"labels": {}, "n_val": 500})
        >>> run.epochs, run.n_val, run.family, run.edge
        (2, 500, '', False)
        """
        config = truth.get("config") or {}
        return cls(
            name=name,
            family=str(config.get("family", "")),
            curves=curves,
            truth=truth,
            epochs=len(curves),
            n_val=truth.get("n_val"),
            edge=str(config.get("recipe", "")).startswith("edge"),
            predictions=predictions,
        )

    @property
    def labels(self) -> Mapping[str, object]:
        return self.truth["labels"]

    def has(self, label: str) -> bool:
        """Whether the truth holds this label; null stands for none.

        >>> labels = {"overfits_loss": "yes", "onset_epoch": None}
        >>> run = Labelled.of("a", Curves.of(val_loss=[0.9]), {"labels": labels})
        >>> run.has("overfits_loss"), run.has("onset_epoch"), run.has("regimes")
        (True, False, False)
        """
        return self.labels.get(label) is not None

    def population_loss(self) -> np.ndarray:
        """The population's loss, one value an epoch; NaN where it was not finite.

        Raises CorpusError where the truth has none, or not one for each epoch of the log.

        >>> truth = {"labels": {}, "population": {"loss": [0.8, None]}}
        >>> Labelled.of("a", Curves.of(val_loss=[0.9, 0.7]), truth).population_loss().tolist()
        [0.8, nan]
        >>> untold = Labelled.of("a", Curves.of(val_loss=[0.9]), {"labels": {}})
        >>> untold.population_loss()  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        experiments.scoring.corpus.CorpusError: truth of a: population.loss has 0 values, ...
        """
        population = self.truth.get("population")
        values = population.get("loss", []) if isinstance(population, dict) else []
        try:
            loss = np.array(values, dtype=np.float64)
        except (TypeError, ValueError) as error:
            raise CorpusError(f"truth of {self.name}: population.loss: {error}.") from error
        if loss.shape != (self.epochs,):
            raise CorpusError(
                f"truth of {self.name}: population.loss has {loss.size} values, but the log has "
                f"{self.epochs} epochs."
            )
        return loss


def position(curves: Curves, epoch: float) -> int:
    """The row of an epoch as the log counts it; of the next one where the log leaves it out.

    >>> position(Curves.of(epoch=[1, 2, 3], val_loss=[0.9, 0.7, 0.8]), 2.0)
    1
    """
    return min(int(np.searchsorted(curves.epoch, epoch)), len(curves) - 1)


def load(folder: Path) -> list[Labelled]:
    r"""All runs of a corpus, ordered by name.

    Logs without a truth are left out. Raises CorpusError for a folder without runs, a truth
    without labels or without a log, and a file that cannot be read.

    >>> from tempfile import TemporaryDirectory
    >>> files = {"truth/a.json": '{"labels": {}}', "logs/a.csv": "epoch,val_loss\n1,0.9\n2,0.7\n"}
    >>> with TemporaryDirectory() as name:
    ...     for place, text in files.items():
    ...         (Path(name) / place).parent.mkdir()
    ...         _ = (Path(name) / place).write_text(text)
    ...     [run] = load(Path(name))
    >>> run.name, run.epochs
    ('a', 2)
    """
    truths = sorted((folder / "truth").glob("*.json"))
    if not truths:
        raise CorpusError(f"{folder / 'truth'}: no truth of any run. {LAYOUT}")
    return [_labelled(folder, path) for path in truths]


def _labelled(folder: Path, path: Path) -> Labelled:
    truth, curves = _truth(path), _curves(folder / "logs" / f"{path.stem}.csv")
    predictions = folder / "predictions" / f"{path.stem}.npz"
    return Labelled.of(path.stem, curves, truth, predictions if predictions.exists() else None)


def _truth(path: Path) -> dict[str, object]:
    try:
        truth = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise CorpusError(f"{path}: this is no JSON: {error}.") from error
    except OSError as error:
        raise CorpusError(f"{path}: {error.strerror}.") from error
    if not isinstance(truth, dict) or not isinstance(truth.get("labels"), dict):
        raise CorpusError(f'{path}: the truth of a run must be an object with "labels".')
    _check(path, truth, {"config": dict, "n_val": int})
    _check(path, truth["labels"], LABELS)
    return truth


def _check(path: Path, found: Mapping[str, object], wanted: Mapping[str, type]) -> None:
    for name, kind in wanted.items():
        value = found.get(name)
        if value is not None and not isinstance(value, kind):
            raise CorpusError(f"{path}: {name} must be {KINDS[kind]}, not {value!r}.")


def _curves(path: Path) -> Curves:
    try:
        log = read_log(path.name, path.read_bytes())
    except FileNotFoundError as error:
        raise CorpusError(f"{path}: this log is missing, its truth is there. {LAYOUT}") from error
    except OSError as error:
        raise CorpusError(f"{path}: {error.strerror}.") from error
    except ParseError as error:
        raise CorpusError(f"{path}: {error}") from error
    if len(log.runs) != 1:
        raise CorpusError(f"{path}: one run a log is needed, this one holds {len(log.runs)}.")
    return log.runs[0].curves
