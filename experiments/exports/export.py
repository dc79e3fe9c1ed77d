"""What a form of download offers, and what it is given."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from experiments.curves import Series


@dataclass(frozen=True, eq=False)
class Exported:
    """One run as it leaves.

    - `name`: what the run is called
    - `series`: all of its points; accuracies are fractions
    - `parameters`: settings, as text
    - `summary`: closing values; those that are not finite as text
    - `notes`: how its log was read
    """

    name: str
    series: Sequence[Series]
    parameters: Mapping[str, str] = field(default_factory=dict)
    summary: Mapping[str, float | str] = field(default_factory=dict)
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Export:
    """One form in which runs can be downloaded.

    - `slug`: its stable name, as addresses have it
    - `title`: its name for people
    - `holds`: what is in it, in a few words
    - `suffix`: what the file's name ends with
    - `content_type`: its media type
    - `write`: the bytes of a run's file, piece by piece
    """

    slug: str
    title: str
    holds: str
    suffix: str
    content_type: str
    write: Callable[[Exported], Iterator[bytes]]
