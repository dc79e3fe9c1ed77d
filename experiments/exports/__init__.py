"""Runs out, as files that other programs read: one module a form, listed in EXPORTS; no Django."""

from experiments.exports import (
    csv_points,
    event_file,
    json_document,
    keras_csv,
    parquet_points,
)
from experiments.exports.export import Export, Exported

EXPORTS: tuple[Export, ...] = (
    csv_points.EXPORT,
    json_document.EXPORT,
    parquet_points.EXPORT,
    event_file.EXPORT,
    keras_csv.EXPORT,
)
"""In the order of the menu on the run's page."""

__all__ = ["EXPORTS", "Export", "Exported"]
