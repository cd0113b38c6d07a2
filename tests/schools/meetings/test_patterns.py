"""Bars open exactly their pupils, one press opens a case on the days as they stand, and the tutor sees the group's place."""

import re

import pytest

from foundation.access.roles import Role
from schools.cases.models import Case, Event
from schools.journal.models import AuditLine
from schools.roll.models import Pupil
from tenants.trusts.scopes import school_work
from tests.schools.cases.keeping import LEADER, OFFICER, TEACHER, YEAR_HEAD, Keeping, keeping
from tests.schools.meetings.autumn import MISSED, write_autumn
from tests.world import World


@pytest.fixture
def kept(world: World, monkeypatch: pytest.MonkeyPatch) -> Keeping:
    made = keeping(world, monkeypatch)
    write_autumn(made.taking.school, made.taking.keys)
    return made


def named(kept: Keeping, page: str, part: str) -> list[int]:
    """The places of the pupils that a part of the page names, in its order."""
    section = page.partition(f'id="{part}"')[2].partition("</section>")[0]
    found = re.findall(r'<a href="/pupils/([0-9a-f-]{36})/" data-name>', section)
    return [[str(pk) for pk in kept.taking.pupils].index(key) for key in found]


def test_each_bar_opens_exactly_its_pupils_with_their_days(kept: Keeping) -> None:
    page = kept.page("/patterns/")
    assert "3 pupils of 6 have a pattern in Autumn term, none more than one; 1 pupil’s absence is rising." in page
    opened = {
        key: named(kept, kept.page(f"/patterns/?show={key}"), "pupils")
        for key in ("bank_holiday", "weekday_5", "spells", "first_week", "weekday_1")
    }
    assert opened == {"bank_holiday": [0], "weekday_5": [1], "spells": [2], "first_week": [], "weekday_1": []}
    said = re.sub(r"(<[^>]+>|\s)+", " ", kept.page("/patterns/?show=bank_holiday"))
    assert "Fri 25 Sep, Tue 29 Sep" in said
    # With two Fridays asked for there is one pupil more, and no other bar changes.
    assert sorted(named(kept, kept.page("/patterns/?show=weekday_5&weekdays=2"), "pupils")) == [1, 3]
    assert named(kept, kept.page("/patterns/?show=spells&weekdays=2"), "pupils") == [2]
    # A half-term in which nothing was beside the bank holiday.
    assert named(kept, kept.page("/patterns/?period=half-2&show=bank_holiday"), "pupils") == []
    # The risk list says what rose.
    assert named(kept, page, "rising") == [5]
    assert (
        "Missed 6 of 36 sessions in the last 4 school weeks, 0 of 38 in the 4 before. Authorised from 0 to 6." in page
    )


def test_one_press_opens_a_case_on_those_days_and_a_second_adds_to_it(kept: Keeping) -> None:
    pupil = kept.pupil(0)
    client = kept.client(OFFICER)
    answer = client.post("/patterns/case/?show=bank_holiday", {"pupil": str(pupil.pk)})
    case = kept.only(Case, pupil=pupil.pk)
    assert answer["Location"] == f"/cases/{case.pk}/"
    assert (case.source, case.evidence) == ("pattern", MISSED[0])
    assert case.because == "Extends a bank holiday: 2 days in 2 September to 19 November 2026"
    # What a case is opened on is what stands, not what a page says.
    for _ in range(2):
        client.post("/patterns/case/?show=weekday_5&weekdays=1", {"pupil": str(pupil.pk)})
    events = kept.rows(Event, case=case.pk, kind="pattern")
    assert [(event.words, event.more) for event in events] == [
        ("1 or more Fridays: 1 day in 2 September to 19 November 2026", "Fri 25 Sep 2026")
    ]
    # Who is not one of the bar gets no case by it, and neither does who is nobody.
    refused = client.post("/patterns/case/?show=spells", {"pupil": str(pupil.pk)}, follow=True)
    assert "no longer one of this pattern" in refused.content.decode()
    assert len(kept.rows(Case)) == 1


def test_who_may_look_and_who_may_open_and_what_a_tutor_sees(kept: Keeping) -> None:
    assert named(kept, kept.page("/patterns/?show=weekday_5", YEAR_HEAD), "pupils") == [1]
    looked = kept.page("/patterns/?show=weekday_5", LEADER)
    assert named(kept, looked, "pupils") == [1]
    assert "Open a case" not in looked
    assert kept.sends("/patterns/case/?show=weekday_5", {"pupil": str(kept.pupil(1).pk)}, LEADER) == 404
    assert kept.client(TEACHER).get("/patterns/").status_code == 404
    with school_work(kept.taking.school):
        assert not AuditLine.objects.filter(act__startswith="case.").exists()
    # A tutor sees the place of the group and no pupil.
    page = kept.page("/tutor-groups/?week=2026-11-02", TEACHER)
    # 58 of 60 sessions in that week, and all in the one before the half-term.
    assert "9B attended 96.7% and is 1 of 1" in page
    assert "−3.3 points" in page
    with school_work(kept.taking.school):
        assert not any(str(pupil) in page for pupil in Pupil.objects.all())
    assert kept.client(Role.RECEPTIONIST).get("/tutor-groups/").status_code == 404
