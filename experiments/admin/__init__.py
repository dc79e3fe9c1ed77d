"""One module a noun; everything that is stored can be looked up here."""

from experiments.admin import project, series, upload

__all__ = ["project", "series", "upload"]
