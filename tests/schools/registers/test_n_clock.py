"""The clock of code N: what the worker amends when the fifth school day has ended, what it leaves, and that it is whole."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from foundation.access.roles import Role
from foundation.audit.actors import Actor
from foundation.database.scope import ALIAS
from schools.calendar.models import ClosedYear, HalfTerm, NonSchoolDay
from schools.journal.models import AuditLine, DueRow
from schools.journal.tasks import drain, sweep
from schools.registers.models import Entry, Mark, MarkVersion
from schools.registers.operations import calendar_changed, day_changed, lock_weeks, marks_changed
from schools.registers.operations.closing import open_year
from schools.registers.operations.n_clock import end_clocks
from schools.registers.queries.versions import versions_of
from tenants.trusts.scopes import school_work
from tests.at_once import at_once
from tests.killed import die, killed
from tests.schools.registers.taking import THURSDAY, Taking, at, taking
from tests.trust_reporting.registers import mark
from tests.trust_reporting.test_once import after_rebuild
from tests.trust_reporting.test_rebuild import published
from tests.world import World

#: Thursday's N may stand until the end of the Thursday after it.
DUE = THURSDAY + dt.timedelta(days=7)
DAY = dt.timedelta(days=1)
OVER = at(0, on=DUE + DAY)
REASON = "Reason not established within 5 school days"


@pytest.fixture
def school(world: World, monkeypatch: pytest.MonkeyPatch) -> Taking:
    """Thursday's register, taken at 08:55: the first two of six have an N. The worker has been."""
    school = taking(world, monkeypatch)
    codes = ("N", "N", "/", "/", "I", "/")
    assert school.save(*[school.mark(place, code) for place, code in enumerate(codes)]).status_code == 200
    work(school)
    return school


def work(school: Taking, now: dt.datetime | None = None) -> None:
    """Have the worker carry out what has fallen due."""
    if now is not None:
        school.set_clock(now)
    drain.run(str(school.school.pk))


def codes(school: Taking, on: dt.date = THURSDAY, session: int = 1) -> str:
    """What stands in a session, pupil by pupil; a dot for nothing."""
    marks = school.marks()
    return "".join(marks.get((place, on, session), (".", None))[0] for place in range(len(school.keys)))


def amend(school: Taking, code: str, was: str, *, version: int = 1) -> Any:
    return school.save(school.mark(0, code, was=was), version=version, reason="Letter of 27 November")


def test_an_n_becomes_o_when_its_fifth_school_day_has_ended(school: Taking) -> None:
    work(school, OVER - dt.timedelta(seconds=1))
    assert codes(school) == "NN//I/"
    work(school, OVER)
    assert codes(school) == "OO//I/"
    with school_work(school.school):
        entry = Entry.objects.order_by("pk").last()
        assert entry is not None
        assert (entry.source, entry.by_name, entry.by_position, entry.staff_id, entry.at) == (
            "system",
            "Rollcall",
            "Code N clock",
            None,
            OVER,
        )
        rows = MarkVersion.objects.filter(entry=entry).values_list("pupil_key", "old_code", "new_code", "reason")
        assert sorted(rows) == [(key, "N", "O", REASON) for key in sorted(school.keys[:2])]
        line = AuditLine.objects.get(act="n_clock.ended")
        assert (line.person_id, line.details) == (None, {"dates": ["2026-11-19"], "marks": 2, "entry": entry.pk})


def test_no_total_changes_and_what_is_published_is_a_recount(school: Taking) -> None:
    weeks, before = school.week_sums(), published(school.school)
    assert before == after_rebuild(school.school)
    work(school, OVER)
    assert codes(school) == "OO//I/"
    assert school.week_sums() == weeks
    assert school.weeks_agree()
    after = published(school.school)
    assert after == after_rebuild(school.school)
    assert after[1:] == before[1:]
    assert after[0] != before[0], "a session's counts are by code"


def test_it_is_done_once(school: Taking) -> None:
    work(school, OVER)
    with school_work(school.school):
        entries = Entry.objects.count()
        assert end_clocks([THURSDAY], now=OVER + DAY) == 0
        marks_changed([THURSDAY], pupils=school.keys)
    work(school, OVER + DAY)
    with school_work(school.school):
        assert Entry.objects.count() == entries
        assert AuditLine.objects.filter(act="n_clock.ended").count() == 1


def test_a_machine_that_stood_still_for_days_catches_up_once(school: Taking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drain, "delay", drain.run)
    school.set_clock(at(9, 30, on=DUE + 11 * DAY))
    sweep()
    sweep()
    assert codes(school) == "OO//I/"
    with school_work(school.school):
        assert AuditLine.objects.filter(act="n_clock.ended").count() == 1


@pytest.mark.parametrize(
    ("on", "due"),
    [
        (dt.date(2025, 10, 17), dt.date(2025, 10, 24)),  # the open week ahead; ends in summer time
        (dt.date(2025, 10, 22), dt.date(2025, 11, 5)),  # half-term and the change of the clocks between
        (dt.date(2025, 10, 21), dt.date(2025, 11, 4)),
        (dt.date(2026, 3, 26), dt.date(2026, 4, 2)),  # the clocks go forward between
    ],
)
def test_the_worked_examples(school: Taking, on: dt.date, due: dt.date) -> None:
    terms = [(1, (9, 3), (10, 24), 2025), (2, (11, 3), (12, 19), 2025), (4, (2, 23), (4, 10), 2026)]
    school.set_clock(at(9, on=on))
    with school_work(school.school):
        for number, first, last, year in terms:
            starts_on, ends_on = dt.date(year, *first), dt.date(year, *last)
            HalfTerm.objects.create(academic_year=2025, number=number, starts_on=starts_on, ends_on=ends_on)
        mark({(school.keys[0], on, 1): "N", (school.keys[0], on, 2): "N", (school.keys[1], on, 1): "I"})
    work(school)
    midnight = at(0, on=due + DAY)
    work(school, midnight - dt.timedelta(seconds=1))
    assert codes(school, on)[0] == codes(school, on, 2)[0] == "N"
    work(school, midnight)
    assert codes(school, on)[:2] == "OI"
    assert codes(school, on, 2)[0] == "O"


# --- people --------------------------------------------------------------------------------------------------------------


def test_a_reason_found_in_time_leaves_nothing_to_amend(school: Taking) -> None:
    assert amend(school, "I", "N").status_code == 200
    work(school, OVER)
    assert codes(school) == "IO//I/"


def test_a_person_takes_it_back_when_evidence_comes_later(school: Taking) -> None:
    work(school, OVER)
    without = school.save(school.mark(0, "I", was="O"), version=1)
    assert without.json()["errors"][0]["code"] == "reason_missing", "as any amendment"
    assert amend(school, "I", "O").status_code == 200
    assert codes(school) == "IO//I/"
    assert school.weeks_agree()
    with school_work(school.school):
        history = [(one.old, one.new, one.by_name) for one in versions_of(school.keys[0], THURSDAY, THURSDAY)]
    assert [(old, new) for old, new, _ in history] == [(None, "N"), ("N", "O"), ("O", "I")]
    assert history[1][2] == "Rollcall"


def test_what_somebody_has_put_back_to_n_is_theirs(school: Taking) -> None:
    work(school, OVER)
    assert amend(school, "N", "O").status_code == 200
    for days in (0, 1, 30):
        work(school, OVER + days * DAY)
    assert codes(school) == "NO//I/"


def test_an_n_entered_after_its_last_day_stands_until_the_end_of_that_day(school: Taking) -> None:
    """The clock has run; whoever completes a register a fortnight later is not overruled under the hand."""
    later = at(11, on=DUE + 6 * DAY)
    work(school, later)
    assert codes(school) == "OO//I/"
    change = school.save(school.mark(2, "N", was="/"), version=1, reason="Was not there after all")
    assert change.status_code == 200
    work(school)
    with school_work(school.school):
        assert end_clocks([THURSDAY], now=later) == 0
    assert codes(school) == "OON/I/"
    work(school, at(0, on=later.date() + DAY))
    assert codes(school) == "OOO/I/"


# --- what the rule leaves, and what moves it -------------------------------------------------------------------------------


def close_day(school: Taking, on: dt.date) -> None:
    with school_work(school.school):
        NonSchoolDay.objects.create(date=on, kind="closure")
        day_changed(on)


def test_a_closure_entered_meanwhile_moves_the_last_day(school: Taking) -> None:
    close_day(school, DUE - DAY)
    work(school, OVER)
    assert codes(school) == "NN//I/"
    work(school, OVER + DAY - dt.timedelta(seconds=1))
    assert codes(school) == "NN//I/"
    work(school, OVER + DAY)
    assert codes(school) == "OO//I/"


def test_the_rule_is_asked_again_when_its_moment_comes_and_says_when_to_come_back(school: Taking) -> None:
    """The calendar changed and nobody said so: what was promised for the old day does nothing but wait for the new."""
    with school_work(school.school):
        NonSchoolDay.objects.create(date=DUE, kind="inset")
    work(school, OVER)
    assert codes(school) == "NN//I/"
    work(school, at(0, on=DUE + 2 * DAY))
    assert codes(school) == "OO//I/"


def test_a_closure_taken_back_brings_the_last_day_nearer(school: Taking) -> None:
    close_day(school, DUE - DAY)
    work(school)
    with school_work(school.school):
        NonSchoolDay.objects.all().delete()
        day_changed(DUE - DAY)
    work(school)
    work(school, OVER)
    assert codes(school) == "OO//I/"


def test_a_calendar_that_ends_too_soon_alters_nothing_until_it_is_entered(school: Taking) -> None:
    with school_work(school.school):
        later = list(HalfTerm.objects.filter(starts_on__gt=THURSDAY))
        HalfTerm.objects.filter(starts_on__gt=THURSDAY).delete()
        HalfTerm.objects.filter(number=2).update(ends_on=THURSDAY + DAY)
        calendar_changed(THURSDAY)
    work(school, OVER + 30 * DAY)
    assert codes(school) == "NN//I/"
    with school_work(school.school):
        HalfTerm.objects.filter(number=2).update(ends_on=dt.date(2026, 12, 18))
        HalfTerm.objects.bulk_create(later)
        calendar_changed(THURSDAY)
    work(school)
    assert codes(school) == "OO//I/", "the rule has caught up"


def test_a_closed_year_is_left_and_the_rule_catches_up_when_it_is_opened(school: Taking) -> None:
    with school_work(school.school):
        ClosedYear.objects.create(academic_year=2026, closed_at=at(9), closed_by="Head")
    work(school, OVER)
    assert codes(school) == "NN//I/"
    with school_work(school.school):
        head = Actor(school.people[Role.HEADTEACHER], "Head")
        open_year(2026, reason="An appeal", by=head, now=OVER)
    work(school)
    assert codes(school) == "OO//I/"


def test_what_is_only_planned_has_no_clock(school: Taking) -> None:
    with school_work(school.school):
        Mark.objects.filter(pupil_key=school.keys[0]).update(planned=True)
    work(school, OVER)
    assert codes(school) == "NO//I/"


# --- at once, and killed ---------------------------------------------------------------------------------------------------


def test_two_workers_at_once_amend_once(school: Taking) -> None:
    school.set_clock(OVER)

    def end() -> int:
        with school_work(school.school):
            return end_clocks([THURSDAY], now=OVER)

    assert at_once(school.school, lambda: end_clocks([THURSDAY], now=OVER), end) == 0
    with school_work(school.school):
        assert AuditLine.objects.filter(act="n_clock.ended").count() == 1
        assert MarkVersion.objects.filter(new_code="O").count() == 2


def test_a_reason_saved_at_that_moment_stands(school: Taking) -> None:
    """The register is being saved when the clock ends, be it of one day among others: the rule waits, and finds no N."""
    school.set_clock(OVER)

    def end() -> int:
        with school_work(school.school):
            return end_clocks([THURSDAY - 7 * DAY, THURSDAY, THURSDAY + 7 * DAY], now=OVER)

    def explained() -> None:
        lock_weeks(THURSDAY, THURSDAY)
        Mark.objects.filter(pupil_key=school.keys[0]).update(code="I")

    assert at_once(school.school, explained, end) == 1
    assert codes(school) == "IO//I/"


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("text", ["UPDATE registers_mark", "'n_clock.ended'", 'UPDATE "journal_outboxrow"'])
def test_a_killed_worker_loses_and_doubles_nothing(school: Taking, text: str, after: bool) -> None:
    school.set_clock(OVER)
    killed(lambda: work_until(school, text, after=after))
    assert codes(school) in ("NN//I/", "OO//I/"), "whole or absent"
    work(school)
    assert codes(school) == "OO//I/"
    with school_work(school.school):
        assert AuditLine.objects.filter(act="n_clock.ended").count() == 1
        assert MarkVersion.objects.filter(new_code="O").count() == 2
        assert not DueRow.objects.filter(topic="registers.n_clock", state="waiting").exists()


def work_until(school: Taking, text: str, *, after: bool) -> None:
    """Drain, and die before (or just after) the first statement that holds the text."""

    def wrapper(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        fatal = text in f"{sql} {params!r}"
        if fatal and not after:
            die()
        result = execute(sql, params, many, context)
        if fatal:
            die()
        return result

    with connections[ALIAS].execute_wrapper(wrapper):
        work(school)
