from django import forms

from experiments.facts import LOSS_KINDS, Facts
from experiments.forms.styled import StyledForm

_MOST = 2_147_483_647


class ShareField(forms.Field):
    """A share, written as ``0.9`` or ``90 %``."""

    widget = forms.TextInput

    def to_python(self, value: str | None) -> float | None:
        if value in self.empty_values:
            return None
        text = str(value).strip()
        try:
            share = float(text.removesuffix("%").replace(",", "."))
        except ValueError:
            share = 0.0
        share /= 100 if text.endswith("%") else 1
        if not 0 < share <= 1:
            raise forms.ValidationError("Write a share above 0 and at most 1, as 0.9 or 90 %.")
        return share


class FactsForm(StyledForm):
    """What a log does not tell, and the reading of it needs."""

    classes = forms.IntegerField(
        label="Number of classes", min_value=2, max_value=_MOST, required=False
    )
    n_val = forms.IntegerField(
        label="Validation samples", min_value=1, max_value=_MOST, required=False
    )
    loss_kind = forms.ChoiceField(
        label="Kind of loss", choices=[("", "not known"), *LOSS_KINDS.items()], required=False
    )
    majority = ShareField(
        label="Majority share",
        required=False,
        help_text="The largest class among the validation samples, as 0.9 or 90 %.",
    )

    def has_facts(self) -> bool:
        """Whether anything is entered, so that it must not lie folded away."""
        return any(self[name].value() for name in FactsForm.base_fields)

    @property
    def facts(self) -> Facts:
        said = {name: self.cleaned_data.get(name) for name in FactsForm.base_fields}
        return Facts(**said | {"loss_kind": said["loss_kind"] or None})
