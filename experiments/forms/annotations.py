from django import forms

from experiments.forms.styled import StyledForm
from experiments.forms.upload import TagsField
from experiments.markdown import LONGEST


class NotesField(forms.CharField):
    def to_python(self, value: str | None) -> str:
        """Browsers count a line end as one character, and send two."""
        return super().to_python(value).replace("\r\n", "\n")


class NotesForm(StyledForm):
    notes = NotesField(
        required=False,
        max_length=LONGEST,
        help_text="Markdown: **bold**, *italic*, `code`, # heading, - list, [text](https://…).",
        widget=forms.Textarea(attrs={"rows": 8, "class": "input"}),
    )
    # What the notes were when they were shown; empty notes have a state too.
    seen = forms.CharField(widget=forms.HiddenInput)


class AddTagsForm(StyledForm):
    tags = TagsField(
        label="Add a tag",
        widget=forms.TextInput(attrs={"list": "project-tags", "autocomplete": "off"}),
    )
