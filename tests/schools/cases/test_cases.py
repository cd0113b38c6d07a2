"""A case from its opening to its end, whose it is, and what stands beside it in lists and timelines."""

import datetime as dt

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from foundation.access.member import Member
from foundation.access.roles import Role
from foundation.database.scope import ALIAS
from schools.cases.models import Barrier, BarrierKind, Case, Delegation, Event, Note, Offer, Plan, Task
from schools.cases.operations.acting import note_event
from schools.cases.operations.cases import close
from schools.cases.queries.rights import see_policy, work_policy
from schools.cases.rules.opening import Outcome
from schools.journal.models import AuditLine, ReadLine
from schools.staff.models import StaffNotice
from tenants.trusts.scopes import school_work
from tests.schools.cases.keeping import (
    FORTNIGHT,
    HEAD,
    LEAD,
    LEADER,
    OFFICER,
    TEACHER,
    THURSDAY,
    YEAR_HEAD,
    Keeping,
    keeping,
    typed,
)
from tests.world import World

DAY = dt.timedelta(days=1)


@pytest.fixture
def kept(world: World, monkeypatch: pytest.MonkeyPatch) -> Keeping:
    return keeping(world, monkeypatch)


def test_from_first_worry_to_closed(kept: Keeping) -> None:
    opened = {"kind": "attendance", "because": "Late every Monday", "owner": str(kept.post(OFFICER).pk)}
    assert kept.sends(f"/cases/for/{kept.pupil().pk}/", opened) == 302
    case = kept.only(Case)
    path = f"/cases/{case.pk}/"
    assert "Nothing is to be done next" in kept.page(path)

    task = {"kind": "question", "what": "Which lessons are hard?", "due_on": typed(THURSDAY + DAY)}
    assert kept.sends(f"{path}task/", task | {"whose": str(kept.post(TEACHER).pk)}) == 302
    row = kept.only(Task)
    assert (kept.only(StaffNotice).count, kept.only(StaffNotice).address) == (1, "/cases/plans/")
    assert "Which lessons are hard?" in kept.page("/cases/plans/", TEACHER)
    assert kept.sends(f"{path}close/", {"outcome": "improved", "words": "Better"}) == 422, "a task is open"
    answer = {"move": "finish", "answer": ""}
    assert kept.sends(f"/cases/tasks/{row.pk}/", answer, TEACHER) == 422, "a question ends with its answer"
    assert kept.sends(f"/cases/tasks/{row.pk}/", answer | {"answer": "Maths"}, TEACHER) == 302

    assert kept.sends(f"{path}offer/", {"what": "Breakfast club", "made_on": typed(THURSDAY)}) == 302
    offer = kept.only(Offer)
    refused = {"move": "refuse", "on": typed(THURSDAY), "answer": "Too early"}
    assert kept.sends(f"{path}offers/{offer.pk}/", refused) == 302
    assert kept.sends(f"{path}offers/{offer.pk}/", refused) == 422, "it was refused already"
    assert kept.sends(f"{path}offers/{offer.pk}/", refused | {"move": "take"}) == 302

    plan = {
        "kind": "contract",
        "agreed_on": typed(THURSDAY),
        "agreed_with": "Karen Farrow",
        "words": "In by 08:40",
        "helps": "A seat by the door",
        "review_on": typed(THURSDAY + FORTNIGHT),
    }
    assert kept.sends(f"{path}plan/", plan) == 302
    made = kept.only(Plan)
    assert "A seat by the door" in kept.page("/cases/plans/", TEACHER)
    kept.on(THURSDAY + FORTNIGHT)
    assert "A plan is to be reviewed" in kept.page(path)
    review = {"held_on": "today", "found": "better", "words": "In on nine of ten days", "next_on": ""}
    assert kept.sends(f"{path}plans/{made.pk}/review/", review) == 302
    assert kept.sends(f"{path}plans/{made.pk}/end/", {"words": "It worked"}) == 302
    assert kept.sends(f"{path}close/", {"outcome": "improved", "words": "In every day"}) == 302

    page = kept.page(path)
    for words in ("Case closed: attendance improved", "Question done: Which lessons are hard?", "Offer taken up"):
        assert words in page
    assert kept.sends(f"{path}note/", {"words": "One more thing"}) == 422, "what is closed is reopened first"
    acts = {line.act for line in kept.rows(AuditLine, about_id=str(kept.pupil().pk), act__startswith="case.")}
    assert {"case.opened", "case.task_ended", "case.offer_answered", "case.reviewed", "case.closed"} <= acts
    told = str([line.details for line in kept.rows(AuditLine, act__startswith="case.")])
    assert not any(words in told for words in ("Maths", "Breakfast", "door", "Karen", "Monday")), "no words of a case"


def test_it_is_reopened_within_twenty_school_days_and_later_a_new_one_is_opened(kept: Keeping) -> None:
    case = kept.open()
    with school_work(kept.taking.school):
        close(case, outcome=Outcome.IMPROVED, words="Better", act=kept.act())
    kept.on(dt.date(2026, 12, 17))
    opened = {"kind": "attendance", "because": "Away again"}
    assert kept.sends(f"/cases/for/{kept.pupil().pk}/", opened) == 302
    assert kept.only(Case).state == "open"
    assert kept.sends(f"/cases/for/{kept.pupil().pk}/", opened) == 422, "one open of a kind"
    assert kept.sends(f"/cases/for/{kept.pupil().pk}/", opened | {"kind": "ehe"}) == 302
    with school_work(kept.taking.school):
        close(case, outcome=Outcome.OTHER, words="Done", act=kept.act())
    kept.on(dt.date(2026, 12, 18))
    assert kept.sends(f"/cases/{case.pk}/reopen/", {"because": "Away again"}) == 422
    assert kept.sends(f"/cases/for/{kept.pupil().pk}/", opened) == 302
    assert len(kept.rows(Case, kind="attendance")) == 2


def test_cases_are_given_and_delegated_by_ticking_several(kept: Keeping) -> None:
    cases = [kept.open(place) for place in (0, 1)]
    ticked = [str(one.pk) for one in cases]
    page = kept.page("/cases/")
    assert page.count("Same home:") == 2, "a family is rung once"
    assert "2 cases are open; none waits for you" in page
    asked = kept.client().post("/cases/give/", {"case": ticked})
    assert asked.status_code == 200
    assert "2 cases ticked" in asked.content.decode()
    assert kept.rows(Case, owner__isnull=False) == [], "asked whom first"
    assert kept.sends("/cases/give/", {"case": ticked, "post": str(kept.post(YEAR_HEAD).pk)}) == 302
    assert {row.owner_id for row in kept.rows(Case)} == {kept.post(YEAR_HEAD).pk}
    assert kept.only(StaffNotice).count == 2
    dates = {"starts_on": typed(THURSDAY), "ends_on": typed(THURSDAY + DAY)}
    late = dates | {"ends_on": typed(THURSDAY - DAY)}
    officer = {"case": ticked, "post": str(kept.post(OFFICER).pk)}
    assert kept.sends("/cases/delegate/", officer | late) == 422
    assert kept.sends("/cases/delegate/", officer | dates) == 302
    assert len(kept.rows(Delegation)) == 2
    assert f"(now {kept.post(OFFICER).name})" in kept.page("/cases/?show=mine")
    kept.on(THURSDAY + 2 * DAY)
    assert "No open case is like that" in kept.page("/cases/?show=mine")
    assert "No open case is like that" in kept.page("/cases/?owner=nobody&stage=listen&year=7&sort=-name&page=9")


def test_what_only_leads_know_leaves_no_trace_for_others(kept: Keeping) -> None:
    path = f"/cases/{kept.open().pk}/"
    kind = kept.only(BarrierKind, name="Health")
    assert kept.sends(f"{path}barrier/", {"kind": str(kind.pk), "words": "Epilepsy"}) == 422, (
        "not in the officer's list"
    )
    assert kept.sends(f"{path}barrier/", {"kind": str(kind.pk), "words": "Epilepsy"}, LEAD) == 302
    assert kept.sends(f"{path}note/", {"words": "Strategy meeting", "restricted": "on"}, LEAD) == 302
    assert kept.sends(f"{path}note/", {"words": "Rang twice", "restricted": "on"}) == 302
    assert not kept.only(Note, words="Rang twice").restricted, "the officer restricts nothing"
    for role in (OFFICER, YEAR_HEAD, LEADER):
        page = kept.page(path, role)
        assert "Rang twice" in page
        assert not any(words in page for words in ("Epilepsy", "Strategy meeting", "Health", ">restricted<"))
        assert ("safeguarding lead keeps" in page) == (role is not LEADER)
    for role in (LEAD, HEAD):
        assert all(words in kept.page(path, role) for words in ("Epilepsy", "Strategy meeting"))
    read = {(line.shown.what, line.person_name) for line in _lines(kept)}
    names = {role: kept.post(role).name for role in (OFFICER, LEAD)}
    assert {what for what, name in read if name == names[OFFICER]} == {"case"}
    assert {what for what, name in read if name == names[LEAD]} == {"case", "restricted", "sensitive"}
    barrier = kept.only(Barrier)
    assert kept.sends(f"/cases/noted/{barrier.pk}/end/", {}) == 404
    assert kept.sends(f"/cases/noted/{barrier.pk}/end/", {}, LEAD) == 302
    assert {one.kind for one in kept.rows(Event)} == {"opened"}


def _lines(kept: Keeping) -> list[ReadLine]:
    with school_work(kept.taking.school):
        return list(ReadLine.objects.select_related("shown"))


def test_a_restricted_note_is_opened_to_one_named_person_until_a_day(kept: Keeping) -> None:
    path = f"/cases/{kept.open().pk}/"
    kept.sends(f"{path}note/", {"words": "Strategy meeting", "restricted": "on"}, LEAD)
    note = f"/cases/notes/{kept.only(Note).pk}/"
    assert kept.client(TEACHER).get(note).status_code == 404
    named = {"post": str(kept.post(TEACHER).pk), "until": typed(THURSDAY + DAY)}
    assert kept.sends(f"{note}reader/", named) == 404
    assert kept.sends(f"{note}reader/", named | {"until": typed(THURSDAY - DAY)}, LEAD) == 422
    assert kept.sends(f"{note}reader/", named, LEAD) == 302
    assert "Strategy meeting" in kept.page(note, TEACHER)
    assert kept.client(OFFICER).get(note).status_code == 404
    kept.on(THURSDAY + 2 * DAY)
    assert kept.client(TEACHER).get(note).status_code == 404
    kept.on(THURSDAY)
    assert kept.sends(f"{note}shut/", {}, HEAD) == 302
    assert kept.client(TEACHER).get(note).status_code == 404


def test_a_case_waits_and_is_named_when_its_day_has_come(kept: Keeping) -> None:
    case = kept.open()
    path = f"/cases/{case.pk}/"
    waits = {"until": typed(THURSDAY + DAY), "waits_for": "The doctor's letter"}
    assert kept.sends(f"{path}wait/", waits | {"until": typed(THURSDAY)}) == 422
    assert kept.sends(f"{path}wait/", waits) == 302
    kept.on(THURSDAY + DAY)
    assert "The day it waited for has come" in kept.page(path)
    assert kept.sends(f"{path}go-on/", {}) == 302
    assert kept.only(Case).state == "open"
    assert "cannot be taken up again" in kept.client().post(f"{path}go-on/", follow=True).content.decode()


def test_rooms_above_write_once_into_the_timeline_of_an_open_case(kept: Keeping) -> None:
    kept.open()
    said = {"kind": "meeting", "on": THURSDAY, "words": "Panel met", "room": "meetings", "key": "7", "act": kept.act()}
    with school_work(kept.taking.school):
        assert note_event(kept.pupil(), **said)
        assert not note_event(kept.pupil(), **said)
        assert not note_event(kept.pupil(2), **said), "who has no case"
    assert kept.only(Event, room="meetings").words == "Panel met"


def test_the_list_of_barriers_is_the_school_s_own(kept: Keeping) -> None:
    added = {"name": "The lift is broken"}
    assert kept.sends("/cases/barriers/", added) == 404, "the lead's and the head's"
    assert kept.sends("/cases/barriers/", added, HEAD) == 302
    assert kept.sends("/cases/barriers/", {"name": "the lift is BROKEN"}, HEAD) == 422
    kind = kept.only(BarrierKind, name="The lift is broken")
    assert kept.sends(f"/cases/barriers/{kind.pk}/remove/", {}, HEAD) == 302
    page = kept.page(f"/cases/{kept.open().pk}/barrier/")
    assert "lift" not in page
    assert "bullying" not in page
    assert "Bullied" in page
    assert kept.sends("/cases/barriers/", added | {"sensitive": "on"}, HEAD) == 422, "what was noted stays as it was"
    assert kept.sends("/cases/barriers/", added, HEAD) == 302


def test_today_names_the_tasks_that_are_due(kept: Keeping) -> None:
    path = f"/cases/{kept.open().pk}/"
    task = {"kind": "task", "what": "Ring the mother", "due_on": "today", "whose": "attendance_lead"}
    assert kept.sends(f"{path}task/", task) == 302
    assert kept.sends(f"{path}task/", task | {"what": "Ring the father", "due_on": "tomorrow"}) == 302
    page = kept.page("/today/")
    assert "Ring the mother" in page
    assert "Ring the father" not in page
    kept.on(THURSDAY + DAY)
    assert "overdue" in kept.page("/today/?list=cases")
    assert "2 tasks" not in kept.page(path)
    assert "A task is overdue" in kept.page(path)


def test_who_reaches_a_pupils_cases_is_asked_once_and_never_of_who_reaches_everybody(kept: Keeping) -> None:
    """Beside a tutor of the class, somebody who is a head of a year too, which is not the class's."""
    pupil, school = kept.pupil(), kept.taking.school
    wanted = {
        OFFICER: (True, True, 0), LEADER: (True, False, 0), YEAR_HEAD: (True, True, 2), TEACHER: (False, False, 0),
    }  # fmt: skip

    def asked(role: Role, also: Role) -> tuple[bool, bool, int]:
        person = kept.taking.clients.people[role]
        member = Member(person.pk, person.name, person.email, "school", school.pk, frozenset({role, also}))
        with school_work(school), CaptureQueriesContext(connections[ALIAS]) as asking:
            for _ in range(2):
                found = see_policy.reaches(member, pupil), work_policy.reaches(member, pupil)
            ends = sum(row["sql"] in ("BEGIN", "COMMIT") for row in asking.captured_queries)
        return *found, len(asking) - ends

    assert {role: asked(role, role) for role in wanted} == wanted
    assert asked(TEACHER, YEAR_HEAD) == (False, False, 2)
    assert "Open a case" in kept.page(f"/pupils/{pupil.pk}/", OFFICER)
    assert "Open a case" not in kept.page(f"/pupils/{pupil.pk}/", LEADER)
