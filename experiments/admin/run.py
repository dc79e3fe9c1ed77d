from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import ManyToManyField, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from experiments import tasks
from experiments.admin.base import LongListAdmin, OwnerAdmin, VerdictFilter
from experiments.admin.search import ExpressionSearch
from experiments.facts import Facts
from experiments.models import Run
from experiments.services import analyses
from experiments.services.locks import lock_runs
from experiments.services.purging import purge

_FACTS = ("classes", "n_val", "loss_kind", "majority")
_SAID = ("name", "status", "tags", "notes", *_FACTS)
_READ = (
    "verdict_headline", "verdict_body", "verdict_advice", "verdict_epoch", "overfits", "disagrees",
    "keep_by_loss", "keep_by_accuracy", "stop_advice",
)  # fmt: skip
_REST = [
    field.name
    for field in Run._meta.get_fields()
    if field.concrete and field.name not in (*_SAID, *_READ)
]


class RunForm(forms.ModelForm):
    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        said = {name: cleaned.get(name) for name in _FACTS}
        try:
            Facts(**said | {"loss_kind": said["loss_kind"] or None})
        except ValueError as error:
            raise forms.ValidationError(f"The {error}.") from error
        return cleaned


class TrashFilter(admin.SimpleListFilter):
    title = "trash"
    parameter_name = "trash"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list:
        return [("no", "kept"), ("yes", "in the trash")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Run]) -> QuerySet[Run]:
        if not self.value():
            return queryset
        return queryset.filter(deleted_at__isnull=self.value() == "no")


@admin.register(Run)
class RunAdmin(ExpressionSearch, OwnerAdmin, LongListAdmin):
    form = RunForm
    list_display = (
        "name", "project", "shown", "verdict_headline", "best_val_loss", "best_val_accuracy",
        "epoch_count", "created_by", "created_at", "page",
    )  # fmt: skip
    list_filter = (VerdictFilter, "status", TrashFilter, "is_example", "project")
    list_select_related = ("project", "created_by")
    ordering = ("-id",)
    text_fields = ("name", "notes")
    fieldsets = (
        ("What people say", {"fields": _SAID}),
        ("What the rules say", {"fields": _READ}),
        ("What was logged", {"fields": _REST}),
    )
    filter_horizontal = ("tags",)
    actions = ("analyse_again",)

    @admin.display(description="status", ordering="status")
    def shown(self, run: Run) -> str:
        return run.shown_status

    def get_readonly_fields(self, request: HttpRequest, run: Run | None = None) -> list[str]:
        return [*_READ, *_REST]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def formfield_for_manytomany(
        self, db_field: ManyToManyField, request: HttpRequest, **kwargs: object
    ) -> forms.ModelMultipleChoiceField:
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        run_id = request.resolver_match.kwargs.get("object_id")
        if db_field.name == "tags" and run_id:
            field.queryset = field.queryset.filter(project__runs=run_id)
        return field

    def save_model(self, request: HttpRequest, run: Run, form: forms.Form, change: bool) -> None:
        super().save_model(request, run, form, change)
        if set(_FACTS) & set(form.changed_data):
            analyses.request_analysis(run, analyses.Cause.FACTS)
            tasks.wake()

    def delete_model(self, request: HttpRequest, run: Run) -> None:
        self.delete_queryset(request, Run.objects.filter(pk=run.pk))

    def delete_queryset(self, request: HttpRequest, runs: QuerySet[Run]) -> None:
        """With the uploads that only they needed, and their files."""
        with transaction.atomic():
            purge(lock_runs(Run.objects.filter(pk__in=list(runs.values_list("pk", flat=True)))))

    @admin.display(description="page")
    def page(self, run: Run) -> str:
        return format_html('<a href="{}">open</a>', reverse("run", args=[run.uuid]))

    @admin.action(description="Analyse the chosen runs again", permissions=["change"])
    def analyse_again(self, request: HttpRequest, runs: QuerySet[Run]) -> None:
        chosen = list(runs)
        for run in chosen:
            analyses.request_analysis(run)
        tasks.wake()
        messages.success(request, f"{len(chosen)} runs will be analysed again.")
