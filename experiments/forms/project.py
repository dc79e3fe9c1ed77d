from django import forms

from experiments.forms.styled import StyledForm
from experiments.models import Membership, Project


class ProjectForm(StyledForm):
    name = forms.CharField(max_length=Project._meta.get_field("name").max_length)
    description = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3, "class": "input"})
    )


class MemberForm(StyledForm):
    username = forms.CharField(
        label="User name",
        max_length=150,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(
        choices=Membership.Role.choices, initial=Membership.Role.EDITOR, label="Role"
    )


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Membership.Role.choices)
