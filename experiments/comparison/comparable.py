"""May these losses be ranked against each other?"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from experiments.analysis.wording import listing, split_name
from experiments.comparison.entry import Entry
from experiments.comparison.evidence import against_plain, shows_plain
from experiments.facts import LOSS_KINDS

PLAIN = (None, "mean_cross_entropy")
NAMED = 3
NOTHING_KNOWN = (
    "What kind of loss these runs logged is not known, nor whether they classify. They are ranked "
    "by it as if it was the same function in all: enter it in the runs' facts to be sure."
)


@dataclass(frozen=True)
class Refusal:
    """Why a run is not ranked, and what would help; sentences."""

    reason: str
    advice: str = ""


@dataclass(frozen=True)
class Comparability:
    """Which runs may be ranked, by the key of each.

    - `refused`: not ranked at all, such as those without a held-out split
    - `losses_refused`: their logged losses are not ranked; their accuracies and predictions are
    - `is_plain`: the losses ranked are plain mean cross-entropies, as those of predictions are
    - `notes`: what ranking the others takes for granted, sentences
    """

    refused: dict[str, Refusal] = field(default_factory=dict)
    losses_refused: dict[str, Refusal] = field(default_factory=dict)
    is_plain: bool = True
    notes: tuple[str, ...] = ()


def comparability(entries: Sequence[Entry]) -> Comparability:
    """Losses are ranked where they are of one kind, on one split, over one number of classes.

    Plain mean cross-entropies where there are some; an unknown kind is taken for one, with a note,
    unless its numbers cannot be one. Runs that all have one other kind are ranked among themselves,
    with a note, unless all have predictions, whose log loss is plain.

    >>> from experiments.comparison.entry import entry
    >>> from experiments.curves import Curves
    >>> from experiments.facts import Facts
    >>> plain, smoothed = Facts(loss_kind="mean_cross_entropy"), Facts(loss_kind="smoothed")
    >>> curves = Curves.of(val_loss=[0.5], val_accuracy=[0.8])
    >>> runs = [entry("1", "C", curves, plain), entry("2", "D", curves, smoothed)]
    >>> print(comparability(runs).losses_refused["2"].reason)
    D is not ranked by loss: its loss is one with label smoothing.
    """
    runs = sorted(entries, key=lambda run: (run.name, run.key))
    refused = _other_tasks(runs)
    left = [run for run in runs if run.key not in refused]
    with_loss = [run for run in left if run.best_by_loss is not None]
    if not all(run.measured for run in with_loss) and not _only_predictions(left):
        kinds = {run.facts.loss_kind for run in with_loss}
        if len(kinds) == 1 and not kinds <= set(PLAIN):
            return _of_one_kind(with_loss, refused)
        if all(_is_doubtful(run) for run in with_loss):
            return Comparability(refused, {}, False, (NOTHING_KNOWN,))
    losses_refused = {run.key: found for run in with_loss if (found := _not_plain(run))}
    losses_refused = _perhaps_regressions(with_loss) | losses_refused
    unknown = [
        run
        for run in with_loss
        if run.facts.loss_kind is None and run.key not in losses_refused and not shows_plain(run)
    ]
    note = _taken_for_plain(unknown, len(with_loss))
    return Comparability(refused, losses_refused, notes=(note,) if note else ())


def _other_tasks(runs: Sequence[Entry]) -> dict[str, Refusal]:
    refused = {run.key: _without_split(run) for run in runs if not run.split}
    splits = Counter(run.split for run in runs if run.split)
    usual = max(splits, key=lambda split: (splits[split], split == "val"), default="")
    for run in runs:
        if run.split not in ("", usual):
            refused[run.key] = Refusal(
                f"{run.name} is not ranked: it was measured on the {split_name(run.split)} split, "
                f"the others on {split_name(usual)}.",
                f"Log its {split_name(usual)} loss and accuracy, or upload such predictions.",
            )
    classes = {run.key: run.classes for run in runs if run.key not in refused and run.classes}
    counts = Counter(classes.values()).most_common(2)
    if len(counts) < 2:
        return refused
    # Two tasks of equally many runs: none of them is the one that the others depart from.
    usual_classes = counts[0][0] if counts[0][1] > counts[1][1] else None
    other = [run for run in runs if classes.get(run.key, usual_classes) != usual_classes]
    return refused | {run.key: _other_classes(run, set(classes.values())) for run in other}


def _without_split(run: Entry) -> Refusal:
    return Refusal(
        f"{run.name} is not ranked: it has no finite validation loss or accuracy.",
        "Log its validation loss and accuracy, or upload its predictions.",
    )


def _other_classes(run: Entry, all_classes: set[int]) -> Refusal:
    others = " or ".join(str(k) for k in sorted(all_classes - {run.classes}))
    return Refusal(
        f"{run.name} is not ranked: it has {run.classes} classes, other runs have {others}. "
        "Neither loss nor accuracy means the same with another number of classes.",
        "Compare it with runs on the same classes.",
    )


def _of_one_kind(runs: Sequence[Entry], refused: dict[str, Refusal]) -> Comparability:
    kind = runs[0].facts.loss_kind
    sizes = {run.facts.n_val for run in runs}
    if kind == "summed" and (None in sizes or len(sizes) > 1):
        reason = "its loss is summed over samples, and they are not known to be equally many"
        advice = "Enter the number of validation samples, or upload its predictions."
        found = {r.key: Refusal(f"{r.name} is not ranked by loss: {reason}.", advice) for r in runs}
        return Comparability(refused, found)
    note = (
        f"All losses are of one kind, not the plain cross-entropy: {LOSS_KINDS[kind or 'other']}. "
        "They are ranked among themselves, which holds if it is the same function and amount in "
        "all. The lowest need not be the best probabilities: predictions would tell."
    )
    return Comparability(refused, {}, False, (note,))


def _not_plain(run: Entry) -> Refusal | None:
    help_ = "Upload its predictions and it will be."
    start = f"{run.name} is not ranked by loss"
    if run.facts.loss_kind not in PLAIN:
        return Refusal(f"{start}: its loss is one {_kind(run)}.", help_)
    why = against_plain(run)
    return Refusal(f"{start}: {why}", help_) if why else None


def _perhaps_regressions(runs: Sequence[Entry]) -> dict[str, Refusal]:
    """Runs of which nothing says that they classify, beside others that do."""
    return {run.key: _perhaps_a_regression(run) for run in runs if _is_doubtful(run)}


def _is_doubtful(run: Entry) -> bool:
    known = run.facts.loss_kind is not None or run.classes is not None
    return not known and run.best_by_accuracy is None


def _only_predictions(runs: Sequence[Entry]) -> bool:
    """Whether a run has a measured log loss and no logged one: others must be plain beside it."""
    return any(run.measured and run.best_by_loss is None for run in runs)


def _perhaps_a_regression(run: Entry) -> Refusal:
    return Refusal(
        f"{run.name} is not ranked by loss: it logged no accuracy, and nothing says that its loss "
        "is a cross-entropy as that of the others.",
        "Enter the kind of its loss or its number of classes, or upload its predictions.",
    )


def _kind(run: Entry) -> str:
    kind = LOSS_KINDS[run.facts.loss_kind or "other"]
    return "of another kind" if run.facts.loss_kind == "other" else kind


def _taken_for_plain(unknown: Sequence[Entry], total: int) -> str:
    if not unknown:
        return ""
    if len(unknown) == total:
        whose = "these runs" if total > 1 else unknown[0].name
    else:
        whose = names([run.name for run in unknown])
    return (
        f"What kind of loss {whose} logged is not known: it is taken for the plain mean "
        "cross-entropy. Enter it in the run's facts to be sure."
    )


def names(all_names: Sequence[str]) -> str:
    """Up to three names in a sentence, and how many more there are.

    >>> names(["a", "b"]), names(list("abcde"))
    ('a and b', 'a, b, c and 2 others')
    """
    more = len(all_names) - NAMED
    if more <= 0:
        return listing(list(all_names))
    return listing([*all_names[:NAMED], f"{more} {'other' if more == 1 else 'others'}"])
