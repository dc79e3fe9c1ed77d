"""Smoothing and noise of a curve: numpy arrays in, numpy arrays or numbers out.

All functions want finite values; `tracks` takes the gaps out before.
"""

import math

import numpy as np
import pandas as pd

SMOOTHING_SHARE = 0.03
TAIL_SHARE = 0.05
NARROW = 15
MAD_TO_SIGMA = 1.4826
SPIKE = 1.5


def running_median(values: np.ndarray, width: int) -> np.ndarray:
    """Median over a centred window of odd `width`; the ends are mirrored.

    >>> running_median(np.array([1.0, 9.0, 2.0, 3.0]), 3).tolist()
    [1.0, 2.0, 3.0, 3.0]
    """
    if len(values) < 2 or width < 2:
        return values.copy()
    padded = _mirrored(values, width // 2)
    if width <= NARROW:
        windows = np.lib.stride_tricks.sliding_window_view(padded, width)
        return np.partition(windows, width // 2, axis=-1)[:, width // 2]
    # pandas keeps a sorted window: n log n, where numpy would need n times width.
    return pd.Series(padded).rolling(width).median().to_numpy()[width - 1 :]


def _mirrored(values: np.ndarray, half: int) -> np.ndarray:
    if half > len(values):
        return np.pad(values, half, mode="symmetric")
    return np.concatenate([values[:half][::-1], values, values[len(values) - half :][::-1]])


def running_mean(values: np.ndarray, width: int) -> np.ndarray:
    """Mean over a centred window of odd `width`; the ends are mirrored.

    >>> running_mean(np.array([3.0, 0.0, 3.0]), 3).tolist()
    [2.0, 2.0, 2.0]
    """
    if len(values) < 2 or width < 2:
        return values.copy()
    padded = _mirrored(values, width // 2)
    total = np.cumsum(np.insert(padded, 0, 0.0))
    return (total[width:] - total[:-width]) / width


def without_spikes(values: np.ndarray) -> np.ndarray:
    """The values, each spike of one epoch read as the lower of its neighbours.

    A spike lies above `SPIKE` times both neighbours; at the end, above that of the two before it.
    Where values reach zero or below, heights are taken above the lowest value. The first value is
    left as it is: a loss often starts high.

    >>> without_spikes(np.array([4.0, 1.0, 9.0, 1.1, 1.2, 1.1, 9.0])).tolist()
    [4.0, 1.0, 1.0, 1.1, 1.2, 1.1, 1.1]
    """
    if len(values) < 3:
        return values.copy()
    before = np.append(values[:-2], values[-2])
    after = np.append(values[2:], values[-3])
    floor = min(float(values.min()), 0.0)
    spike = values[1:] - floor > SPIKE * (np.maximum(before, after) - floor)
    return np.append(values[0], np.where(spike, np.minimum(before, after), values[1:]))


def window(length: int) -> int:
    """The smoothing window of a curve: 3 % of its epochs, odd, at least 3.

    >>> window(20), window(1000)
    (3, 31)
    """
    return max(3, int(SMOOTHING_SHARE * length) // 2 * 2 + 1)


def smoothed(values: np.ndarray) -> np.ndarray:
    """Running median over `window`, then a mean over 3: takes out single spikes.

    >>> smoothed(np.array([1.0, 1.0, 9.0, 1.0, 1.0])).tolist()
    [1.0, 1.0, 1.0, 1.0, 1.0]
    """
    return running_mean(running_median(values, window(len(values))), 3)


def tail_length(length: int) -> int:
    """How many epochs the end of a curve is averaged over: 5 %, at least 1.

    >>> tail_length(10), tail_length(60)
    (1, 3)
    """
    return max(1, int(TAIL_SHARE * length))


def noise(values: np.ndarray) -> float:
    """Standard deviation of the epoch-to-epoch noise, in the unit of `values`.

    From the median size of second differences, x[i-1] - 2 x[i] + x[i+1], which for white noise of
    deviation s has the deviation s sqrt(6): neither a trend nor single spikes enter (after the
    successive differences of von Neumann 1941). 0.0 for fewer than 4 values.

    >>> noise(np.array([4.0, 3.0, 2.0, 1.0]))
    0.0
    """
    if len(values) < 4:
        return 0.0
    bends = np.abs(values[2:] - 2 * values[1:-1] + values[:-2])
    return float(MAD_TO_SIGMA * np.median(bends) / math.sqrt(6))
