"""What a project's rules make of the metrics of one run, and how that is told on its page."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from experiments.analysis.tracks import SPLIT_NAMES
from experiments.curves import KINDS, Series
from experiments.models import Project, Run
from experiments.parsers import names
from experiments.parsers.meanings import meanings, own_kind
from experiments.services.meaning import read_as
from experiments.services.text import storable

Rules = Mapping[str, tuple[str, str]]
"""Kind and split of metrics by their names."""

_SAYS = "the project's rule"


def rules_of(project: Project) -> Rules:
    rows = project.metric_rules.values_list("name", "kind", "split")
    return {name: (kind, split) for name, kind, split in rows}


def ruled(series: Sequence[Series], rules: Rules) -> tuple[list[Series], list[str]]:
    """The series as the rules read them, and a note on each that a rule concerns.

    A metric that would be the same as one with a rule becomes one of its own; a rule that cannot
    hold for the values is left out.
    """
    by_rule, notes = _held(series, rules)
    winners = _winners(by_rule.values())
    read = []
    for one in series:
        wanted = by_rule.get(one.name, one)
        winner = winners.get(wanted.column, one.name)
        if winner != one.name:
            notes.append(_stepped_back(one.name, winner, wanted))
            wanted = read_as(one, own_kind(names.metric(one.name)), wanted.split)
        elif one.name in by_rule:
            notes.append(told(one.name, wanted.kind, wanted.split))
        read.append(wanted)
    return read, notes


def corrected(series: Sequence[Series]) -> dict[str, tuple[str, str]]:
    """Kind and split of the losses and accuracies that are read otherwise than their names say."""
    by_name = meanings([one.name for one in series])
    return {
        one.name: (one.kind, one.split)
        for one in series
        if one.column and (one.kind, one.split) != (by_name[one.name].kind, by_name[one.name].split)
    }


def told(name: str, kind: str, split: str) -> str:
    """The note on a metric that is read as a rule says."""
    return f"{name} is read as {meaning(kind, split)}, as {_SAYS} says."


def meaning(kind: str, split: str) -> str:
    if kind in KINDS and split:
        return f"{SPLIT_NAMES[split]} {kind}"
    return "a metric of its own"


def renewed_notes(run: Run, now: Iterable[str]) -> list[str]:
    """The notes on a newer version of the run's log, and what the rules once said of the run.

    A metric that the run has is read as before; rules speak of new ones only.
    """
    known = run.series.values_list("name", flat=True)
    told = without_rule_notes(map(storable, now), known)
    return told + [note for note in run.reading_notes if _SAYS in note]


def without_rule_notes(notes: Iterable[str], on: Collection[str]) -> list[str]:
    """The notes but for what a rule once said of metrics of these names."""
    starts, parts = tuple(f"{name} is " for name in on), [f": {name} is read as " for name in on]
    return [
        note
        for note in notes
        if _SAYS not in note or not (note.startswith(starts) or any(p in note for p in parts))
    ]


def _held(series: Sequence[Series], rules: Rules) -> tuple[dict[str, Series], list[str]]:
    held, notes = {}, []
    for one in series:
        rule = rules.get(storable(one.name))
        if rule is None:
            continue
        try:
            held[one.name] = read_as(one, *rule)
        except ValueError as refusal:
            notes.append(f"{one.name} is not read as {meaning(*rule)}, as {_SAYS} says. {refusal}")
    return held, notes


def _winners(by_rule: Iterable[Series]) -> dict[str, str]:
    """For each column that a rule fills, the name that fills it: of several the preferred one."""
    found: dict[str, str] = {}
    for one in sorted(by_rule, key=_preference):
        if one.column:
            found.setdefault(one.column, one.name)
    return found


def _preference(series: Series) -> tuple[bool, int]:
    known = names.metric(series.name)
    return known.kind != series.kind, known.rank


def _stepped_back(name: str, winner: str, wanted: Series) -> str:
    return (
        f"{name} is kept as a metric of its own: {winner} is read as "
        f"{meaning(wanted.kind, wanted.split)}, as {_SAYS} says."
    )
