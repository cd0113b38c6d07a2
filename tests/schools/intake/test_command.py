"""`rollcall import sims`: what it prints, what it leaves and how it exits."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from rollcall.__main__ import main
from schools.intake.models import FileChunk, ImportRun
from schools.registers.models import Entry, Mark
from schools.roll.models import Pupil
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.schools.intake.exports import AS_AT, half_terms, rows, upn, write, year_of_marks


@pytest.fixture
def school(fresh_school: Callable[[], School]) -> School:
    return half_terms(fresh_school())


@pytest.fixture
def command(school: School, tmp_path: Path) -> Callable[..., int]:
    def run(*words: str, **given: object) -> int:
        pupils = given.get("pupils", rows(2))
        marks = given.get("marks", {row.upn: year_of_marks() for row in rows(2)})
        paths = write(tmp_path, pupils, marks)  # type: ignore[arg-type]
        chosen = [word for kind in ("roll", "marks") for word in (f"--{kind}", str(paths[kind]))]
        return main(["import", "sims", "--school", school.slug, "--as-at", AS_AT.isoformat(), *chosen, *words])

    return run


def test_a_dry_run_tells_all_and_leaves_nothing(
    school: School, command: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    marks = {row.upn: year_of_marks() for row in rows(2)} | {upn(9): year_of_marks()}
    assert command("--dry-run", marks=marks) == 0
    said = capsys.readouterr().out
    each = len(year_of_marks())
    assert "pupils: 2 new, 0 changed, 0 same, 0 missing" in said
    assert f"marks: {2 * each} new, 0 changed, 0 same, {each} set aside" in said
    assert "No pupil on the roll has this UPN" in said
    assert "Dry run: nothing was changed." in said
    with school_work(school):
        assert not Pupil.objects.exists()
        assert not FileChunk.objects.exists()
        assert ImportRun.objects.get().status == ImportRun.Status.DISCARDED


def test_files_go_in_and_the_second_time_change_nothing(
    school: School, command: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert command() == 0
    assert "Applied." in capsys.readouterr().out
    with school_work(school):
        assert Mark.objects.count() == 2 * len(year_of_marks())
        assert Entry.objects.get().by_position == "At the command line"
    assert command() == 0
    assert "Nothing to change" in capsys.readouterr().out


def test_errors_are_told_by_row_and_nothing_is_changed(
    school: School, command: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    pupils = [rows(1)[0], replace(rows(2)[1], birth=dt.date(1980, 1, 1))]
    assert command(pupils=pupils) == 1
    heard = capsys.readouterr()
    assert "1 error:" in heard.out
    assert "roll, row 2, Date of Birth: This makes the pupil 46 years old" in heard.out
    assert "Nothing was changed: 1 row is held back; correct it, or say --without-bad-rows." in heard.err
    with school_work(school):
        assert not Pupil.objects.exists()
    assert command("--dry-run", "--without-bad-rows", pupils=pupils) == 0
    assert command("--without-bad-rows", pupils=pupils) == 0
    with school_work(school):
        assert Pupil.objects.get().upn == pupils[0].upn
    assert command(pupils=pupils[1:]) == 1
    assert "these files cannot be used as they are; correct what is listed" in capsys.readouterr().err


def test_what_cannot_be_begun_is_refused_in_a_sentence(school: School, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "sims", "--school", school.slug]) == 1
    assert "name a file to import" in capsys.readouterr().err
    assert main(["import", "sims", "--school", "nowhere", "--roll", "x.xml"]) == 1
    assert "no school has the address nowhere" in capsys.readouterr().err
    assert main(["import", "sims", "--school", school.slug, "--roll", "not-there.xml"]) == 1
    assert "not-there.xml: No such file" in capsys.readouterr().err
