"""Killed at any step, an import is whole or absent, and the next attempt makes it whole."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from schools.intake.models import FileChunk, ImportProblem, ImportRun
from schools.intake.operations import applying, checking, files, work
from schools.journal.models import AuditLine, OutboxRow
from schools.registers.models import Entry, Mark, MarkVersion, PupilWeek
from schools.roll.models import Pupil
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.killed import die, killed
from tests.schools.intake.exports import apply, check, receive, rows, write, year_of_marks

STEPS: list[tuple[ModuleType, str]] = [
    (work, "land_roll"),
    (work, "first_marks"),
    (work, "copy_marks"),
    (work, "move_weeks"),
    (work, "marks_changed"),
    (applying, "record"),
    (applying, "end"),
]


def killed_after(module: ModuleType, name: str, act: Callable[[], object]) -> None:
    """Run `act` in a process that is killed as soon as it has done that step."""
    honest = getattr(module, name)

    def step(*args: object, **kwargs: object) -> object:
        done = honest(*args, **kwargs)
        done = list(done) if name == "first_marks" else done
        die()
        return done

    def until_then() -> None:
        setattr(module, name, step)
        act()

    killed(until_then)


def counts() -> dict[str, int]:
    kept = (Pupil, Mark, MarkVersion, PupilWeek, Entry, OutboxRow, AuditLine, FileChunk, ImportProblem)
    return {model.__name__: model.objects.count() for model in kept}


@pytest.mark.parametrize(("module", "name"), STEPS, ids=[name for _, name in STEPS])
def test_killed_while_applying(school: School, tmp_path: Path, module: ModuleType, name: str) -> None:
    run = check(school, receive(school, write(tmp_path, rows(2), {row.upn: year_of_marks() for row in rows(2)})))
    with school_work(school):
        before = counts()
    killed_after(module, name, lambda: apply(school, run))
    with school_work(school):
        assert counts() == before
        assert ImportRun.objects.get().status == ImportRun.Status.CHECKED
    apply(school, run)
    with school_work(school):
        assert Mark.objects.count() == MarkVersion.objects.count() == 2 * len(year_of_marks())
        assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("module", "name"), [(checking, "take_turn"), (work, "land_roll"), (checking, "_problem_rows")]
)
def test_killed_while_checking(school: School, tmp_path: Path, module: ModuleType, name: str) -> None:
    run = receive(school, write(tmp_path, rows(2), {row.upn: year_of_marks() for row in rows(2)}))
    with school_work(school):
        before = counts()
    killed_after(module, name, lambda: check(school, run))
    with school_work(school):
        assert counts() == before
        assert ImportRun.objects.get().status == ImportRun.Status.RECEIVED
    assert check(school, run).status == ImportRun.Status.CHECKED


def test_killed_while_receiving(school: School, tmp_path: Path) -> None:
    paths = write(tmp_path, rows(2), {row.upn: year_of_marks() for row in rows(2)})
    killed_after(files, "store", lambda: receive(school, paths))
    with school_work(school):
        assert not ImportRun.objects.exists()
        assert not FileChunk.objects.exists()
