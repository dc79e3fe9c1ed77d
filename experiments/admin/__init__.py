"""One module a noun; everything that is stored can be looked up here."""

from django.contrib import admin

from experiments.admin import analysis, bulk, embed, predictions, project, rule, run, series, upload

__all__ = ["analysis", "bulk", "embed", "predictions", "project", "rule", "run", "series", "upload"]

admin.site.site_header = admin.site.site_title = "lossacc administration"
admin.site.index_title = "What is stored"
