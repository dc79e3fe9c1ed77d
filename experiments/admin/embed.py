from django.contrib import admin

from experiments.admin.base import DerivedAdmin
from experiments.models import EmbedLink


@admin.register(EmbedLink)
class EmbedLinkAdmin(DerivedAdmin):
    """Made and revoked by the owners of projects; the address itself is theirs to see."""

    exclude = ("token",)
    list_display = (
        "run", "label", "origins", "shows_notes", "made_by", "made_at", "expires_at",
        "revoked_at", "seen_at",
    )  # fmt: skip
    list_select_related = ("run", "made_by")
    search_fields = ("run__name", "label")
    date_hierarchy = "made_at"
    ordering = ("-made_at", "-id")
