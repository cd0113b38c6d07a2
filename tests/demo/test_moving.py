"""The demo's pupil who moved: how her year is parted between two schools, and what comes of it at the second."""

import datetime as dt

import pytest
import time_machine

from foundation.access.roles import Role
from rollcall.demo.trust.moving import FORM_HERE, FORM_THERE, HERE, THERE, codes_of, days_there, play
from schools.journal.tasks import drain
from schools.moved.queries.carried import waiting
from schools.moved.rules.facts import from_json
from schools.roll.models import RegistrationGroup
from schools.staff.models import StaffMember
from tenants.trusts.scopes import school_work
from tests.trust_reporting.registers import keep_calendar
from tests.world import World

NOW = dt.datetime(2026, 11, 19, 9, 2, tzinfo=dt.UTC)

DAYS = tuple(dt.date(2026, 9, 1) + dt.timedelta(days=number) for number in range(190))


def counts(codes: list[tuple[dt.date, int, str]]) -> tuple[int, int]:
    return sum(code in "/\\" for _, _, code in codes), len(codes)


def test_from_july_on_it_is_the_story_to_the_session() -> None:
    there = days_there(DAYS)
    assert counts(codes_of(there, THERE, "O")) == (74, 164)
    assert counts(codes_of(DAYS[len(there) :][: HERE.possible // 2], HERE, "I")) == (178, 192)


@pytest.mark.parametrize("held", [2, 20, 59, 120, 178])
def test_before_it_is_as_near_as_whole_sessions_let(held: int) -> None:
    there = days_there(DAYS[:held])
    for part, days in ((THERE, there), (HERE, DAYS[len(there) : held])):
        attended, possible = counts(codes_of(days, part, "O"))
        assert abs(attended - possible * part.attended / part.possible) <= 0.5
    assert 0 < len(there) < held


def test_she_is_played_once_and_what_the_first_school_counted_waits_to_be_confirmed_at_the_second(
    world: World,
) -> None:
    old, new = world.another_school(), world.another_school()
    for school, form in ((old, FORM_THERE), (new, FORM_HERE)):
        world.employ(Role.ATTENDANCE_OFFICER, school)
        with school_work(school):
            keep_calendar()
            StaffMember.objects.update(position=Role.ATTENDANCE_OFFICER.label)
            RegistrationGroup.objects.create(academic_year=2026, name=form, year_group="9")
    with time_machine.travel(NOW, tick=False):
        assert play(old, new, NOW.date(), now=NOW)
        assert not play(old, new, NOW.date(), now=NOW), "once"
        for school in (old, new, old, new):
            drain(str(school.pk))
    with school_work(new):
        (row,) = waiting(NOW.date())
        facts = from_json(row.facts)
    assert facts.stage is not None
    assert facts.stage.name == "Formal support"
    (totals,) = facts.half_terms.values()
    assert round(totals.present * THERE.possible / (totals.present + totals.unauthorised)) in range(72, 77)
