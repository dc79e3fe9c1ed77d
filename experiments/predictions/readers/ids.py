"""Names of samples, kept on disk."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from experiments.predictions.readers.source import Chunk
from experiments.predictions.readers.values import as_text

LONGEST = 200
"""Most characters of an id."""


class Ids:
    """A column of ids; a row without one goes by its number, from 1."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._chunks: list[pa.Array] = []
        self._hashes: list[np.ndarray] = []

    def add(self, chunk: Chunk) -> None:
        """More rows of the column.

        >>> ids = Ids("file")
        >>> ids.add(np.array(["a.png", "b.png"], dtype=object))
        """
        text = as_text(chunk)
        self._chunks.append(text)
        cells = np.array(text.fill_null("").to_pylist(), dtype=object)
        self._hashes.append(pd.util.hash_array(cells, categorize=False))

    def kept(self, scratch: Path) -> tuple[np.ndarray | None, tuple[str, ...]]:
        """n texts mapped from disk; None, with a note, where they do not tell samples apart.

        >>> ids = Ids("file")
        >>> ids.add(np.array(["a.png", "a.png"], dtype=object))
        >>> ids.kept(Path("/nowhere"))[1]
        ('“file” names 1 sample more than once: samples go by their row.',)
        """
        hashes = np.concatenate(self._hashes)
        repeated = len(hashes) - len(np.unique(hashes))
        longest = max(pc.max(pc.utf8_length(chunk)).as_py() or 1 for chunk in self._chunks)
        if repeated:
            many = "1 sample" if repeated == 1 else f"{repeated:,} samples"
            return None, (f"“{self.name}” names {many} more than once: samples go by their row.",)
        if longest > LONGEST:
            told = f"“{self.name}” has names of {longest} characters: samples go by their row."
            return None, (told,)
        return self._written(scratch, longest), ()

    def _written(self, scratch: Path, longest: int) -> np.ndarray:
        count = sum(map(len, self._chunks))
        width = max(longest, len(str(count)))
        ids = np.memmap(scratch / "ids.dat", dtype=f"U{width}", mode="w+", shape=count)
        start = 0
        for chunk in self._chunks:
            cells = enumerate(chunk.to_pylist(), start + 1)
            ids[start : start + len(chunk)] = [cell or str(row) for row, cell in cells]
            start += len(chunk)
        return ids
