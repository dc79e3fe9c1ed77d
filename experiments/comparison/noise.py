"""How far the difference of two runs can be chance."""

from dataclasses import dataclass

Interval = tuple[float, float]


@dataclass(frozen=True)
class Difference:
    """A number of one run minus that of another.

    - `interval`: 95 %; None where nothing known gives one
    - `method`: one sentence that says how the interval came about, or what is missing for it
    - `paired`: both were measured on the same samples, one by one
    """

    value: float
    interval: Interval | None
    method: str
    paired: bool = False

    @property
    def within_noise(self) -> bool | None:
        """Whether the interval contains zero; None without an interval."""
        if self.interval is None:
            return None
        low, high = self.interval
        return low <= 0 <= high
