"""How findings and the numbers they rest on are written on a run's page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from experiments.analysis import RULES
from experiments.analysis.few_epochs import few_together
from experiments.analysis.measured_cause import MEASURED, confidence
from experiments.models import Finding
from experiments.templatetags.lossacc import epoch
from experiments.views.finding_numbers import Number, all_written, numbers

BY_NAME = {rule.name: rule for rule in RULES}
TRACK = 92
SHORTEST_BAR = 3

TONES = {"critical": "bad", "warning": "warn"}
ICONS = {
    "overfitting": "overfits",
    "disagreement": "disagree",
    "accuracy_dip": "dip",
    "loss_spike": "spike",
    "never_learns": "never",
    "plateau": "plateau",
    "under_trained": "improving",
    "numeric_divergence": "diverged",
    "oscillation": "oscillates",
    "double_descent": "double",
    "val_better_than_train": "swapped",
    "miscalibrated": "overconfident",
    "inconsistent_metrics": "alert",
    "irregular_log": "gap",
    "best_epoch_conflict": "disagree",
    "suspiciously_perfect": "alert",
}
GISTS = {
    "overfitting": "Loss {rise_pct} since its minimum",
    "disagreement": "Loss {loss_change_pct}, accuracy {accuracy_change}",
    "best_epoch_conflict": "Epoch {by_loss} by loss, {by_accuracy} by accuracy",
    "miscalibrated": "Loss {loss}, above the ceiling of {ceiling}",
    "inconsistent_metrics": "Loss {loss}, below the floor of {floor}",
    "under_trained": "Loss fell by {fall_pct} over the last {window}",
    "oscillation": "Loss jumps by {jitter_pct} from epoch to epoch",
    "accuracy_dip": "Accuracy {accuracy_change}; loss went on smoothly",
    "loss_spike": "Loss {loss_before}, then {highest_loss}, and back",
    "plateau": "{epochs_on_plateau} at a loss of about {level}",
    "val_better_than_train": "Loss {below_pct} below training",
    "double_descent": "Loss {first_minimum}, up to {top}, then {new_minimum}",
}
# The page of the guide that explains a finding; of a disagreement it depends on the kind.
GUIDES = {
    "overfitting": "when-should-i-stop",
    "never_learns": "loss-falls-but-accuracy-is-stuck",
    "miscalibrated": "what-do-98-5-and-0-0997-mean-together",
    "inconsistent_metrics": "what-do-98-5-and-0-0997-mean-together",
    "best_epoch_conflict": "which-of-my-three-models-is-best",
    "val_better_than_train": "is-validation-loss-below-training-loss-a-bug",
    "under_trained": "when-should-i-stop",
    "held": "why-does-validation-loss-rise-while-accuracy-rises",
    "improved": "why-does-validation-loss-rise-while-accuracy-rises",
    "stuck": "loss-falls-but-accuracy-is-stuck",
}


@dataclass(frozen=True)
class Bar:
    """A finding's epochs as a part of the run's, on a track of `TRACK` units."""

    x: float
    width: float


@dataclass(frozen=True)
class Row:
    """A finding as the page shows it."""

    finding: Finding
    title: str
    icon: str
    tone: str
    gist: str
    span: str
    bar: Bar | None
    numbers: list[Number]
    method: str
    guide: str

    @property
    def wanted(self) -> list[float]:
        """Epochs whose predictions would tell more, where the advice asks for such."""
        if "predictions" not in self.finding.advice:
            return []
        ends = (self.finding.first_epoch, self.finding.last_epoch)
        return list(dict.fromkeys(end for end in ends if end is not None))

    @property
    def main(self) -> list[Number]:
        return [number for number in self.numbers if number.is_main]

    @property
    def others(self) -> list[Number]:
        return [number for number in self.numbers if not number.is_main]

    @property
    def focus(self) -> str:
        return key(self.finding)

    @property
    def is_borderline(self) -> bool:
        """A no that a little more would have made a yes."""
        return (self.finding.verdict, self.finding.severity) == ("no", "note")


@dataclass(frozen=True)
class FewRow:
    """Questions that one curve is too short for, as the page shows them."""

    sentence: str
    titles: str


def rows(findings: Iterable[Finding], noun: str, first: float, last: float) -> list[Row]:
    """The findings of a run whose log goes from epoch `first` to `last`; `noun` counts its rows."""
    return [_row(finding, noun, first, last) for finding in findings]


def open_rows(held: Iterable[Row]) -> tuple[list[FewRow], list[Row]]:
    """The questions that only lack epochs, together, and those with a reason of their own."""
    by_finding = {id(row.finding): row for row in held}
    few, others = few_together(row.finding for row in by_finding.values())
    titles = {row.finding.rule: row.title for row in by_finding.values()}
    return (
        [FewRow(one.sentence, ", ".join(titles[rule] for rule in one.rules)) for one in few],
        [by_finding[id(finding)] for finding in others],
    )


def _row(finding: Finding, noun: str, first: float, last: float) -> Row:
    rule = BY_NAME.get(finding.rule)
    written = all_written(finding.evidence, rule, noun) if rule else {}
    measured = confidence(finding.evidence)
    title = rule.title if rule else finding.rule.replace("_", " ")
    return Row(
        finding=finding,
        title=f"{measured.capitalize()}-confident" if measured else title,
        icon=f"{measured}confident" if measured else ICONS.get(finding.rule, "info"),
        tone=TONES.get(finding.severity, ""),
        gist=_gist(finding, written),
        span=span(finding),
        bar=_bar(finding, first, last),
        numbers=numbers(written, rule) if rule else [],
        method=rule.method if rule else "",
        guide=GUIDES.get(str(finding.evidence.get("kind", finding.rule)), ""),
    )


def _gist(finding: Finding, written: Mapping[str, str]) -> str:
    """The finding in a few words; the whole sentence where its numbers are not all there."""
    words = GISTS.get(finding.rule)
    if words and written.get("cause") == MEASURED:
        words = f"{words}: cause measured"
    try:
        return words.format(**written) if words else finding.sentence
    except KeyError:
        return finding.sentence


def key(finding: Finding) -> str:
    """What stands for a finding with epochs in an address, also after another analysis."""
    if finding.first_epoch is None:
        return ""
    return f"{finding.rule}.{finding.split}.{finding.first_epoch:g}"


def span(finding: Finding) -> str:
    """The finding's epochs, as 14–60."""
    if finding.first_epoch is None:
        return ""
    first = epoch(finding.first_epoch)
    if finding.last_epoch is None or finding.last_epoch == finding.first_epoch:
        return first
    return f"{first}–{epoch(finding.last_epoch)}"


def _bar(finding: Finding, first: float, last: float) -> Bar | None:
    if finding.first_epoch is None or last <= first:
        return None
    end = finding.first_epoch if finding.last_epoch is None else finding.last_epoch
    scale = TRACK / (last - first)
    width = max(SHORTEST_BAR, (end - finding.first_epoch) * scale)
    x = (finding.first_epoch - first) * scale
    return Bar(round(max(0.0, min(x, TRACK - width)), 1), round(min(width, TRACK), 1))
