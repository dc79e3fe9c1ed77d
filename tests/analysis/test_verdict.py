import numpy as np
import pytest

from experiments.analysis import analyse
from experiments.curves import Curves, Series
from experiments.facts import Facts
from tests.analysis.shapes import climbing, falling, jitter, turning


def verdict(facts=None, **columns):
    return analyse(Curves.of(**columns), facts or Facts()).verdict


def test_overfitting_says_since_when_why_and_what_to_keep():
    found = verdict(
        val_loss=turning(60, 13), train_loss=falling(60), val_accuracy=climbing(60, speed=2)
    )
    assert found.label == "overfits"
    assert found.headline == "Overfits from epoch 14"
    assert "Loss and accuracy disagree over epochs 14 to 60" in found.body
    assert found.advice == "Keep epoch 14 for probabilities, epoch 60 for labels."
    assert found.first_epoch == 14
    assert found.sentence.startswith("Overfits from epoch 14. Loss and accuracy disagree")


def test_epochs_that_raised_the_accuracy_are_not_called_wasted():
    rising = verdict(val_loss=turning(60, 13), val_accuracy=climbing(60, speed=1))
    level = verdict(val_loss=turning(60, 13), val_accuracy=climbing(60, speed=60))
    assert "raised the best accuracy by" in rising.body
    assert "The last 46 of 60 epochs gained little." in level.body


def test_a_gain_before_the_turn_is_not_put_down_to_the_epochs_after_it():
    accuracy = np.concatenate([np.linspace(0.5, 0.8, 12), np.linspace(0.75, 0.7, 48)])
    found = verdict(val_loss=turning(60, 13), val_accuracy=accuracy)
    assert found.advice == "Keep epoch 14 for probabilities, epoch 12 for labels."
    assert "The last 46 of 60 epochs only made it worse." in found.body


def test_epochs_that_hold_the_checkpoint_for_labels_are_not_called_wasted():
    accuracy = np.concatenate([np.full(14, 0.85), np.linspace(0.85, 0.857, 46)])
    found = verdict(val_loss=turning(60, 13), val_accuracy=accuracy)
    assert found.advice == "Keep epoch 14 for probabilities, epoch 60 for labels."
    assert "raised the best accuracy by 0.7 points" in found.body


def test_a_healthy_run_keeps_its_best_epoch():
    found = verdict(val_loss=falling(60, speed=6), val_accuracy=climbing(60, speed=6))
    assert (found.label, found.headline) == ("healthy", "Healthy")
    assert found.body.startswith("Loss and accuracy agree.")
    assert found.advice == "Keep epoch 60."


def test_a_run_cut_short_keeps_training():
    found = verdict(val_loss=falling(40, speed=1), val_accuracy=climbing(40, speed=1))
    assert (found.label, found.headline) == ("still_improving", "Still improving at epoch 40")
    assert found.advice == "Keep training."


def test_divergence_outweighs_everything_and_names_the_checkpoint_before():
    losses = np.concatenate([turning(30, 8), [float("nan")] * 5])
    found = verdict(val_loss=losses, train_loss=falling(35))
    assert (found.label, found.headline) == ("diverged", "Diverged at epoch 31")
    assert "The best checkpoint before that is epoch 9." in found.advice


def test_a_stuck_accuracy_disagrees():
    found = verdict(val_loss=falling(40, 0.8, 0.3, speed=2), val_accuracy=0.6 + jitter(40, 0.002))
    assert found.label == "disagrees"
    assert found.headline.startswith("Loss and accuracy disagree over epochs")


def test_a_run_that_never_learns_is_told_so():
    found = verdict(val_loss=2.3026 + jitter(30, 0.001), val_accuracy=0.1 + jitter(30, 0.005))
    assert found.label == "never_learns"


def test_a_run_at_the_majority_whose_loss_still_falls_is_told_to_train_on():
    found = verdict(
        Facts(majority=0.9),
        val_loss=np.linspace(0.8, 0.32, 30),
        val_accuracy=0.9 + jitter(30, 0.001),
    )
    assert found.label == "never_learns"
    assert found.advice.startswith("The loss was still falling at the end: train longer first.")


def test_a_plateau_is_named_with_its_start():
    losses = np.concatenate([np.linspace(2, 0.5, 20), np.full(60, 0.5)]) + jitter(80, 0.0005)
    found = verdict(val_loss=losses)
    assert found.label == "plateau"
    assert found.headline.startswith("Plateau from epoch 2")


def test_an_oscillating_run_is_told_so():
    found = verdict(val_loss=0.5 + abs(jitter(60, 0.4)))
    assert found.label == "oscillates"


def test_numbers_that_do_not_belong_together_are_suspicious():
    found = verdict(val_loss=[0.2013], val_accuracy=[0.6501])
    assert (found.label, found.headline) == (
        "suspicious",
        "Loss and accuracy do not belong together",
    )


def test_an_unstable_run_is_not_called_healthy():
    found = verdict(val_loss=turning(40, 15), train_loss=turning(40, 15, 0.3, 0.9))
    assert found.label == "oscillates"
    assert found.headline == "Unstable"


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"train_loss": [0.9, 0.8]}, "No validation split was logged"),
        ({"val_loss": [0.9, 0.8]}, "2 epochs are too few; 5 are needed."),
        ({"val_accuracy": [0.9, 0.8]}, "No validation loss was logged"),
    ],
)
def test_what_cannot_be_told_says_why(columns, reason):
    found = verdict(**columns)
    assert found.label == "cannot_tell"
    assert reason in found.body


def test_one_point_still_reads_its_two_numbers():
    found = verdict(val_loss=[0.1882], val_accuracy=[0.981])
    assert (found.label, found.headline) == ("cannot_tell", "Cannot tell: two numbers, no trend")
    assert found.body.startswith("At 98.1 % accuracy a loss of 0.1882 is 9.91 for each wrong")
    assert "at most 142 classes" in found.body
    assert found.advice.startswith("Enter the number of classes")


def test_one_evaluation_beside_a_training_curve_is_not_called_two_numbers():
    nan = float("nan")
    columns = {
        "train_loss": [0.9, 0.5, 0.1069],
        "test_loss": [nan, nan, 0.121],
        "test_accuracy": [nan, nan, 0.9637],
    }
    found = verdict(**columns)
    assert (found.label, found.headline) == ("cannot_tell", "Cannot tell: evaluated once")
    assert found.body == (
        "The test loss is 0.1210 at 96.4 % accuracy, measured at epoch 3 only. "
        "The training loss ended at 0.1069."
    )
    assert found.advice == "Log a validation loss each epoch to see a trend."
    assert "classes" in verdict(**columns | {"test_loss": [nan, nan, 0.3]}).advice


def test_two_numbers_lead_whatever_is_known():
    found = verdict(Facts(classes=10), val_loss=[0.0997], val_accuracy=[0.985])
    assert found.headline == "Cannot tell: two numbers, no trend"
    assert "(its ceiling is 0.1108 with 10 classes)" in found.body
    assert "too few" not in found.sentence


def test_over_confidence_is_never_claimed_as_measured():
    found = verdict(
        Facts(classes=2), val_loss=turning(40, 10, 0.25, 1.2), val_accuracy=climbing(40, speed=20)
    )
    assert "likely" in found.body or "over-confiden" not in found.sentence.lower()


def test_a_log_of_steps_says_step():
    series = Series.of("val_loss", "loss", "val", turning(40, 15), step=range(0, 4000, 100))
    found = analyse(Curves.from_series([series]), Facts()).verdict
    assert found.headline == "Overfits from step 1,500"
    assert "The last 24 of 40 evaluations" in found.body


def test_validation_that_gained_nothing_while_training_went_on_says_since_when():
    noisy = [0.49, 0.465, 0.495, 0.47, 0.49, 0.465, 0.495]
    losses = np.concatenate([[1.0, 0.8, 0.6, 0.45], noisy])
    found = verdict(val_loss=losses, train_loss=falling(11, 1.0, 0.1, 3))
    assert (found.label, found.headline) == ("cannot_tell", "Cannot tell: no gain after epoch 4")
    assert "was lowest, 0.4500, at epoch 4 and ended" in found.body
    assert "too much to call that overfitting" in found.body
    assert found.advice == "Keep epoch 4."


def test_a_checkpoint_left_out_is_explained():
    accuracy = np.concatenate([climbing(15, 0.5, 0.9, 9), np.full(45, 0.9)])
    accuracy[39] = 0.902
    found = verdict(val_loss=turning(60, 20), val_accuracy=accuracy)
    assert found.advice.startswith("Keep epoch 21 (accuracy at 40 is 0.2 points higher")
    assert found.advice.endswith("no more than chance explains).")


def test_a_turn_at_the_first_reading_is_told_as_such():
    found = verdict(val_loss=np.linspace(0.5, 1.0, 12), train_loss=falling(12))
    assert found.headline == "Overfits from epoch 1, the first"
    assert found.body.endswith("The last 11 of 12 epochs gained nothing.")


def test_epochs_whose_loss_is_no_number_count_as_trained():
    loss = np.linspace(0.5, 1.0, 13)
    loss[0], loss[3] = 0.45, np.nan
    found = verdict(val_loss=loss, train_loss=falling(13))
    assert "of 13 epochs" in found.body


def test_the_verdict_and_the_finding_tell_the_same_numbers():
    loss, accuracy = turning(60, 13) + jitter(60, 0.004), climbing(60, speed=2)
    report = analyse(Curves.of(val_loss=loss, val_accuracy=accuracy), Facts())
    parted = next(f for f in report.findings if f.rule == "disagreement")
    first, last = int(parted.first_epoch or 0) - 1, int(parted.last_epoch or 0) - 1
    told = f"rose by {100 * (loss[last] / loss[first] - 1):.0f} %"
    assert told in parted.sentence and told in report.verdict.body


def test_a_raw_rise_is_told_from_the_lowest_value_to_the_last():
    found = verdict(val_loss=[0.9, 0.6, 0.4, 0.5, 0.6, 0.7], train_loss=falling(6))
    assert "was lowest, 0.4000, at epoch 3 and ended at 0.7000, 75 % higher" in found.body


def test_best_epochs_that_differ_outweigh_a_run_that_cannot_be_told():
    losses = [0.9, 0.5, 0.66, 0.5, 0.67, 0.5, 0.66, 0.49, 0.66, 0.52, 0.64, 0.6]
    accuracy = np.linspace(0.5, 0.9, 12)
    found = verdict(val_loss=losses, val_accuracy=accuracy)
    assert "epoch 8" in found.advice and "12 for labels" in found.advice
