"""What a change to many runs is called, and what became of it."""

from experiments.analysis.wording import count
from experiments.models import BulkChange

Action = BulkChange.Action

UNDER_WAY = {
    Action.ADD_TAGS: "Adding tags to {runs}",
    Action.REMOVE_TAGS: "Removing tags from {runs}",
    Action.ANALYSE: "Asking for {runs} to be analysed again",
    Action.DELETE: "Moving {runs} to the trash",
    Action.RESTORE: "Restoring {runs}",
    Action.PURGE: "Deleting {runs} for good",
}
_DONE = {
    Action.ADD_TAGS: "{runs} got {tags}.",
    Action.REMOVE_TAGS: "{runs} lost {tags}.",
    Action.ANALYSE: "{runs} will be analysed again.",
    Action.DELETE: "{runs} {were} moved to the trash.",
    Action.RESTORE: "{runs} {were} restored.",
    Action.PURGE: "{runs} {were} deleted for good.",
}
_UNCHANGED = {
    Action.ADD_TAGS: "{runs} had {all_of_them} already.",
    Action.REMOVE_TAGS: "{runs} had {none_of_them}.",
}
_NOT_FOUND = "{runs} {were} left out: not in {place} of {project} any more."


def under_way(change: BulkChange) -> str:
    return UNDER_WAY[Action(change.action)].format(runs=runs(len(change.wanted)))


def told(change: BulkChange) -> str:
    """What was done, and what could not be.

    >>> change = BulkChange(action="remove-tags", tags=["a"], asked=4, wanted=[1, 2, 3, 4])
    >>> change.position, change.found, change.changed = 4, 4, 3
    >>> told(change)
    '3 runs lost the tag a. 1 run had no such tag.'
    """
    is_one = len(change.tags) == 1
    words = {
        "tags": _tags(change.tags),
        "all_of_them": "it" if is_one else "all of them",
        "none_of_them": "no such tag" if is_one else "none of them",
    }
    said = [_sentence(_DONE, change, change.changed, words)]
    if unchanged := change.found - change.changed:
        said.append(_sentence(_UNCHANGED, change, unchanged, words))
    if missing := missed(change):
        place = "the trash" if change.action in (Action.RESTORE, Action.PURGE) else "the table"
        said.append(_filled(_NOT_FOUND, missing, place=place, project=change.project.name))
    return " ".join(said)


def missed(change: BulkChange) -> int:
    """How many of the runs asked for, as far as the change has got, it does not apply to."""
    unknown = change.asked - len(change.wanted)
    return unknown + change.position - change.found


def runs(number: int) -> str:
    return count(number, "run")


def _sentence(sentences: dict, change: BulkChange, number: int, words: dict[str, str]) -> str:
    return _filled(sentences[Action(change.action)], number, **words)


def _filled(sentence: str, number: int, **words: str) -> str:
    shown = runs(number) if number else "No run"
    return sentence.format(runs=shown, were="was" if number < 2 else "were", **words)


def _tags(names: list[str]) -> str:
    return f"the tag{'s' if len(names) > 1 else ''} {', '.join(names)}"
