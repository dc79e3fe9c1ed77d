"""A run whose numbers are suspicious is recommended with a reservation only."""

from dataclasses import replace

import pytest

from experiments.comparison.decide import decide
from experiments.comparison.entry import Entry
from experiments.comparison.preference import Preference
from tests.comparison.runs import run, three_models

LABELS, PROBABILITIES = Preference("labels"), Preference("probabilities")


def doubted(runs: list[Entry], *names: str) -> list[Entry]:
    return [replace(r, doubt="Too good.") if r.name in names else r for r in runs]


def test_the_run_to_ship_is_to_be_checked_first():
    found = decide(doubted(three_models(), "third"), LABELS)
    assert found.headline == "Ship third at epoch 1, but check it first"
    assert found.sentence.startswith(f"{found.headline}. It has the highest accuracy")


def test_a_doubt_changes_no_rank():
    ranked = decide(doubted(three_models(), "third", "first"), LABELS).ranked
    assert [r.entry.name for r in ranked] == ["third", "second", "first"]


def test_doubts_about_other_runs_leave_the_headline():
    found = decide(doubted(three_models(), "first"), LABELS)
    assert found.headline == "Ship third at epoch 1"


def test_the_choice_for_another_preference_has_the_reservation_too():
    found = decide(doubted(three_models(), "third"), PROBABILITIES)
    assert found.headline == "Ship second at epoch 1"
    assert "For labels, take third at epoch 1, but check it first: accuracy" in found.sentence


def test_the_first_run_without_a_doubt_is_named_where_the_runner_up_has_one():
    found = decide(doubted(three_models(), "third", "second"), LABELS)
    assert "The first without suspicious numbers is first at epoch 1." in found.why
    assert "without suspicious" not in decide(doubted(three_models(), "third"), LABELS).why


def test_it_is_said_where_all_ranked_runs_have_doubts():
    found = decide(doubted(three_models(), "first", "second", "third"), LABELS)
    assert "The numbers of all ranked runs are suspicious." in found.why


@pytest.mark.parametrize("name", ["v1. final", "a.b", "ends."])
def test_a_full_stop_in_a_name_does_not_cut_the_headline(name: str):
    runs = [run(name, [0.3], [0.9]), run("b", [0.5], [0.8])]
    assert decide(runs, PROBABILITIES).headline == f"Ship {name} at epoch 1"
