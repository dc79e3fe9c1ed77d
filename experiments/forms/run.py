from django import forms
from django.contrib.auth.models import User

from experiments.access import projects_with_role
from experiments.forms.styled import StyledForm
from experiments.models import Membership, Project, Run


class RunForm(StyledForm):
    name = forms.CharField(max_length=Run._meta.get_field("name").max_length)
    status = forms.ChoiceField(choices=Run.Status.choices)


class MoveForm(StyledForm):
    project = forms.ModelChoiceField(
        Project.objects.none(),
        to_field_name="slug",
        empty_label="choose a project",
        help_text="Projects that you may edit.",
    )

    def __init__(self, user: User, run: Run, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        editable = projects_with_role(user, Membership.Role.EDITOR)
        self.fields["project"].queryset = editable.exclude(pk=run.project_id)
