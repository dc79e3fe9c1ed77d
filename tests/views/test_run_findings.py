from pathlib import Path

import pytest
from django.template.loader import render_to_string

from experiments.analysis import RULES
from experiments.models import Finding
from experiments.templatetags.lossacc import CHIPS
from experiments.views.run_findings import GISTS, ICONS, TRACK, open_rows, rows

FEW = "Cannot tell: 1 epoch is too few; {} are needed."
OVERFITTING = {
    "rule": "overfitting",
    "verdict": "yes",
    "severity": "critical",
    "split": "val",
    "first_epoch": 14.0,
    "last_epoch": 60.0,
    "sentence": "The validation loss turned.",
    "evidence": {"lowest_loss": 0.2196, "rise": 0.0834, "rise_pct": 38.02, "unstable": False},
}


def row_of(**changes: object):
    [row] = rows([Finding(**OVERFITTING | changes)], "epoch", 0.0, 60.0)
    return row


def test_a_finding_is_told_in_a_few_words_with_its_epochs() -> None:
    row = row_of()
    assert (row.title, row.tone, row.span) == ("Overfits", "bad", "14–60")
    assert row.gist == "Loss +38 % since its minimum"


def test_numbers_come_with_label_and_unit_in_the_order_of_the_rule() -> None:
    assert [(n.label, n.text) for n in row_of().numbers] == [
        ("Lowest loss", "0.2196"),
        ("Rise since the minimum", "+0.0834"),
        ("Rise since the minimum", "+38 %"),
        ("Training loss rose as well", "no"),
    ]


def test_without_its_numbers_a_finding_is_told_by_its_sentence() -> None:
    assert row_of(evidence={}).gist == "The validation loss turned."


def test_a_rule_that_is_no_longer_there_is_still_shown() -> None:
    row = row_of(rule="older_rule", evidence={"x": 1})
    assert (row.title, row.numbers, row.gist) == ("older rule", [], "The validation loss turned.")


def test_the_bar_covers_the_share_of_the_run_that_the_epochs_are() -> None:
    bar = row_of(first_epoch=15.0, last_epoch=45.0).bar
    assert (bar.x, bar.width) == (TRACK / 4, TRACK / 2)


def test_a_bar_of_one_epoch_can_be_seen_and_stays_on_its_track() -> None:
    bar = row_of(first_epoch=60.0, last_epoch=60.0).bar
    assert bar.width > 0
    assert bar.x + bar.width <= TRACK


@pytest.mark.parametrize(
    ("cause", "title", "icon"),
    [
        ("over-confidence", "Over-confident", "overconfident"),
        ("under-confidence", "Under-confident", "underconfident"),
        ("knowledge", "Disagrees", "disagree"),
    ],
)
def test_a_measured_cause_names_the_chip_and_is_told_as_measured(
    cause: str, title: str, icon: str
) -> None:
    likely = {"kind": "held", "loss_change_pct": 49.0, "accuracy_change": 0.013}
    known = {"cause": "measured", "measured_cause": cause, "removed_by_temperature": 0.941}
    finding = {"rule": "disagreement", "verdict": "yes", "severity": "warning"}
    [before, after] = rows(
        [Finding(**finding, evidence=likely), Finding(**finding, evidence=likely | known)],
        "epoch",
        1.0,
        9.0,
    )
    assert (before.title, before.gist) == ("Disagrees", "Loss +49 %, accuracy +1.3 points")
    assert (after.title, after.icon) == (title, icon)
    assert after.gist == "Loss +49 %, accuracy +1.3 points: cause measured"
    numbers = {number.label: number.text for number in after.numbers}
    assert numbers["Cause"] == cause
    assert numbers["Share of it that temperature takes away"] == "94 %"


def test_a_run_of_one_epoch_has_no_bar() -> None:
    [row] = rows([Finding(**OVERFITTING)], "epoch", 1.0, 1.0)
    assert row.bar is None


def test_questions_that_only_lack_epochs_are_one_row() -> None:
    said = [
        Finding(rule="plateau", split="val", sentence=FEW.format(10)),
        Finding(rule="loss_spike", split="val", sentence=FEW.format(5)),
        Finding(rule="accuracy_dip", sentence="No accuracy was logged."),
    ]
    [few], [other] = open_rows(rows(said, "epoch", 0.0, 0.0))
    assert few.sentence == "2 questions need more epochs, 5 to 10; the validation curve has 1."
    assert few.titles == "Plateau, Loss spike"
    assert other.finding.rule == "accuracy_dip"


def test_a_no_with_a_note_is_borderline() -> None:
    assert row_of(verdict="no", severity="note").is_borderline
    assert not row_of(verdict="no", severity="none").is_borderline
    assert not row_of(severity="note").is_borderline


def test_the_page_shows_short_curves_together_and_borderline_answers_as_such() -> None:
    said = [
        Finding(rule=r, split="val", sentence=FEW.format(n))
        for r, n in (("plateau", 9), ("loss_spike", 5))
    ]
    few, unsure = open_rows(rows(said, "epoch", 0.0, 0.0))
    page = render_to_string(
        "runs/_findings.html",
        {
            "findings": said,
            "unsure": unsure,
            "too_short": few,
            "open_questions": 2,
            "said_no": [row_of(verdict="no", severity="note")],
        },
    )
    assert "2 questions need more epochs, 5 to 9; the validation curve has 1." in page
    assert "Plateau, Loss spike" in page
    assert "too few" not in page
    assert page.count(">borderline<") == 1


def test_every_rule_has_a_glyph_that_is_drawn() -> None:
    drawn = Path("templates/partials/_icons.html").read_text(encoding="utf-8")
    glyphs = set(ICONS.values()) | {chip.icon for chip in CHIPS.values()} | {"info"}
    assert set(ICONS) == {rule.name for rule in RULES}
    assert [glyph for glyph in glyphs if f'id="i-{glyph}"' not in drawn] == []


def test_short_words_use_numbers_that_their_rules_have() -> None:
    evidence = {rule.name: dict.fromkeys(rule.evidence, "") for rule in RULES}
    for rule, words in GISTS.items():
        assert words.format(**evidence[rule])
