"""Days on which a clock or a year turns: registers belong to the school's wall clock and to dates, never to UTC.

The moments are written in UTC, so that no arithmetic of London's is trusted to check London's. Clocks go forward on
Sunday 29 March 2026 and back on Sunday 25 October 2026.
"""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from foundation.access.roles import Role
from foundation.audit.actors import Actor
from schools.calendar.models import HalfTerm, SessionTimes
from schools.registers.models import Entry, PupilWeek
from schools.registers.operations import refresh_weeks
from schools.registers.operations.closing import close_year
from schools.registers.queries import as_at
from schools.registers.rules import slots
from schools.roll.models import Admission, GroupTutor, Placement
from tenants.trusts.scopes import school_work
from tests.schools.registers.taking import Taking, taking
from tests.world import World

TEACHER = Role.CLASS_TEACHER
SEPTEMBER_2025 = dt.date(2025, 9, 1)


def utc(day: str, time: str) -> dt.datetime:
    """A moment by Greenwich."""
    return dt.datetime.fromisoformat(f"{day}T{time}+00:00")


#: A half-term: academic year, number, first and last day.
Half = tuple[int, int, str, str]


def meeting(world: World, monkeypatch: pytest.MonkeyPatch, *halves: Half) -> Taking:
    """A school that meets in just these half-terms, its pupils and tutor there since September 2025."""
    school = taking(world, monkeypatch)
    with school_work(school.school):
        HalfTerm.objects.all().delete()
        for year, number, first, last in halves:
            HalfTerm.objects.create(
                academic_year=year,
                number=number,
                starts_on=dt.date.fromisoformat(first),
                ends_on=dt.date.fromisoformat(last),
            )
        for model in (Admission, Placement, GroupTutor):
            model.objects.update(starts_on=SEPTEMBER_2025)
    return school


def recounted(school: Taking) -> dict[tuple[int, dt.date, int], tuple[int, ...]]:
    """The pupils' weeks as kept, which a recount must leave as they are: place of the pupil, week, half-term; counts."""

    def weeks() -> dict[tuple[int, dt.date, int], tuple[int, ...]]:
        names = ("pupil_key", "week", "half_term", "present", "authorised", "unauthorised", "late_before")
        rows = PupilWeek.objects.values_list(*names)
        return {(school.keys.index(key), week, half): tuple(counts) for key, week, half, *counts in rows if any(counts)}

    with school_work(school.school):
        kept = weeks()
        refresh_weeks(dt.date(2025, 8, 25), dt.date(2027, 8, 31))
        assert weeks() == kept
    return kept


# The clocks

#: Days before and after each change, and 08:50 there by Greenwich: the register is open from then for twenty minutes.
CHANGES = [
    ("2026-03-27", "08:50:00"),
    ("2026-03-30", "07:50:00"),
    ("2026-10-23", "07:50:00"),
    ("2026-10-26", "08:50:00"),
]


@pytest.fixture
def through(world: World, monkeypatch: pytest.MonkeyPatch) -> Taking:
    """A school that meets on the Friday before each change and on the Monday after it."""
    return meeting(
        world,
        monkeypatch,
        (2025, 4, "2026-02-23", "2026-04-01"),
        (2026, 1, "2026-09-02", "2026-10-23"),
        (2026, 2, "2026-10-26", "2026-12-18"),
    )


def phases(school: Taking, day: str, opens: str) -> list[str]:
    """How the morning's register stands a second before it opens, as it does, a second before it closes, as it does."""
    opening = utc(day, opens)
    second, window = dt.timedelta(seconds=1), dt.timedelta(minutes=20)
    found = []
    for moment in (opening - second, opening, opening + window - second, opening + window):
        school.set_clock(moment)
        found.append(school.read(on=day)["phase"])
    return found


@pytest.mark.parametrize(("day", "opens"), CHANGES)
def test_a_register_opens_by_the_wall_clock(through: Taking, day: str, opens: str) -> None:
    """At 08:50 in winter and in summer, to the second; presence is refused before and taken then."""
    assert phases(through, day, opens) == ["ahead", "open", "open", "shut"]
    through.set_clock(utc(day, opens) - dt.timedelta(seconds=1))
    assert through.save(through.mark(0, "/"), on=day).status_code == 422
    through.set_clock(utc(day, opens))
    assert through.save(through.mark(0, "/"), on=day, role=TEACHER).status_code == 200
    through.set_clock(utc(day, opens) + dt.timedelta(minutes=20))
    late = through.mark(1, "U", minutes=21)
    assert through.save(late, on=day, role=TEACHER, version=1).status_code == 200
    assert len(recounted(through)) == 2


def test_a_register_that_went_by_greenwich_would_be_seen(through: Taking, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with UTC in London's place, the two days of summer time fail, and the winter's do not."""
    monkeypatch.setattr(slots, "LONDON", ZoneInfo("UTC"))
    seen = [phases(through, day, opens) == ["ahead", "open", "open", "shut"] for day, opens in CHANGES]
    assert seen == [True, False, False, True]


def test_midnight_is_londons(through: Taking) -> None:
    """One second before midnight in summer the teacher still completes Thursday's register; one after, no longer.

    By Greenwich it is Thursday both times.
    """
    thursday = "2026-09-10"
    through.set_clock(utc(thursday, "22:59:59"))
    assert through.save(through.mark(0, "/"), on=thursday, role=TEACHER).status_code == 200
    through.set_clock(utc(thursday, "23:00:01"))
    refused = through.save(through.mark(1, "/"), on=thursday, role=TEACHER, version=1)
    assert [error["code"] for error in refused.json()["errors"]] == ["may_not_amend"]
    assert through.save(through.mark(1, "/"), on=thursday, version=1).status_code == 200
    with school_work(through.school):
        first, second = Entry.objects.order_by("id")
        assert (first.at, second.at) == (utc(thursday, "22:59:59"), utc(thursday, "23:00:01"))


def test_where_the_day_is_the_window_it_begins_at_londons_midnight(through: Taking) -> None:
    """A school without session times: Friday's register opens, and Thursday's closes, while it is Thursday by Greenwich."""
    thursday, friday = "2026-09-10", "2026-09-11"
    with school_work(through.school):
        SessionTimes.objects.all().delete()
    through.set_clock(utc(thursday, "22:59:59"))
    assert [through.read(on=day)["phase"] for day in (thursday, friday)] == ["open", "ahead"]
    through.set_clock(utc(thursday, "23:00:01"))
    assert [through.read(on=day)["phase"] for day in (thursday, friday)] == ["shut", "open"]
    assert through.save(through.mark(0, "/"), on=friday, role=TEACHER).status_code == 200


def test_the_hour_that_comes_twice(through: Taking) -> None:
    """Two amendments at 01:30 of the night the clocks go back, an hour apart: each moment shows the one that stood."""
    friday = dt.date(2026, 10, 23)
    through.set_clock(utc("2026-10-23", "12:00:00"))
    through.save(through.mark(0, "N"), on=friday)
    for moment, was, code in (("00:30:00", "N", "I"), ("01:30:00", "I", "M")):
        through.set_clock(utc("2026-10-25", moment))
        saved = through.save(through.mark(0, code, was=was), on=friday, version=1, reason="At night")
        assert saved.status_code == 200
    london = ZoneInfo("Europe/London")
    twice = [dt.datetime(2026, 10, 25, 1, 45, tzinfo=london, fold=fold) for fold in (0, 1)]
    moments = [utc("2026-10-25", "00:29:59"), *twice]
    with school_work(through.school):
        stood = [as_at.marks_as_at(through.keys[:1], friday, friday, moment) for moment in moments]
    assert [one[through.keys[0], friday, 1].code for one in stood] == ["N", "I", "M"]


# The years and half-terms


def _present(school: Taking, *days: str) -> None:
    """Everybody's morning on these days, at noon of each."""
    for day in days:
        school.set_clock(utc(day, "12:00:00"))
        answer = school.save(*(school.mark(place, "/") for place in range(len(school.pupils))), on=day)
        assert answer.status_code == 200, answer.json()


def test_the_week_in_which_the_academic_year_turns(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Monday 31 August is the old year's and Tuesday 1 September the new one's: one week, two rows a pupil."""
    school = meeting(world, monkeypatch, (2025, 6, "2026-06-08", "2026-08-31"), (2026, 1, "2026-09-01", "2026-10-23"))
    _present(school, "2026-08-31", "2026-09-01")
    weeks = recounted(school)
    monday = dt.date(2026, 8, 31)
    assert {(week, half): counts[0] for (place, week, half), counts in weeks.items() if place == 0} == {
        (monday, 20256): 1,
        (monday, 20261): 1,
    }


def test_a_new_year_that_opens_in_august_is_not_the_old_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new year began on 27 August: once the old one is closed its first days are still amended like any other."""
    school = meeting(world, monkeypatch, (2025, 6, "2026-06-08", "2026-07-21"), (2026, 1, "2026-08-27", "2026-10-23"))
    _present(school, "2026-08-27", "2026-08-31", "2026-09-01")
    assert {half for _, _, half in recounted(school)} == {20261}
    now = utc("2026-09-02", "12:00:00")
    school.set_clock(now)
    with school_work(school.school):
        close_year(2025, by=Actor(None, "The head"), now=now, today=now.date())
    change = school.mark(0, "I", was="/")
    amended = school.save(change, on="2026-08-27", version=1, reason="Mother rang")
    assert amended.status_code == 200, amended.json()
    refused = school.save(school.mark(0, "/"), on="2026-07-21")
    assert [error["code"] for error in refused.json()["errors"]] == ["year_closed"]


def test_the_week_in_which_the_calendar_year_turns(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thursday 31 December and Friday 1 January: one week, which a half-term cuts there; midnight divides the days."""
    school = meeting(world, monkeypatch, (2026, 2, "2026-11-02", "2026-12-31"), (2026, 3, "2027-01-01", "2027-02-12"))
    school.set_clock(utc("2026-12-31", "23:59:59"))
    assert school.save(school.mark(0, "/"), on="2026-12-31", role=TEACHER).status_code == 200
    assert school.read(on="2027-01-01")["phase"] == "ahead"
    school.set_clock(utc("2027-01-01", "00:00:01"))
    refused = school.save(school.mark(1, "/"), on="2026-12-31", role=TEACHER, version=1)
    assert [error["code"] for error in refused.json()["errors"]] == ["may_not_amend"]
    school.set_clock(utc("2027-01-01", "09:00:00"))
    assert school.save(school.mark(0, "N"), on="2027-01-01", role=TEACHER).status_code == 200
    monday = dt.date(2026, 12, 28)
    assert recounted(school) == {(0, monday, 20262): (1, 0, 0, 0), (0, monday, 20263): (0, 0, 1, 0)}


def test_a_half_term_that_ends_on_a_wednesday(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each day counts in its own half-term's row, and an amendment moves only that one."""
    school = meeting(world, monkeypatch, (2026, 1, "2026-09-02", "2026-10-21"), (2026, 2, "2026-10-22", "2026-12-18"))
    _present(school, "2026-10-20", "2026-10-21", "2026-10-22")
    change = school.mark(0, "I", was="/")
    assert school.save(change, on="2026-10-22", version=1, reason="Mother rang").status_code == 200
    monday = dt.date(2026, 10, 19)
    rows = {(week, half): counts for (place, week, half), counts in recounted(school).items() if place == 0}
    assert rows == {(monday, 20261): (2, 0, 0, 0), (monday, 20262): (0, 1, 0, 0)}
