from django.contrib import admin

from experiments.admin.base import DerivedAdmin, VerdictFilter, WordFilter
from experiments.analysis import RULES
from experiments.analysis.finding import SEVERITIES, VERDICTS
from experiments.models import Analysis, Finding, VerdictChange


class RuleFilter(WordFilter):
    title = parameter_name = column = "rule"
    words = tuple(rule.name for rule in RULES)


class AnswerFilter(WordFilter):
    title, parameter_name, column = "answer", "answer", "verdict"
    words = VERDICTS


class SeverityFilter(WordFilter):
    title = parameter_name = column = "severity"
    words = SEVERITIES


@admin.register(Analysis)
class AnalysisAdmin(DerivedAdmin):
    list_display = (
        "run", "state", "cause", "verdict_headline", "version", "attempts", "seconds",
        "requested_at", "finished_at", "error",
    )  # fmt: skip
    list_filter = ("state", "cause")
    list_select_related = ("run",)
    search_fields = ("run__name", "error")
    date_hierarchy = "requested_at"
    ordering = ("-requested_at", "-id")


@admin.register(Finding)
class FindingAdmin(DerivedAdmin):
    list_display = (
        "run", "rule", "verdict", "severity", "split", "first_epoch", "last_epoch", "sentence",
    )  # fmt: skip
    list_filter = (RuleFilter, AnswerFilter, SeverityFilter)
    list_select_related = ("run",)
    search_fields = ("run__name", "sentence")
    ordering = ("-id",)


@admin.register(VerdictChange)
class VerdictChangeAdmin(DerivedAdmin):
    list_display = (
        "run", "before", "verdict", "headline", "cause", "version", "at", "until", "analyses",
    )  # fmt: skip
    list_filter = (VerdictFilter, "cause")
    list_select_related = ("run",)
    search_fields = ("run__name", "headline")
    ordering = ("-id",)
