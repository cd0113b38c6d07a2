"""How tests are dealt out to processes: by file, and what starts servers to one process alone.

xdist's own groups are marks, which it writes into the names of tests; since pytest 9.2 a name cannot be written to, and
marks are passed over in silence. So the share is read from the name here, which also stays as one types it.
"""

from pathlib import PurePosixPath

from xdist.scheduler import LoadScopeScheduling

#: What starts servers and kills them at measured moments: in one process, so that no two do so at once. The demo's builds
#: and what is killed in a process forked from the tests have the process's own database, and are dealt out as any file.
IN_TURN = {"tests/faults/test_faults.py", "tests/faults/test_whole_day.py", "tests/launcher", "tests/servers"}

#: Folders of which no file takes more than seconds: dealt out last, where a long one would leave a process with nothing.
SHORT = {"tests/layout", "tests/rules"}


def share_of(test: str) -> str:
    """The share a test belongs to: its file, as its tests use the module's browser and world together."""
    path = PurePosixPath(test.partition("::")[0])
    return "in turn" if IN_TURN & {str(one) for one in (path, *path.parents)} else str(path)


def rank_of(test: str) -> int:
    """When a test's share is dealt out: the long one first, as no other process can take of it, and what is short last."""
    if share_of(test) == "in turn":
        return 0
    return 2 if str(PurePosixPath(test.partition("::")[0]).parent) in SHORT else 1


class Shares(LoadScopeScheduling):
    """A process takes one share after another."""

    def _split_scope(self, nodeid: str) -> str:
        return share_of(nodeid)
