"""A run's parameters as rows, which run tables look things up in."""

import re
from collections.abc import Iterable, Iterator
from math import isfinite

from experiments.models import Parameter, Run

LONGEST = Parameter._meta.get_field("text").max_length
MOST_PARAMETERS = 2_000
_NUMBER = re.compile(r"\s*[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]{1,3})?\s*", re.ASCII)


def write_parameters(runs: Iterable[Run]) -> None:
    """Writes the rows of runs that are saved and have none."""
    Parameter.objects.bulk_create((row for run in runs for row in rows_of(run)), batch_size=2_000)


def rows_of(run: Run) -> Iterator[Parameter]:
    """Names beyond the longest, and parameters beyond the most, can be read but not looked up."""
    short = (name for name in run.parameters if len(name) <= LONGEST)
    for name, _ in zip(short, range(MOST_PARAMETERS), strict=False):
        text = str(run.parameters[name])
        yield Parameter(
            run_id=run.pk,
            project_id=run.project_id,
            name=name,
            text=text[:LONGEST],
            number=number_in(text),
        )


def number_in(text: str) -> float | None:
    """What a parameter says as a number; logs hold all of them as text."""
    if len(text) > LONGEST or _NUMBER.fullmatch(text) is None:
        return None
    number = float(text)
    return number if isfinite(number) else None
