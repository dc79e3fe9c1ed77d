"""Which tests go to one process together, where several processes share them."""

from pathlib import PurePosixPath

from xdist.scheduler import LoadScopeScheduling

# What the tests of such a file share takes seconds to start.
SHARING_FOLDERS = ("services", "browser")


def scope(nodeid: str) -> str:
    """What is equal for tests that stay together."""
    file = nodeid.partition("::")[0]
    return file if PurePosixPath(file).parent.name in SHARING_FOLDERS else nodeid


class SharingFiles(LoadScopeScheduling):
    """Tests of a file that starts processes stay together, all others go wherever there is room."""

    def _split_scope(self, nodeid: str) -> str:
        return scope(nodeid)
