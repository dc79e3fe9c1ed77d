from experiments.models import Finding
from experiments.views.run_charts import bands


def finding(rule: str, first: float, last: float, split: str = "val", **changes: str) -> Finding:
    said = {"verdict": "yes", "severity": "warning"} | changes
    return Finding(rule=rule, first_epoch=first, last_epoch=last, split=split, **said)


def drawn(*findings: Finding) -> list[tuple[float, float, str, str]]:
    return [(band.first, band.last, band.label, band.tone) for band in bands(findings)]


def test_a_disagreement_is_shaded_and_named() -> None:
    assert drawn(finding("overfitting", 12, 60), finding("disagreement", 14, 60)) == [
        (14, 60, "loss and accuracy disagree, 14–60", "warn")
    ]


def test_several_stretches_have_short_names() -> None:
    found = (finding("disagreement", 61, 79), finding("disagreement", 4, 13))
    assert [label for _, _, label, _ in drawn(*found)] == ["disagree, 4–13", "disagree, 61–79"]


def test_what_weighs_little_is_shaded_in_grey() -> None:
    assert drawn(finding("disagreement", 61, 79, severity="note"))[0][3] == "note"


def test_overfitting_is_shaded_where_nothing_disagrees() -> None:
    assert drawn(finding("overfitting", 12, 60)) == [(12, 60, "overfits, 12–60", "warn")]


def test_only_the_split_that_decides_is_shaded() -> None:
    found = (finding("disagreement", 3, 9, split="train"), finding("disagreement", 14, 60))
    assert [first for first, *_ in drawn(*found)] == [14]


def test_dips_and_spikes_are_marked_beside() -> None:
    found = (finding("loss_spike", 30, 30), finding("accuracy_dip", 7, 8))
    assert drawn(*found) == [(7, 8, "dip", "note"), (30, 30, "spike", "note")]


def test_what_was_not_found_is_not_shaded() -> None:
    assert drawn(finding("disagreement", 14, 60, verdict="inconclusive")) == []
