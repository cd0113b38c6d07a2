"""Two processes: no file is parted between them, and what starts servers keeps to one."""

from types import SimpleNamespace

import pytest

from tests.layout.tree import ROOT
from tests.shares import IN_TURN, SHORT, rank_of, share_of

NAMES = sorted(
    [
        *(f"tests/{folder}/test_one.py::test_{number}" for folder in ("demo", "rules", "ui") for number in range(4)),
        *(f"tests/faults/test_{name}.py::test_one" for name in ("casework", "faults", "whole_day")),
        *(f"tests/{folder}/test_{number}.py::test_one" for folder in ("launcher", "rules") for number in range(4)),
    ],
    key=rank_of,
)


class Process:
    """What the scheduler sees of a process."""

    shutting_down = False

    def __init__(self, name: str) -> None:
        self.gateway = SimpleNamespace(id=name)
        self.taken: list[str] = []

    def send_runtest_some(self, indices: list[int]) -> None:
        self.taken += [NAMES[index] for index in indices]

    def shutdown(self) -> None:
        self.shutting_down = True


@pytest.fixture
def dealt(pytestconfig: pytest.Config) -> tuple[list[str], list[str]]:
    """What each of two processes runs, when they take turns to finish a test."""
    options = {"dist": "loadgroup", "tx": ["popen", "popen"]}
    config = SimpleNamespace(getvalue=options.get, option=SimpleNamespace(loadscopereorder=False))
    scheduler = pytestconfig.hook.pytest_xdist_make_scheduler(config=config, log=None)
    processes = Process("one"), Process("other")
    for process in processes:
        scheduler.add_node(process)
    for process in processes:
        scheduler.add_node_collection(process, NAMES)
    scheduler.schedule()
    done = dict.fromkeys(processes, 0)
    while not scheduler.tests_finished:
        for process in processes:
            if done[process] < len(process.taken):
                scheduler.mark_test_complete(process, NAMES.index(process.taken[done[process]]))
                done[process] += 1
    return processes[0].taken, processes[1].taken


def test_every_test_is_run_once_and_no_file_is_parted(dealt: tuple[list[str], list[str]]) -> None:
    one, other = dealt
    assert sorted(one + other) == sorted(NAMES)
    assert not {name.split("::")[0] for name in one} & {name.split("::")[0] for name in other}
    assert one
    assert other


def test_what_starts_servers_is_run_in_one_process_and_first(dealt: tuple[list[str], list[str]]) -> None:
    one, other = dealt
    in_turn = [name for name in NAMES if any(name.startswith(one) for one in IN_TURN)]
    assert one[: len(in_turn)] == in_turn
    assert len(in_turn) == 6
    assert not set(other) & set(in_turn)


def test_what_is_long_comes_first_and_what_is_short_last(request: pytest.FixtureRequest) -> None:
    ranks = [rank_of(item.nodeid) for item in request.session.items]
    assert ranks == sorted(ranks)
    named = [
        "tests/launcher/test_launcher.py::test_one",
        "tests/ui/test_parts.py::test_one",
        "tests/rules/test_codes.py::test_one",
    ]
    assert [rank_of(name) for name in named] == [0, 1, 2]


@pytest.mark.parametrize("name", sorted(IN_TURN | SHORT))
def test_the_files_and_folders_are_there(name: str) -> None:
    there = ROOT / name
    assert there.is_file() or list(there.glob("test_*.py"))


def test_a_file_of_a_folder_with_others_can_be_in_turn_alone() -> None:
    assert share_of("tests/faults/test_faults.py::test_one") == share_of("tests/servers/test_ports.py::test_one")
    assert share_of("tests/faults/test_casework.py::test_one") == "tests/faults/test_casework.py"
