"""The table that all readers make and all measures take: labels and scores, sample by sample."""

from dataclasses import dataclass

import numpy as np

KINDS = ("probabilities", "logits")


@dataclass(frozen=True, eq=False)
class Scores:
    """n samples with their true class and a score for each of K classes.

    - `labels`: n integers in 0 to K-1
    - `values`: n x K, float32 or float64, finite; may be memory-mapped, so take it in blocks of
      rows. As ``probabilities`` each row sums to 1 (within 1e-5, rounded ones were scaled); as
      ``logits`` any real numbers.
    - `kind`: one of `KINDS`
    - `classes`: K names in the order of the columns
    - `ids`: n texts; None where the file names no samples, which then go by their row, from 1
    - `notes`: what the reader assumed or put right, each a sentence
    """

    labels: np.ndarray
    values: np.ndarray
    kind: str
    classes: tuple[str, ...]
    ids: np.ndarray | None = None
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind must be one of {KINDS}, not {self.kind!r}")
        if self.values.shape != (len(self.labels), len(self.classes)):
            raise ValueError(
                f"need {len(self.labels)} x {len(self.classes)} scores, not {self.values.shape}"
            )

    def __len__(self) -> int:
        return len(self.labels)

    def name_of(self, row: int) -> str:
        """The sample's id, or the number of its row, counted from 1.

        >>> Scores(np.array([0]), np.array([[0.9, 0.1]]), "probabilities", ("a", "b")).name_of(0)
        '1'
        """
        return str(row + 1) if self.ids is None else str(self.ids[row])
