"""Files made of text and arrays, read as an upload is."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from experiments.predictions.readers import Arrays, ParseError, read_predictions
from experiments.predictions.scores import Scores


@pytest.fixture
def upload(tmp_path: Path) -> Callable[..., Scores]:
    """Reads bytes, text, or named arrays (as NPZ)."""

    def reading(data: object = None, arrays: Arrays | None = None, **named: np.ndarray) -> Scores:
        path = tmp_path / "upload"
        if named:
            with path.open("wb") as file:
                np.savez(file, **named)
        else:
            path.write_bytes(data.encode() if isinstance(data, str) else data)
        scratch = tmp_path / f"scratch{len(list(tmp_path.iterdir()))}"
        scratch.mkdir()
        return read_predictions("upload", path, scratch, arrays).scores

    return reading


@pytest.fixture
def refusal(upload: Callable[..., Scores]) -> Callable[..., ParseError]:
    """Why something is refused."""

    def refused(*args: object, **kwargs: object) -> ParseError:
        with pytest.raises(ParseError) as caught:
            upload(*args, **kwargs)
        return caught.value

    return refused
