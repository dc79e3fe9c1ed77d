"""Which predictions a file holds, and how it is read."""

import math
import uuid
from collections.abc import Mapping, Sequence

from django import forms
from django.conf import settings
from django.core.files.base import File

from experiments.forms.styled import StyledForm
from experiments.models import Predictions, Run

LONGEST_NAME = 200
MOST_LISTED = 500


GUESS = ("", "guess")
CHOICES_OF = {"labels": "labels", "probabilities": "scores", "logits": "scores", "ids": "ids"}


class ArraysForm(StyledForm):
    """Names of arrays of an NPZ file or columns of a table; an empty one is guessed.

    `choices` are names that the file has, by role, once it has been looked into: lists to choose
    from take the place of text. What was typed before stays among them.
    """

    labels = forms.CharField(
        label="Labels", max_length=LONGEST_NAME, required=False, help_text="Such as y_true."
    )
    probabilities = forms.CharField(
        label="Probabilities",
        max_length=LONGEST_NAME,
        required=False,
        help_text="Such as probs: one column a class, or one for two classes.",
    )
    logits = forms.CharField(
        label="Logits",
        max_length=LONGEST_NAME,
        required=False,
        help_text="Instead of probabilities: the scores before the softmax.",
    )
    ids = forms.CharField(
        label="Ids of the samples",
        max_length=LONGEST_NAME,
        required=False,
        help_text="They let predictions of two epochs or runs be compared sample by sample.",
    )

    def __init__(
        self, *args: object, choices: Mapping[str, Sequence[str]] | None = None, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, role in CHOICES_OF.items():
            if names := (choices or {}).get(role):
                typed = self[name].value()
                listed = [*names, *([typed] if typed and typed not in names else [])]
                options = [GUESS, *((one, one) for one in listed)]
                self.fields[name].widget = forms.Select({"class": "select"}, options)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if cleaned.get("probabilities") and cleaned.get("logits"):
            self.add_error("logits", "Name probabilities or logits, not both.")
        return cleaned

    def has_arrays(self) -> bool:
        """Whether any is named, so that they must not lie folded away."""
        return any(self[name].value() for name in ArraysForm.base_fields)

    @property
    def arrays(self) -> dict[str, str]:
        """Only what was named; readers know the same names."""
        said = ((name, self.cleaned_data.get(name)) for name in ArraysForm.base_fields)
        return {name: value for name, value in said if value}


class PredictionsForm(ArraysForm):
    # One batch a rendering of the form: sent twice, it is stored once.
    batch = forms.UUIDField(widget=forms.HiddenInput)
    file = forms.FileField(label="Predictions", allow_empty_file=True)
    labels_file = forms.FileField(
        label="Labels in a file of their own",
        required=False,
        allow_empty_file=True,
        help_text="A .npy file, or a text with one label a line, in the order of the predictions.",
    )
    split = forms.ChoiceField(label="Split", choices=Predictions.Split.choices)
    epoch = forms.FloatField(
        required=False,
        widget=forms.TextInput(
            {"inputmode": "decimal", "autocomplete": "off", "list": "epochs-of-the-log"}
        ),
    )

    def __init__(self, run: Run, epochs: Sequence[float], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.epochs = epochs
        self.suggested = _suggested(run, epochs)
        self.counted_by = run.counted_by
        self.limit = settings.LOSSACC_MAX_UPLOAD_BYTES
        self.limit_mb = self.limit // 2**20
        self.initial["batch"] = uuid.uuid4()
        if (best := best_epoch(run)) is not None:
            self.initial.setdefault("epoch", _text(best))
        field = self.fields["epoch"]
        field.label = run.counted_by.capitalize()
        field.help_text = (
            f"The {run.counted_by} whose weights made the predictions; empty: the run as a whole."
        )

    def clean_file(self) -> File:
        return self._within_limit("file")

    def clean_labels_file(self) -> File | None:
        return self._within_limit("labels_file")

    def clean_epoch(self) -> float | None:
        said = self.cleaned_data["epoch"]
        if said is None:
            return None
        held = next((e for e in self.epochs if math.isclose(e, said, rel_tol=1e-9)), None)
        if held is None:
            raise forms.ValidationError(self._not_in_the_log(said))
        return held

    def _not_in_the_log(self, said: float) -> str:
        if not self.epochs:
            return f"The run has no {self.counted_by}s yet. Leave this empty: for the run."
        first, last = _text(min(self.epochs)), _text(max(self.epochs))
        return (
            f"The log has no {self.counted_by} {_text(said)}. It has {len(self.epochs)} from "
            f"{first} to {last}; leave this empty for the run as a whole."
        )

    def _within_limit(self, name: str) -> File | None:
        file = self.cleaned_data[name]
        if file and file.size > self.limit:
            raise forms.ValidationError(
                f"{file.name} has {file.size / 2**20:.1f} MB; files up to {self.limit_mb} MB are "
                "read. Store the scores as float32, or compressed as NPZ or Parquet."
            )
        return file


def best_epoch(run: Run) -> float | None:
    """The epoch whose predictions say most: the one to keep by loss, or the lowest loss."""
    return run.best_val_loss_epoch if run.keep_by_loss is None else run.keep_by_loss


def _suggested(run: Run, epochs: Sequence[float]) -> list[tuple[str, str]]:
    """Epochs worth a look first, then all of them, as value and words."""
    if not epochs:
        return []
    marked = (
        (best_epoch(run), "lowest validation loss"),
        (run.best_val_accuracy_epoch, "highest validation accuracy"),
        (max(epochs), "last"),
    )
    first: dict[float, str] = {}
    for epoch, words in marked:
        if epoch is not None:
            first[epoch] = f"{first[epoch]}, {words}" if epoch in first else words
    rest = {epoch: "" for epoch in epochs[:MOST_LISTED] if epoch not in first}
    return [(_text(epoch), words) for epoch, words in {**first, **rest}.items()]


def _text(epoch: float) -> str:
    """An epoch so that reading it gives the very number."""
    return f"{epoch:.0f}" if epoch == round(epoch) else repr(epoch)
