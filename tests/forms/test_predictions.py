import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.fixtures import Settings

from experiments.forms.predictions import ArraysForm, PredictionsForm
from experiments.models import Run
from lossacc_site.upload_limit import OversizedFile

BATCH = "12345678-1234-1234-1234-123456789012"
RUN = Run(name="baseline", best_val_loss_epoch=14, best_val_accuracy_epoch=51)
EPOCHS = [float(epoch) for epoch in range(61)]


def form(
    run: Run = RUN, epochs: list[float] = EPOCHS, files: dict | None = None, **said: str
) -> PredictionsForm:
    files = files or {"file": SimpleUploadedFile("val.csv", b"x")}
    return PredictionsForm(run, epochs, {"batch": BATCH, "split": "val"} | said, files)


def test_an_epoch_of_the_log_is_taken() -> None:
    said = form(epoch="14")
    assert said.is_valid()
    assert said.cleaned_data["epoch"] == 14.0


def test_without_an_epoch_they_are_of_the_run() -> None:
    said = form(epoch="")
    assert said.is_valid()
    assert said.cleaned_data["epoch"] is None


@pytest.mark.parametrize("epoch", ["61", "-1", "14.5", "1e400"])
def test_an_epoch_that_the_log_has_not_is_refused_with_those_it_has(epoch: str) -> None:
    said = form(epoch=epoch)
    assert not said.is_valid()
    (error,) = said.errors["epoch"]
    if epoch != "1e400":
        assert error.startswith(f"The log has no epoch {epoch}. It has 61 from 0 to 60")


def test_a_run_without_epochs_takes_predictions_of_the_run_only() -> None:
    assert form(epochs=[]).is_valid()
    said = form(epochs=[], epoch="1")
    assert said.errors["epoch"] == ["The run has no epochs yet. Leave this empty: for the run."]


def test_fractional_epochs_are_found_as_they_are_written() -> None:
    said = form(epochs=[1 / 3, 2 / 3], epoch="0.3333333333333333")
    assert said.is_valid()
    assert said.cleaned_data["epoch"] == 1 / 3


def test_epochs_worth_a_look_are_suggested_first() -> None:
    assert form().suggested[:4] == [
        ("14", "lowest validation loss"),
        ("51", "highest validation accuracy"),
        ("60", "last"),
        ("0", ""),
    ]


def test_one_epoch_that_is_the_best_twice_is_suggested_once() -> None:
    run = Run(name="short", keep_by_loss=2, best_val_loss_epoch=1, best_val_accuracy_epoch=2)
    words = "lowest validation loss, highest validation accuracy, last"
    assert form(run, [1.0, 2.0]).suggested == [("2", words), ("1", "")]


@pytest.mark.parametrize("field", ["file", "labels_file"])
def test_a_file_over_the_limit_is_refused_with_its_size(field: str, settings: Settings) -> None:
    settings.LOSSACC_MAX_UPLOAD_BYTES = 2**20
    dropped = OversizedFile(ContentFile(b""), "big.npz", None, 3 * 2**20, None)
    said = form(files={"file": SimpleUploadedFile("val.csv", b"x")} | {field: dropped})
    assert not said.is_valid()
    assert said.errors[field][0].startswith("big.npz has 3.0 MB; files up to 1 MB are read.")


def test_a_file_is_needed() -> None:
    said = PredictionsForm(RUN, EPOCHS, {"batch": BATCH, "split": "val"}, {})
    assert set(said.errors) == {"file"}


def test_probabilities_and_logits_are_not_both_read() -> None:
    said = ArraysForm({"probabilities": "probs", "logits": "scores"})
    assert said.errors["logits"] == ["Name probabilities or logits, not both."]


def test_only_arrays_that_are_named_are_told() -> None:
    said = ArraysForm({"labels": " y_true ", "ids": ""})
    assert said.is_valid()
    assert said.arrays == {"labels": "y_true"}
    assert said.has_arrays()
    assert not ArraysForm().has_arrays()
