"""One module a noun; imports Django only."""

from experiments.models.analysis import Analysis, Finding, VerdictChange
from experiments.models.embed import EmbedLink
from experiments.models.predictions import Predictions
from experiments.models.project import Membership, Project
from experiments.models.rule import MetricRule, Rereading
from experiments.models.run import Run, Tag
from experiments.models.series import EpochMetrics, Series, SeriesChunk
from experiments.models.upload import Reading, Upload

__all__ = [
    "Analysis",
    "EmbedLink",
    "EpochMetrics",
    "Finding",
    "Membership",
    "MetricRule",
    "Predictions",
    "Project",
    "Reading",
    "Rereading",
    "Run",
    "Series",
    "SeriesChunk",
    "Tag",
    "Upload",
    "VerdictChange",
]
