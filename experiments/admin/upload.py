from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html

from experiments.admin.base import DerivedAdmin
from experiments.downloads import original_log
from experiments.models import Reading, Upload


@admin.register(Upload)
class UploadAdmin(DerivedAdmin):
    list_display = (
        "name", "path", "project", "outcome", "format_title", "size", "uploaded_by", "uploaded_at",
        "received_file",
    )  # fmt: skip
    list_filter = ("outcome", "project")
    list_select_related = ("project", "uploaded_by")
    search_fields = ("name", "path", "sha256", "reason")
    date_hierarchy = "uploaded_at"
    ordering = ("-uploaded_at", "-id")
    exclude = ("file",)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.download)
        return [path("<int:pk>/file/", view, name="experiments_upload_file"), *super().get_urls()]

    def get_readonly_fields(self, request: HttpRequest, obj: Upload | None = None) -> list[str]:
        return ["received_file"]

    @admin.display(description="file as received")
    def received_file(self, upload: Upload) -> str:
        if not upload.file:
            return "not kept"
        url = reverse("admin:experiments_upload_file", args=[upload.pk])
        return format_html('<a href="{}">download</a>', url)

    def download(self, request: HttpRequest, pk: int) -> FileResponse:
        upload = get_object_or_404(Upload, pk=pk)
        if not self.has_view_permission(request, upload):
            raise PermissionDenied("This needs the permission to view uploads.")
        return original_log(upload)


@admin.register(Reading)
class ReadingAdmin(DerivedAdmin):
    list_display = ("upload", "state", "attempts", "requested_at", "finished_at", "error")
    list_filter = ("state",)
    list_select_related = ("upload",)
    search_fields = ("upload__name", "upload__path", "error")
    date_hierarchy = "requested_at"
    ordering = ("-requested_at", "-id")
