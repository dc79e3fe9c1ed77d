from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from experiments.admin.base import ListAdmin, OwnerAdmin
from experiments.models import Membership, Project, Tag
from experiments.services.purging import purge_projects


class MembershipInline(admin.TabularInline):
    model = Membership
    autocomplete_fields = ("user",)
    extra = 0


@admin.register(Project)
class ProjectAdmin(OwnerAdmin):
    list_display = ("name", "slug", "run_count", "is_example", "created_at")
    list_filter = ("is_example",)
    search_fields = ("name", "slug", "description")
    readonly_fields = ("uuid", "created_at")
    date_hierarchy = "created_at"
    inlines = (MembershipInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Project]:
        kept = Count("runs", filter=Q(runs__deleted_at__isnull=True))
        return super().get_queryset(request).annotate(kept_runs=kept)

    @admin.display(description="runs", ordering="kept_runs")
    def run_count(self, project: Project) -> int:
        return project.kept_runs

    def delete_model(self, request: HttpRequest, project: Project) -> None:
        purge_projects([project.pk])

    def delete_queryset(self, request: HttpRequest, projects: QuerySet[Project]) -> None:
        purge_projects(list(projects.values_list("pk", flat=True)))


@admin.register(Membership)
class MembershipAdmin(ListAdmin):
    list_display = ("user", "project", "role", "added_at")
    list_filter = ("role", "project")
    list_select_related = ("user", "project")
    search_fields = ("user__username", "project__name", "project__slug")
    autocomplete_fields = ("user", "project")


@admin.register(Tag)
class TagAdmin(ListAdmin):
    list_display = ("name", "project")
    list_filter = ("project",)
    list_select_related = ("project",)
    search_fields = ("name",)
    autocomplete_fields = ("project",)
