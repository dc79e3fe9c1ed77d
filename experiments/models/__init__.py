"""One module a noun; imports Django only."""

from experiments.models.analysis import Analysis, Finding, VerdictChange
from experiments.models.bulk import BulkChange
from experiments.models.embed import EmbedLink
from experiments.models.parameter import Parameter
from experiments.models.predictions import Predictions
from experiments.models.project import Membership, Project
from experiments.models.rule import MetricRule, Rereading
from experiments.models.run import SILENT, STATUSES, Run, Tag, silent_runs
from experiments.models.saved_view import SavedView
from experiments.models.series import EpochMetrics, Series, SeriesChunk
from experiments.models.upload import Reading, Upload

__all__ = [
    "SILENT",
    "STATUSES",
    "Analysis",
    "BulkChange",
    "EmbedLink",
    "EpochMetrics",
    "Finding",
    "Membership",
    "MetricRule",
    "Parameter",
    "Predictions",
    "Project",
    "Reading",
    "Rereading",
    "Run",
    "SavedView",
    "Series",
    "SeriesChunk",
    "Tag",
    "Upload",
    "VerdictChange",
    "silent_runs",
]
