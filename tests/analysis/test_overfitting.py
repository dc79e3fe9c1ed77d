import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.analysis.overfitting import RULE
from experiments.curves import Curves
from tests.analysis.shapes import falling, jitter, only, turning


def test_the_onset_is_the_epoch_of_the_lowest_raw_loss():
    losses = turning(60, 14) + jitter(60, 0.002)
    finding = only(RULE, Curves.of(val_loss=losses, train_loss=falling(60)))
    assert finding.verdict == "yes"
    assert finding.first_epoch == np.argmin(losses) + 1
    assert finding.last_epoch == 60


def test_epochs_are_told_as_the_log_counts_them():
    losses = turning(30, 10)
    zero = only(RULE, Curves.of(epoch=range(30), val_loss=losses))
    one = only(RULE, Curves.of(epoch=range(1, 31), val_loss=losses))
    assert (zero.first_epoch, one.first_epoch) == (10, 11)
    assert zero.evidence == one.evidence


def test_a_falling_loss_does_not_overfit():
    assert only(RULE, Curves.of(val_loss=falling(40))).verdict == "no"


@pytest.mark.parametrize("position", [0, 3, 20, 37, 38, 39])
def test_one_spike_anywhere_is_no_overfitting(position):
    losses = falling(40)
    losses[position] += 2
    assert only(RULE, Curves.of(val_loss=losses, train_loss=falling(40))).verdict == "no"


def test_a_warm_up_blip_is_no_overfitting():
    losses = np.concatenate([[1.0, 0.9, 1.4, 1.5, 1.2], falling(45, 0.9, 0.3)])
    assert only(RULE, Curves.of(val_loss=losses)).verdict == "no"


def test_a_rise_that_reaches_a_new_minimum_is_taken_back():
    losses = np.concatenate([turning(40, 15), falling(30, 0.7, 0.2)])
    assert only(RULE, Curves.of(val_loss=losses[:40])).verdict == "yes"
    assert only(RULE, Curves.of(val_loss=losses)).verdict == "no"


@pytest.mark.parametrize("size", [0.01, 0.03, 0.1])
def test_noise_alone_hardly_ever_overfits(size):
    found = [
        only(RULE, Curves.of(val_loss=falling(60) * np.exp(jitter(60, size, seed)))).verdict
        for seed in range(100)
    ]
    assert found.count("yes") <= 5


def test_a_rise_lost_in_the_noise_cannot_be_told():
    losses = np.array([1.0, 0.6, 0.9, 0.5, 0.8, 0.55, 0.95, 0.52, 0.9, 0.6, 0.85, 0.8])
    finding = only(RULE, Curves.of(val_loss=losses))
    assert finding.verdict == "inconclusive"
    assert "was lowest, 0.5000, at epoch 4 and ended at 0.8000, 60 % higher" in finding.sentence
    jumps = f"{finding.evidence['jump_pct']:.0f} %"
    assert f"it jumps by about {jumps} from one epoch to the next" in finding.sentence


def test_a_last_value_next_to_the_lowest_one_is_no_overfitting():
    losses = np.array([1.0, 0.6, 0.9, 0.5, 0.8, 0.55, 0.95, 0.52, 0.9, 0.6, 0.85, 0.502])
    finding = only(RULE, Curves.of(val_loss=losses))
    assert finding.verdict == "no"
    assert "its last value lies within 1 % of that" in finding.sentence


def test_a_single_higher_evaluation_is_too_early_to_tell():
    finding = only(RULE, Curves.of(val_loss=[0.9, 0.6, 0.5, 0.45, 0.41, 0.4, 0.5]))
    assert finding.verdict == "no"
    assert finding.sentence.endswith("the one epoch since is 25 % higher, too early to tell.")


def test_a_loss_that_is_lowest_near_the_end_is_told_so():
    losses = np.append(falling(60), falling(60)[-1] * 1.05)
    losses = np.append(losses, falling(60)[-1] * 1.04)
    finding = only(RULE, Curves.of(val_loss=losses))
    assert finding.sentence.endswith("at epoch 60, near the end.")


def test_the_advice_names_the_accuracy_that_went_on_to_rise():
    curves = Curves.of(val_loss=turning(40, 5), val_accuracy=np.linspace(0.4, 0.7, 40))
    advice = only(RULE, curves).advice
    assert advice.startswith("Keep epoch 6 for probabilities; accuracy went on to rise, to 70 % at")


def test_a_training_loss_that_rises_as_well_is_instability():
    losses, training = turning(40, 15), turning(40, 15, low=0.3, end=0.9)
    finding = only(RULE, Curves.of(val_loss=losses, train_loss=training))
    assert finding.verdict == "no"
    assert "the training loss rose with it" in finding.sentence


def test_without_a_training_loss_the_evidence_is_said_to_be_weaker():
    with_training = Curves.of(val_loss=turning(40, 15), train_loss=falling(40))
    without = Curves.of(val_loss=turning(40, 15))
    assert only(RULE, with_training).verdict == only(RULE, without).verdict == "yes"
    assert "weaker" in only(RULE, without).sentence
    assert "weaker" not in only(RULE, with_training).sentence


def test_a_training_only_log_has_no_answer():
    finding = only(RULE, Curves.of(train_loss=falling(40)))
    assert finding.verdict == "inconclusive"
    assert finding.sentence.startswith("No validation split was logged")


@pytest.mark.parametrize("epochs", [1, 2, 4])
def test_few_epochs_are_too_few(epochs):
    finding = only(RULE, Curves.of(val_loss=falling(40)[:epochs]))
    assert finding.verdict == "inconclusive"
    assert "too few; 5 are needed" in finding.sentence


def test_a_gentle_rise_weighs_less_than_a_strong_one():
    severities = [
        only(RULE, Curves.of(val_loss=turning(40, 15, 0.4, end))).severity
        for end in (0.422, 0.5, 0.9)
    ]
    assert severities == ["note", "warning", "critical"]


@pytest.mark.parametrize(("end", "severity"), [(0.404, "none"), (0.409, "note")])
def test_a_rise_too_small_to_count_is_a_note_where_it_is_close(end, severity):
    finding = only(RULE, Curves.of(val_loss=turning(40, 15, 0.4, end)))
    assert (finding.verdict, finding.severity) == ("no", severity)
    assert finding.first_epoch is None


def test_log_densities_are_judged_by_their_descent():
    losses = turning(40, 15) - 3.0
    finding = only(RULE, Curves.of(val_loss=losses, train_loss=falling(40) - 3.0))
    assert finding.verdict == "yes"
    assert finding.evidence["relative_to"] == "descent"
    assert "at or below zero make this evidence weaker" in finding.sentence


def test_a_test_split_stands_in_for_a_missing_validation_split():
    finding = only(RULE, Curves.of(test_loss=turning(40, 15)), split="test")
    assert (finding.verdict, finding.split) == ("yes", "test")


shapes = st.tuples(st.integers(12, 80), st.floats(0.2, 0.6), st.floats(0.0, 1.0)).map(
    lambda s: turning(s[0], max(2, int(s[1] * s[0])), 0.4, 0.4 + s[2])
)


@settings(max_examples=60)
@given(shapes, st.floats(1e-3, 1e3))
def test_a_positive_factor_changes_nothing(losses, factor):
    one, other = (only(RULE, Curves.of(val_loss=losses * f)) for f in (1.0, factor))
    assert (one.verdict, one.severity, one.first_epoch) == (
        other.verdict,
        other.severity,
        other.first_epoch,
    )


@settings(max_examples=60)
@given(shapes, st.floats(1.0, 100.0))
def test_a_constant_changes_nothing_where_losses_reach_below_zero(losses, shift):
    below = losses - losses.max() - 1
    one, other = (only(RULE, Curves.of(val_loss=below - s)) for s in (0.0, shift))
    assert (one.verdict, one.first_epoch) == (other.verdict, other.first_epoch)


@settings(max_examples=60)
@given(shapes.filter(lambda losses: len(losses) >= 20), st.data())
def test_a_single_gap_changes_no_clear_verdict(losses, data):
    hole = data.draw(st.integers(0, len(losses) - 2).filter(lambda i: i != np.argmin(losses)))
    gapped = losses.copy()
    gapped[hole] = np.nan
    whole, holed = only(RULE, Curves.of(val_loss=losses)), only(RULE, Curves.of(val_loss=gapped))
    if not 0.5 < float(str(whole.evidence["strength"])) < 2:
        assert whole.verdict == holed.verdict


def test_the_rise_that_is_told_is_the_one_that_the_chart_shows():
    losses = turning(60, 20, 0.4, 0.6)
    finding = only(RULE, Curves.of(val_loss=losses, train_loss=falling(60)))
    lowest, end = (float(str(finding.evidence[key])) for key in ("lowest_loss", "end_loss"))
    assert lowest == losses.min()
    assert finding.evidence["rise_pct"] == pytest.approx(100 * (end / lowest - 1))
    assert end == losses[-1]
    assert f"ended at {end:.4f}, 50 % higher" in finding.sentence


@pytest.mark.parametrize("last", [3.0, 0.5])
def test_a_last_spike_or_dip_is_not_told_as_the_end(last):
    losses = np.append(turning(59, 20, 0.4, 0.6), last)
    finding = only(RULE, Curves.of(val_loss=losses, train_loss=falling(60)))
    assert "and ended around 0.5" in finding.sentence


def test_a_short_run_that_turned_is_told_so():
    losses = [1.0, 0.8, 0.62, 0.6, 0.55, 0.52, 0.63, 0.7]
    assert only(RULE, Curves.of(val_loss=losses)).verdict == "yes"


def test_instability_below_zero_is_judged_by_the_descent():
    training = turning(40, 15, low=0.3, end=0.9)
    verdicts = {
        only(RULE, Curves.of(val_loss=turning(40, 15) - s, train_loss=training - s)).verdict
        for s in (2.0, 5.0, 50.0)
    }
    assert verdicts == {"no"}


@settings(max_examples=40)
@given(shapes)
def test_epochs_logged_twice_change_nothing(losses):
    epochs = np.arange(1, len(losses) + 1)
    half = len(losses) // 2
    resumed = np.concatenate([epochs[:half], epochs[half - 2 :]])
    values = np.concatenate([losses[:half], losses[half - 2 :]])
    once = only(RULE, Curves.of(val_loss=losses))
    twice = only(RULE, Curves.of(epoch=resumed, val_loss=values))
    assert (once.verdict, once.first_epoch) == (twice.verdict, twice.first_epoch)
