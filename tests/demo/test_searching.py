"""The demo's missing child: at day 17, with enquiries of both sides, one of them without an answer; once."""

import datetime as dt

import pytest

from rollcall.demo.trust import searching
from schools.calendar.queries import school_calendar
from schools.missing.models import Enquiry, Search
from schools.missing.queries.marking import marked_of
from schools.returns.models import Return
from tenants.trusts.scopes import school_work
from tests.schools.cases.keeping import THURSDAY, keeping
from tests.schools.registers.taking import at
from tests.trust_reporting.registers import mark
from tests.world import World

#: The seventeenth school day before it is a Monday.
WEDNESDAY = THURSDAY - dt.timedelta(days=1)


def test_the_child_is_at_day_17_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = keeping(world, monkeypatch)
    school = kept.taking.school
    with school_work(school):
        mark({(key, WEDNESDAY, 1): "/" for key in kept.taking.keys})
    assert searching.play(school, WEDNESDAY, now=at(8, 20, on=WEDNESDAY)) is True
    assert searching.play(school, WEDNESDAY, now=at(8, 20, on=WEDNESDAY)) is False
    with school_work(school):
        search = Search.objects.select_related("case__pupil").get()
        assert marked_of(search.case.pupil, school_calendar(), WEDNESDAY).run.number == searching.AWAY
        assert search.seen_on is not None
        assert school_calendar().school_days(search.seen_on, search.seen_on), "at the gate, so on a school day"
        sides = sorted(Enquiry.objects.values_list("side", "result"))
        assert sides.count(("authority", "waiting")) == 1
        assert len(sides) == len(searching.ENQUIRIES)
        assert Return.objects.get(kind="cme").facts["fields"]["days"] != "0"
