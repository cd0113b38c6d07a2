"""E in the register: AO-11 in both orders, behind D, given back by a cancellation, entered late by who may amend."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest

from foundation import clock
from foundation.audit.actors import SYSTEM
from schools.calendar.models import NonSchoolDay
from schools.calendar.rules.school_calendar import DayOff
from schools.exclusions.operations.absences import plan_absences
from schools.exclusions.operations.ledger import note_sixth_day, take_back_sixth_day
from schools.journal.tasks import drain
from schools.provision.operations.placing import Agreed, change, place
from schools.provision.operations.providers import About, add_provider
from schools.registers.models import Mark, Plan
from schools.registers.operations.days_off import DayOffAsk, add_day_off, take_back
from schools.registers.operations.plans import plan
from schools.registers.queries.plans import clashes
from schools.registers.queries.sheets import Timetable
from schools.registers.rules.plans import PlannedSession, PlanSource, Rank, state_source
from schools.roll.models import DualRegistration, Pupil
from schools.roll.queries.signing import Signature
from tests.schools.exclusions.keeping import MONDAY, Keeping
from tests.schools.registers.taking import at

BY = Signature(SYSTEM, "test")
DUAL = PlanSource("test_dual", Rank.DUE_ELSEWHERE, "another school")
OFF_SITE = PlanSource("test_off_site", Rank.EXPECTED_ELSEWHERE, "provider")
TUESDAY = MONDAY + dt.timedelta(days=1)
ONE_DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _sources() -> None:
    for source in (DUAL, OFF_SITE):
        state_source(source, address=lambda _key: None)


def wants(pupil: uuid.UUID, source: PlanSource, code: str, days: list[dt.date], *, confirmed: bool = True) -> None:
    key = Pupil.objects.get(pk=pupil).key
    sessions = [PlannedSession(on, session, code, confirmed) for on in days for session in (1, 2)]
    plan(source=source.name, source_id=uuid.uuid4(), pupil_key=key, sessions=sessions, signed=BY)


def marks(keeping: Keeping, pupil: uuid.UUID) -> dict[str, str]:
    """What the registers of November hold, by day and session: "16/1"."""
    with keeping.work():
        rows = Mark.objects.filter(pupil_key=Pupil.objects.get(pk=pupil).key, date__month=11)
        return {f"{on.day}/{session}": code for on, session, code in rows.values_list("date", "session", "code")}


def fourteen_days(keeping: Keeping) -> uuid.UUID:
    """Suspended for 14 days of this term already, all past."""
    pupil = keeping.pupil()
    keeping.exclude(pupil, first="02/09/2026", last="21/09/2026")
    return pupil


@pytest.mark.parametrize("d_first", [True, False])
def test_ao_11_in_both_orders(keeping: Keeping, d_first: bool) -> None:
    pupil = fourteen_days(keeping)

    def d_on_tuesday() -> None:
        with keeping.work():
            wants(pupil, DUAL, "D", [TUESDAY])

    if d_first:
        d_on_tuesday()
    row = keeping.exclude(pupil)
    if not d_first:
        d_on_tuesday()
    found = {place: code for place, code in marks(keeping, pupil).items() if place in {"16/1", "16/2", "17/1", "18/2"}}
    assert found == {"16/1": "E", "16/2": "E", "17/1": "D", "18/2": "E"}
    said = keeping.page(row)
    assert "16 days in Autumn term 2026/27" in said
    assert "More than 15 days in the term" in said
    assert "Tue 17 Nov: D stands, and is not counted" in said
    with keeping.work():
        keys = [Pupil.objects.get(pk=pupil).key]
        listed = clashes(MONDAY, TUESDAY + ONE_DAY, timetable=Timetable.now(), now=clock.now(), keys=keys)
    # Where D came first and stands in a plan, E is wanted behind it, so the registers list it too.
    assert {(one.date, one.session) for one in listed} == {(TUESDAY, 1), (TUESDAY, 2)}


def test_what_the_roll_says_is_due_elsewhere_is_not_asked_for(keeping: Keeping) -> None:
    pupil = keeping.pupil()
    with keeping.work():
        since = dt.date(2026, 9, 2)
        DualRegistration.objects.create(pupil_id=pupil, status="M", other_school="Oak", slots=[3, 4], starts_on=since)
    row = keeping.exclude(pupil)
    assert marks(keeping, pupil) == {"16/1": "E", "16/2": "E", "18/1": "E", "18/2": "E"}
    assert "2 days in Autumn term 2026/27" in keeping.page(row)


def test_d_arranged_from_the_sixth_day_takes_nothing_off_the_exclusion(keeping: Keeping) -> None:
    """Registered at another school from the sixth day on: seven days stay seven, and D stands in the register."""
    row = keeping.exclude(last="24/11/2026")
    assert "7 days in Autumn term 2026/27" in keeping.page(row)
    with keeping.work():
        sixth = dt.date(2026, 11, 23)
        other = {"status": "M", "other_school": "Oak", "slots": list(range(1, 11)), "starts_on": sixth}
        DualRegistration.objects.create(pupil_id=row.pupil_id, **other)
        wants(row.pupil_id, DUAL, "D", [sixth, sixth + ONE_DAY])
    said = keeping.page(row)
    assert "7 days in Autumn term 2026/27" in said
    assert "More than 5 and up to 15 days" in said
    assert "Nothing is arranged" not in said
    assert "is not counted" not in said
    assert keeping.officer.post(f"/exclusions/{row.pk}/marks/").status_code == 302
    held = marks(keeping, row.pupil_id)
    assert (held["20/2"], held["23/1"], held["24/2"]) == ("E", "D", "D")
    # To one that begins while the pupil is registered there, those sessions are due at the other school.
    refused = keeping.propose(row.pupil_id, first="25/11/2026", last="26/11/2026")
    assert "due here for no session" in refused.content.decode()


def test_a_cancellation_gives_back_what_is_to_come(keeping: Keeping) -> None:
    row = keeping.exclude()
    keeping.made.set_clock(at(12, 0, on=MONDAY))
    typed = {"back_on": "17/11/2026", "back_session": "1", "reason": "New facts"}
    assert keeping.head.post(f"/exclusions/{row.pk}/cancel/", typed).status_code == 302
    assert marks(keeping, row.pupil_id) == {"16/1": "E", "16/2": "E"}


def test_who_has_its_page_open_while_it_is_cancelled_plans_no_more_e(keeping: Keeping) -> None:
    row = keeping.exclude()
    typed = {"back_on": "17/11/2026", "back_session": "1", "reason": "New facts"}
    assert keeping.head.post(f"/exclusions/{row.pk}/cancel/", typed).status_code == 302
    with keeping.work():  # the row as it was read before
        sixth = note_sixth_day(row, provider="The Bridge", starts_on=TUESDAY, note="", signed=BY, now=clock.now())
        plan_absences(row, signed=BY, now=clock.now(), may_amend=True)
        take_back_sixth_day(sixth, signed=BY, now=clock.now())
    assert marks(keeping, row.pupil_id) == {"16/1": "E", "16/2": "E"}


def test_no_mark_before_the_decision_nor_of_a_lunchtime_or_an_internal_placement(keeping: Keeping) -> None:
    proposed, pupil = keeping.pupil(), keeping.pupil()
    keeping.propose(proposed)
    assert marks(keeping, proposed) == {}
    keeping.exclude(pupil, kind="lunchtime")
    keeping.exclude(pupil, first="19/11/2026", last="19/11/2026", kind="internal", room="R4")
    assert marks(keeping, pupil) == {}


def test_a_permanent_one_is_planned_on_and_a_provider_takes_over_from_the_sixth_day(keeping: Keeping) -> None:
    row = keeping.exclude(kind="permanent", last="")
    assert set(marks(keeping, row.pupil_id).values()) == {"E"}
    with keeping.work():
        planned = Plan.objects.filter(source="suspension", source_id=row.pk)
        assert planned.count() > 200
        assert planned.filter(date=dt.date(2027, 5, 17)).exists()
        wants(row.pupil_id, OFF_SITE, "B", [dt.date(2026, 11, 20), dt.date(2026, 11, 23)], confirmed=False)
    sixth = {"provider": "The Bridge", "starts_on": "23/11/2026"}
    assert keeping.officer.post(f"/exclusions/{row.pk}/sixth-day/", sixth).status_code == 302
    held = marks(keeping, row.pupil_id)
    assert "23/1" not in held
    assert (held["20/1"], held["24/1"]) == ("E", "E")


def test_e_gives_way_to_a_placement_made_later_and_comes_back_as_that_ends(keeping: Keeping) -> None:
    row = keeping.exclude(kind="permanent", last="")
    sixth = dt.date(2026, 11, 23)
    with keeping.work():
        provider = add_provider(About("Bridge", "provider", "English"), by=BY.by)
        agreed = Agreed(provider, "B", tuple(range(1, 11)), MONDAY, sixth + 7 * ONE_DAY, purpose="Its sixth day")
        pupil = Pupil.objects.get(pk=row.pupil_id)
        placed = place(pupil, agreed, review=None, may_amend=False, signed=BY, now=clock.now()).row
    drain.run(str(keeping.school.pk))
    held = marks(keeping, row.pupil_id)
    assert "Nothing is arranged from the sixth day" not in keeping.page(row)
    assert (held["20/1"], held.get("23/1"), held.get("25/1")) == ("E", None, None)
    with keeping.work():
        change(placed, replace(agreed, ends_on=sixth), may_amend=False, signed=BY, now=clock.now())
    drain.run(str(keeping.school.pk))
    held = marks(keeping, row.pupil_id)
    assert (held.get("23/1"), held["24/1"], held["25/1"]) == (None, "E", "E")


def test_e_stands_on_a_day_off_that_is_taken_back(keeping: Keeping) -> None:
    ask = DayOffAsk(TUESDAY, None, DayOff.INSET, "", str(uuid.uuid4()))
    with keeping.work():
        day = NonSchoolDay.objects.get(pk=add_day_off(ask, signed=BY, now=clock.now()))
    row = keeping.exclude()
    assert "17/1" not in marks(keeping, row.pupil_id)
    with keeping.work():
        take_back(day, signed=BY, now=clock.now())
    drain.run(str(keeping.school.pk))
    assert marks(keeping, row.pupil_id)["17/1"] == "E"


def test_the_page_and_today_agree_whether_the_sixth_day_is_arranged(keeping: Keeping) -> None:
    """Arranged is the next day of it that is planned elsewhere whole: not one of its halves, nor some other day."""
    row = keeping.exclude(last="24/11/2026")

    def missing() -> tuple[bool, bool]:
        lines = keeping.officer.get("/today/?all=exclusions").content.decode().split("</tr>")
        listed = any("day six" in line and str(row.pk) in line for line in lines)
        return "Nothing is arranged from the sixth day" in keeping.page(row), listed

    with keeping.work():
        key = Pupil.objects.get(pk=row.pupil_id).key
        half = [PlannedSession(dt.date(2026, 11, 23), 1, "B", confirmed=False)]
        plan(source=OFF_SITE.name, source_id=uuid.uuid4(), pupil_key=key, sessions=half, signed=BY)
        wants(row.pupil_id, OFF_SITE, "B", [dt.date(2026, 11, 20)], confirmed=False)
    assert missing() == (True, True)
    with keeping.work():
        half = [PlannedSession(dt.date(2026, 11, 23), 2, "B", confirmed=False)]
        plan(source=OFF_SITE.name, source_id=uuid.uuid4(), pupil_key=key, sessions=half, signed=BY)
    assert missing() == (False, False)
    # The day after has nothing, and a Saturday before it is no day of it.
    keeping.made.set_clock(at(8, 30, on=dt.date(2026, 11, 21)))
    assert missing() == (False, False)
    keeping.made.set_clock(at(8, 30, on=dt.date(2026, 11, 24)))
    assert missing() == (True, True)


def test_what_was_late_to_plan_is_entered_by_who_may_amend(keeping: Keeping) -> None:
    keeping.made.set_clock(at(8, 30, on=TUESDAY))
    row = keeping.exclude()
    assert marks(keeping, row.pupil_id) == {"17/1": "E", "17/2": "E", "18/1": "E", "18/2": "E"}
    assert "Enter E where it is missing" in keeping.page(row)
    assert "Enter E where it is missing" not in keeping.page(row, keeping.head)
    assert keeping.head.post(f"/exclusions/{row.pk}/marks/").status_code == 404
    assert keeping.officer.post(f"/exclusions/{row.pk}/marks/").status_code == 302
    assert marks(keeping, row.pupil_id)["16/1"] == "E"
