"""A year meeting from the worklist to its recap: the agenda made from data, decisions as tasks, minutes, and what stays."""

import datetime as dt
import io
import re
from typing import Any

import pytest
from pypdf import PdfReader

from schools.cases.models import Case, Event, Task
from schools.cases.operations.support import make_offer
from schools.cases.operations.work import add_task
from schools.cases.rules.tasks import TaskKind
from schools.meetings.models import AgendaItem, Comer, Decision, Meeting
from schools.staff.models import StaffDuty, StaffNotice
from tenants.trusts.scopes import school_work
from tests.schools.cases.keeping import (
    HEAD,
    LEADER,
    OFFICER,
    TEACHER,
    THURSDAY,
    YEAR_HEAD,
    Keeping,
    keeping,
    typed,
)
from tests.schools.meetings.autumn import write_autumn
from tests.schools.registers.taking import at
from tests.world import World

NEXT_DAY = THURSDAY + dt.timedelta(days=1)


@pytest.fixture
def kept(world: World, monkeypatch: pytest.MonkeyPatch) -> Keeping:
    made = keeping(world, monkeypatch)
    write_autumn(made.taking.school, made.taking.keys)
    return made


def planned(kept: Keeping, **other: Any) -> Meeting:
    """A meeting of Year 9 this Thursday, planned on its page."""
    form = {
        "kind": "year",
        "year_group": "9",
        "on": typed(THURSDAY),
        "starts_at": "15.30",
        "ends_at": "16:15",
        "where": "Room 4",
        "chair": str(kept.post(YEAR_HEAD).pk),
        "comers": [str(kept.post(role).pk) for role in (OFFICER, HEAD)],
        "others": "Ms Doe, education welfare",
    } | other
    assert kept.sends("/meetings/new/", form) == 302
    meeting: Meeting = kept.rows(Meeting)[-1]
    return meeting


def text(page: str) -> str:
    return re.sub(r"(<[^>]+>|\s)+", " ", page)


def rows(page: str) -> list[tuple[str, str]]:
    """The numbers and the pupils' addresses of the agenda's rows, in the order of the page."""
    return re.findall(r'data-l="No">(\d+)</td>\s*<th[^>]*>\s*<a href="/pupils/([0-9a-f-]+)/"', page)


def test_a_year_meeting_from_the_worklist_to_its_recap(kept: Keeping) -> None:
    case = kept.open(1)
    with school_work(kept.taking.school):
        early = kept.act(at(9, on=THURSDAY - dt.timedelta(days=15)))
        make_offer(case, what="Breakfast club", made_on=early.today, act=early)
        add_task(case, kind=TaskKind.VISIT, what="See them", due_on=THURSDAY, duty=StaffDuty.Duty.CLERK, act=early)
    meeting = planned(kept)
    path = f"/meetings/{meeting.pk}/"

    # Ticked on a list of pupils: the next meeting of their year, named with its day before it is done.
    ticked = {"pupil": [str(kept.pupil(place).pk) for place in (2, 3)]}
    asked = text(kept.client(OFFICER).post("/meetings/add/", ticked).content.decode())
    assert "Year 9 meeting, Thursday 19 November 2026" in asked
    assert "Add to Thursday meeting" in asked
    assert kept.sends("/meetings/add/", ticked | {"words": "Near the line"}) == 302
    again = kept.client(OFFICER).post("/meetings/add/", ticked | {"words": ""}, follow=True)
    assert "On the agenda: 0 pupils. 2 were on it already." in text(again.content.decode())

    page = kept.page(path, YEAR_HEAD)
    places = {str(key): place for place, key in enumerate(kept.taking.pupils)}
    # Rising, a case opened, no reply, an action due, and two added by hand.
    assert [(number, places[key]) for number, key in rows(page)] == [
        ("1", 5),
        ("2", 1),
        ("3", 1),
        ("4", 1),
        ("5", 2),
        ("6", 3),
    ]
    for words in (
        "Missed 6 of 36 sessions",
        "Case opened on 19 Nov.",
        "Help offered on 4 Nov, and no answer: Breakfast club",
        "by 19 Nov",
        "Near the line",
    ):
        assert words in text(page)

    # Decided live: of a pupil with a case and of one without, and about nobody in particular.
    owner = str(kept.post(HEAD).pk)
    decision = {"kind": "conversation", "what": "Ring the mother", "owner": owner, "due_on": typed(NEXT_DAY)}
    for place in (1, 5):
        assert kept.sends(f"{path}decide/{kept.pupil(place).pk}/", decision, YEAR_HEAD) == 302
    assert kept.sends(f"{path}decide/", decision | {"what": "Order the awards"}, YEAR_HEAD) == 302
    tasks = {task.case_id: task for task in kept.rows(Task, what="Ring the mother")}
    opened = kept.only(Case, pupil=kept.pupil(5).pk)
    assert set(tasks) == {case.pk, opened.pk}
    assert opened.because == "Talked about at the year 9 meeting of 19 November 2026"
    assert {(task.owner_id, task.due_on) for task in tasks.values()} == {(kept.post(HEAD).pk, NEXT_DAY)}

    # The PDF has the screen's rows under their numbers, in its order.
    before = kept.page(path)
    pdf = PdfReader(io.BytesIO(kept.client(OFFICER).get(f"{path}agenda.pdf").content))
    printed = " ".join(" ".join(part.extract_text().split()) for part in pdf.pages)
    said = re.findall(r'data-l="What">([^<]+)</td>', before)
    positions = [printed.index(words[:30]) for words in said]
    assert positions == sorted(positions)
    assert "Order the awards" in printed

    # Written up: who came, the minutes; the agenda is kept as it was whatever the data say afterwards.
    kept.taking.set_clock(at(16, 20))
    came = [str(kept.post(role).pk) for role in (OFFICER, YEAR_HEAD)]
    assert kept.sends(f"{path}write-up/", {"came": came, "minutes": "All agreed."}, YEAR_HEAD) == 302
    kept.on(THURSDAY + dt.timedelta(days=7))
    with school_work(kept.taking.school):
        add_task(
            case,
            kind=TaskKind.TASK,
            what="Later",
            due_on=kept.act(at(9, on=NEXT_DAY)).today,
            duty=StaffDuty.Duty.CLERK,
            act=kept.act(),
        )
    after = kept.page(path)
    assert re.findall(r'data-l="What">([^<]+)</td>', after) == said
    assert "All agreed." in after
    assert {event.case_id for event in kept.rows(Event, room="meetings", kind="discussed")} == {case.pk, opened.pk}

    # The recap is a count and a link, to those who were there, once.
    sent = kept.client(YEAR_HEAD).post(f"{path}recap/", follow=True)
    assert "Recap sent to 0 people. 2 people have no work email" in text(sent.content.decode())
    notices = kept.rows(StaffNotice, kind="meeting_recap")
    assert {(one.post_id, one.count, one.address) for one in notices} == {
        (kept.post(role).pk, 3, path) for role in (OFFICER, YEAR_HEAD)
    }
    kept.sends(f"{path}recap/", {}, YEAR_HEAD)
    assert len(kept.rows(StaffNotice, kind="meeting_recap")) == 2
    assert {row.post_id for row in kept.rows(Comer, came=False)} == {kept.post(HEAD).pk}
    # Nothing of it changes any more, and what is due from it is on the next one's agenda.
    assert kept.sends(f"{path}decide/", decision, YEAR_HEAD) in (409, 422)
    assert len(kept.rows(Decision)) == 3
    later = planned(kept, on=typed(THURSDAY + dt.timedelta(days=7)))
    assert "Order the awards (" in text(kept.page(f"/meetings/{later.pk}/"))


def test_what_is_refused_and_who_sees_what(kept: Keeping) -> None:
    form = {
        "kind": "panel",
        "on": typed(THURSDAY),
        "starts_at": "15:30",
        "ends_at": "15:00",
        "chair": str(kept.post(HEAD).pk),
        "name": "Attendance panel",
    }
    refused = kept.client(OFFICER).post("/meetings/new/", form)
    assert refused.status_code == 422
    assert "would end at 15:00, before it begins at 15:30. Give a later end." in text(refused.content.decode())
    assert kept.rows(Meeting) == []
    no_year = kept.client(OFFICER).post("/meetings/new/", form | {"kind": "year", "ends_at": "16:00"})
    assert "A year meeting is about one year group. Choose it." in text(no_year.content.decode())

    assert kept.sends("/meetings/new/", form | {"ends_at": "16:00"}) == 302
    panel = kept.only(Meeting)
    path = f"/meetings/{panel.pk}/"
    # Who leads a year plans no panel, and is shown this one only when asked to it; a teacher is shown none.
    assert kept.sends("/meetings/new/", form | {"ends_at": "16:00"}, YEAR_HEAD) == 422
    assert kept.client(YEAR_HEAD).get(path).status_code == 404
    assert kept.client(TEACHER).get("/meetings/").status_code == 404
    assert kept.sends(f"{path}add/", {"words": "", "pupil": str(kept.pupil(0).pk)}) == 302
    shown = kept.page(path, LEADER)
    assert "Add to the agenda" not in shown
    assert rows(shown) == [("1", str(kept.pupil(0).pk))]
    item = kept.only(AgendaItem)
    assert kept.sends(f"{path}items/{item.pk}/off/", {}, LEADER) == 404
    assert kept.sends(f"{path}items/{item.pk}/off/", {}) == 302
    assert rows(kept.page(path)) == []
    assert kept.sends(f"{path}add/", {"words": " "}) == 422
    # Of a meeting to come nothing is written up; one that is called off changes no more.
    assert kept.sends(f"{path}change/", form | {"ends_at": "16:00", "on": typed(NEXT_DAY)}) == 302
    early = kept.client(OFFICER).post(f"{path}write-up/", {"came": [str(kept.post(HEAD).pk)]})
    assert "This meeting is still to come." in text(early.content.decode())
    assert kept.sends(f"{path}call-off/", {}) == 302
    assert kept.sends(f"{path}add/", {"words": "Too late"}) in (409, 422)
    assert len(kept.rows(AgendaItem)) == 1
