"""Somebody else at work in the very moment in which a file is applied."""

import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import IntegrityError, connections

from foundation.audit.actors import SYSTEM
from foundation.refusals import Overtaken
from integrations.sims.stand_in import write_roll_xml
from schools.intake.models import ImportRun
from schools.intake.operations import work
from schools.registers.models import Mark, PupilWeek
from schools.registers.operations import copy_marks, recount_weeks, replace_marks
from schools.roll.models import Admission, Pupil
from schools.roll.operations import bulk
from schools.roll.operations.leavers import Leaving, remove_from_roll
from tenants.trusts.models import School
from tenants.trusts.scopes import school_work
from tests.at_once import at_once, somebody_waits
from tests.schools.intake.exports import (
    AS_AT,
    START,
    apply,
    check,
    imported,
    receive,
    rows,
    write,
    year_of_marks,
)


def test_marks_older_than_the_rolls_change_wait_in_turn_with_a_recount(
    school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The roll changes from 16 September, the marks begin on the 2nd: a recount from the 2nd comes in between."""
    first, second = rows(2)
    imported(school, {"roll": write(tmp_path, [first], {})["roll"]})
    second = replace(second, starts_on=dt.date(2026, 9, 16))
    run = check(school, receive(school, write(tmp_path, [first, second], {first.upn: year_of_marks()})))
    honest, recounts = bulk.announce, []

    def recount() -> None:
        try:
            with school_work(school):
                recount_weeks(START)
        finally:
            connections.close_all()

    def then_recount(since: dt.date) -> None:
        assert since > START
        honest(since)
        recounts.append(pool.submit(recount))
        while not recounts[0].done() and not somebody_waits():
            time.sleep(0.01)

    monkeypatch.setattr(bulk, "announce", then_recount)
    with ThreadPoolExecutor(1) as pool:
        assert apply(school, run).status == ImportRun.Status.APPLIED
        recounts[0].result(timeout=60)
    with school_work(school):
        assert sum(week.present for week in PupilWeek.objects.all()) == len(year_of_marks())


def test_a_leaver_recorded_at_that_moment_is_not_put_back_on_the_roll(school: School, tmp_path: Path) -> None:
    child, path = rows(1)[0], tmp_path / "roll.xml"
    write_roll_xml(path, [child])
    imported(school, {"roll": path})
    write_roll_xml(path, [replace(child, starts_on=dt.date(2026, 9, 1))])
    run = check(school, receive(school, {"roll": path}))

    def leave() -> None:
        leaving = Leaving(last_day=AS_AT, ground="a")
        remove_from_roll(Pupil.objects.get(), leaving, today=AS_AT, by=SYSTEM)

    def meanwhile() -> str:
        with pytest.raises(Overtaken) as overtaken:
            apply(school, run)
        return str(overtaken.value)

    assert "Check it again" in at_once(school, leave, meanwhile)
    with school_work(school):
        assert Admission.objects.get().ends_on == AS_AT


def test_a_mark_saved_by_somebody_else_at_that_moment_stops_the_import_whole(
    school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = rows(1)[0]
    run = check(school, receive(school, write(tmp_path, [child], {child.upn: year_of_marks()})))

    def beaten(entry, rows):
        copy_marks(entry, [(Pupil.objects.get().key, START, 1, "L", None)])
        return copy_marks(entry, rows)

    monkeypatch.setattr(work, "copy_marks", beaten)
    with pytest.raises(IntegrityError):
        apply(school, run)
    monkeypatch.setattr(work, "copy_marks", copy_marks)
    with school_work(school):
        assert not Mark.objects.exists()
    assert apply(school, run).status == ImportRun.Status.APPLIED


def test_a_mark_replaced_by_somebody_else_at_that_moment_stops_the_import_whole(
    school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = rows(1)[0]
    imported(school, write(tmp_path, [child], {child.upn: year_of_marks()}))
    run = check(school, receive(school, write(tmp_path, [child], {child.upn: {**year_of_marks(), (START, 1): "I"}})))

    def beaten(entry, pupils):
        Mark.objects.filter(date=START, session=1).update(code="M")
        replace_marks(entry, pupils)

    monkeypatch.setattr(work, "replace_marks", beaten)
    with pytest.raises(IntegrityError, match="somebody else"):
        apply(school, run)
    with school_work(school):
        assert Mark.objects.get(date=START, session=1).code == "/"
