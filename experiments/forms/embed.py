import re

from django import forms

from experiments.forms.styled import StyledForm
from experiments.models import EmbedLink

MOST_ORIGINS = 20
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ORIGIN = re.compile(rf"https?://{_LABEL}(?:\.{_LABEL})*(?::(\d{{1,5}}))?")


class OriginsField(forms.CharField):
    """Addresses of sites between spaces or commas: they go into a header as they are."""

    def clean(self, value: str | None) -> list[str]:
        words = re.split(r"[\s,]+", super().clean(value))
        origins = list(dict.fromkeys(_origin(word) for word in words if word))
        if len(origins) > MOST_ORIGINS:
            raise forms.ValidationError(
                f"{len(origins)} sites were named, {MOST_ORIGINS} are possible."
            )
        return origins


def _origin(word: str) -> str:
    origin = word.lower().removesuffix("/")
    found = _ORIGIN.fullmatch(origin)
    if found is None or int(found[1] or 1) not in range(1, 65536):
        raise forms.ValidationError(
            f"“{word}” is no address of a site. Write https:// and its name, without a path, "
            "such as https://wiki.example.org."
        )
    return origin


class EmbedForm(StyledForm):
    label = forms.CharField(
        required=False,
        max_length=EmbedLink._meta.get_field("label").max_length,
        help_text="Where it is for, such as “team wiki”. Only owners see it.",
    )
    origins = OriginsField(
        label="Sites that may show it in a frame",
        required=False,
        max_length=4000,
        widget=forms.TextInput(attrs={"placeholder": "https://wiki.example.org"}),
        help_text="Between spaces. Empty: the page opens by its address, and in no frame.",
    )
    days = forms.TypedChoiceField(
        label="Ends",
        required=False,
        coerce=int,
        empty_value=None,
        choices=(("", "never"), (7, "in 7 days"), (30, "in 30 days"), (365, "in a year")),
    )
    shows_notes = forms.BooleanField(
        label="Show the notes too",
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "check"}),
    )
