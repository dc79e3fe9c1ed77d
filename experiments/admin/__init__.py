"""One module a noun; everything that is stored can be looked up here."""

from experiments.admin import analysis, project, run, series, upload

__all__ = ["analysis", "project", "run", "series", "upload"]
