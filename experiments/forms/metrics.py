"""What the metrics of a run are, and for which runs that is said."""

from collections.abc import Sequence

from django import forms

from experiments.curves import KINDS, SPLITS, Series
from experiments.models import Run
from experiments.queries import live_runs

OTHER = "other"
MEANINGS = [(OTHER, "another metric")] + [
    (f"{kind}/{split}", f"{kind}, {split}") for kind in KINDS for split in SPLITS
]


class ScopeForm(forms.Form):
    """For which runs it is said; nothing chosen means this one alone."""

    prefix = "rule"
    RUN, PROJECT = "run", "project"

    scope = forms.ChoiceField(choices=[(RUN, RUN), (PROJECT, PROJECT)], required=False, initial=RUN)
    others = forms.BooleanField(required=False)

    def __init__(self, run: Run, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.other_runs = live_runs(run.project).exclude(pk=run.pk).count()

    @property
    def is_for_project(self) -> bool:
        return self.cleaned_data["scope"] == self.PROJECT


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
        return f"other_{series.name}" if series.name in KINDS else series.name, ""
    kind, split = meaning.split("/")
    return kind, split
