from collections.abc import Sequence

from django import forms
from django.contrib.auth.models import User

from experiments.access import projects_with_role
from experiments.curves import KINDS, SPLITS, Series
from experiments.forms.styled import StyledForm
from experiments.forms.upload import TagsField
from experiments.models import Membership, Project, Run

OTHER = "other"
MEANINGS = [(OTHER, "another metric")] + [
    (f"{kind}/{split}", f"{kind}, {split}") for kind in KINDS for split in SPLITS
]


class RunForm(StyledForm):
    name = forms.CharField(max_length=Run._meta.get_field("name").max_length)
    status = forms.ChoiceField(choices=Run.Status.choices)
    tags = TagsField(required=False, help_text="Words between commas, such as resnet, sweep.")
    notes = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 6, "class": "input"})
    )


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


class MetricsForm(forms.Form):
    """What each logged metric is; one choice a metric, under the metric's own name."""

    prefix = "metric"

    def __init__(self, series: Sequence[Series], *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.series = series
        for position, one in enumerate(series):
            attrs = {
                "class": "select",
                "id": f"metric-{position}",
                "aria-label": f"{one.name} is read as",
            }
            self.fields[one.name] = forms.ChoiceField(
                choices=MEANINGS, initial=_meaning(one), widget=forms.Select(attrs=attrs)
            )

    @property
    def changes(self) -> dict[str, tuple[str, str]]:
        """Kind and split of the metrics that are to be read in another way than now."""
        chosen = ((one, self.cleaned_data[one.name]) for one in self.series)
        return {one.name: _read(one, to) for one, to in chosen if to != _meaning(one)}


def _meaning(series: Series) -> str:
    return f"{series.kind}/{series.split}" if series.column else OTHER


def _read(series: Series, meaning: str) -> tuple[str, str]:
    if meaning == OTHER:
        return series.name, ""
    kind, split = meaning.split("/")
    return kind, split
