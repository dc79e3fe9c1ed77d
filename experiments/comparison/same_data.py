"""Were these runs measured on the same data?"""

from collections.abc import Mapping, Sequence

from experiments.comparison.comparable import names
from experiments.comparison.entry import Entry

_PARAMETER_NAMES = ("dataset", "dataset_name", "data_set", "data", "dataset_path", "data_path")


def data_named(parameters: Mapping[str, object]) -> str:
    """The data set that a run's parameters name, without the folder that it lies in; else ``""``.

    >>> data_named({"lr": 0.1, "data": "/home/sets/coco128.yaml"})
    'coco128.yaml'
    """
    plain = {_plain(name): value for name, value in parameters.items()}
    found = (plain.get(name) for name in _PARAMETER_NAMES)
    text = next((value for value in found if isinstance(value, str)), "")
    return text.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1].strip()


def data_caution(runs: Sequence[Entry]) -> str:
    """What speaks against ranking these runs by their numbers, a sentence; ``""`` where nothing.

    Data are the same where all runs name one data set, or where the validation splits that were
    counted are of one size; they are others where the names or the sizes differ.

    >>> from experiments.comparison.entry import entry
    >>> from experiments.curves import Curves
    >>> runs = [entry(name, name, Curves.of(val_loss=[0.5])) for name in "ab"]
    >>> print(data_caution(runs))
    Whether these runs were measured on the same data is not known: enter the number of validation \
samples of each in its facts.
    """
    if len(runs) < 2:
        return ""
    data, sizes = {run.data for run in runs}, {_samples(run) for run in runs}
    if len(data - {""}) > 1:
        return (
            f"These runs name different data ({names(sorted(data - {''}))}), so their numbers "
            "may differ by the data alone."
        )
    known = sorted(size for size in sizes if size)
    if len(known) > 1:
        return (
            f"The validation splits are not the same (they have {known[0]:,} to {known[-1]:,} "
            "samples), so a part of the differences may come from the samples."
        )
    return _not_known(runs) if "" in data and None in sizes else ""


def _not_known(runs: Sequence[Entry]) -> str:
    missing = [run.name for run in runs if _samples(run) is None]
    whose = "each in its facts" if len(missing) == len(runs) else f"{names(missing)} in the facts"
    return (
        "Whether these runs were measured on the same data is not known: enter the number of "
        f"validation samples of {whose}."
    )


def _samples(run: Entry) -> int | None:
    """How many there are in the split that the run is judged on."""
    if run.split == "val" and run.facts.n_val:
        return run.facts.n_val
    return next((m.n for m in run.measured), None)


def _plain(name: str) -> str:
    return name.replace(".", "/").rsplit("/", 1)[-1].lower().replace("-", "_").replace(" ", "_")
