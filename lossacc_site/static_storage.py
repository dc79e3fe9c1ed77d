"""Static files under names that carry a digest of their content, so that browsers keep them."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """As its parent, and the modules in `static/js` import each other by those names, too.

    Otherwise a page after an update would run new modules with old ones out of the browser's cache.
    Only hashed files are kept: nothing is asked for by another name.
    """

    _imports = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]
    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", _imports))
    keep_only_hashed_files = True
