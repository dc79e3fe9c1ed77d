"""No file takes more memory or time than its size allows.

At most 64 MB and 10 times the file's size, and at most 1 s and 2 s for each MB of it. Time is that
of the processor, and a machine may be slower than those the bound was made for; what grows with
the square of a file is beyond it many times over.
"""

import time
import tracemalloc

import pytest

from tests.parsers.hostile import HOSTILE
from tests.parsers.outcomes import read_or_refuse

_SLOWER_MACHINE = 3
_TIMED_BYTES = 500_000
_WEIGHED_BYTES = 1_000_000

HEAVY = (
    "nothing but b'{'", "nothing but b'\\n'", "nothing but b','", "table then b'1,2,3\\n'",
    "text then b'loss=0.5 '", "bars in one line", "many columns", "many runs",
    "objects in objects", "wide JSON lines", "a history of lists of all lengths",
    "gzip that swells", "Parquet that swells", "many events",
    "a record of 2**63 bytes", "many rows of W&B", "durations",
)  # fmt: skip
"""Files that are weighed; the weighing takes several times as long as the reading."""


@pytest.mark.parametrize("name", HOSTILE)
def test_reading_takes_no_longer_than_the_size_allows(name):
    data = HOSTILE[name](_TIMED_BYTES)
    began = time.process_time()
    read_or_refuse(data)
    taken = time.process_time() - began
    assert taken <= _SLOWER_MACHINE * (1 + 2 * len(data) / 1e6)


@pytest.mark.parametrize("name", HEAVY)
def test_reading_takes_no_more_memory_than_the_size_allows(name):
    data = HOSTILE[name](_WEIGHED_BYTES)
    tracemalloc.start()
    try:
        read_or_refuse(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak <= 64e6 + 10 * len(data)
