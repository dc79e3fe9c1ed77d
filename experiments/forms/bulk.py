from django import forms

from experiments.forms.styled import StyledForm
from experiments.forms.upload import TagsField
from experiments.models import SavedView


class BulkTagsForm(StyledForm):
    tags = TagsField(label="Names", help_text="Words between commas, such as resnet, sweep.")


class SavedViewForm(StyledForm):
    name = forms.CharField(max_length=SavedView._meta.get_field("name").max_length)
