"""How tests are dealt out to processes: by file, and what starts servers to one process alone.

xdist's own groups are marks, which it writes into the names of tests; since pytest 9.2 a name cannot be written to, and
marks are passed over in silence. So the share is read from the name here, which also stays as one types it.
"""

from pathlib import PurePosixPath

from xdist.scheduler import LoadScopeScheduling

#: Folders whose tests start servers, kill them or measure them: in one process, so that no two do so at once.
IN_TURN = {"tests/demo", "tests/faults", "tests/launcher", "tests/servers"}

#: Folders of which no file takes more than seconds: dealt out last, where a long one would leave a process with nothing.
SHORT = {"tests/layout", "tests/rules"}


def share_of(test: str) -> str:
    """The share a test belongs to: its file, as its tests use the module's browser and world together."""
    path = PurePosixPath(test.partition("::")[0])
    return "in turn" if IN_TURN & {str(parent) for parent in path.parents} else str(path)


def is_short(test: str) -> bool:
    """Whether a test is of a file that takes no more than seconds."""
    return str(PurePosixPath(test.partition("::")[0]).parent) in SHORT


class Shares(LoadScopeScheduling):
    """A process takes one share after another."""

    def _split_scope(self, nodeid: str) -> str:
        return share_of(nodeid)
