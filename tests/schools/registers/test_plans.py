"""One door for what is known beforehand: what stands, what is kept, and what follows closures, forms, leavers and hands."""

import datetime as dt

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation import clock
from foundation.access.roles import Role
from foundation.database.scope import ALIAS
from schools.calendar.models import NonSchoolDay
from schools.journal.models import AuditLine, OutboxRow
from schools.registers.models import Closure, Mark, MarkVersion, Plan
from schools.registers.operations.plans import confirm, plan, preview_plan
from schools.registers.queries.board import day_board
from schools.registers.queries.plans import awaiting_confirmation, clashes, planned_places
from schools.registers.queries.sheets import Timetable, sheet
from schools.registers.queries.signed import signed_marks
from schools.registers.rules.plans import PlannedSession, PlanOutcome, PlanSource
from schools.roll.models import Admission, Placement, RegistrationGroup
from schools.roll.operations.changes import announce
from tenants.trusts.scopes import school_work
from tests.schools.registers.planning import (
    AWAY,
    CLUB,
    DUAL,
    IDS,
    LEFT,
    SIGNED,
    WORK,
    days,
    stands,
    state_sources,
    want,
)
from tests.schools.registers.taking import THURSDAY, Taking, at, taking
from tests.world import World

DAY = dt.timedelta(days=1)
WEDNESDAY, FRIDAY = THURSDAY - DAY, THURSDAY + DAY
OFFICER = Role.ATTENDANCE_OFFICER


@pytest.fixture(autouse=True)
def sources(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four sources of the test's own."""
    state_sources(monkeypatch)


@pytest.fixture
def school(world: World, monkeypatch: pytest.MonkeyPatch) -> Taking:
    """07:30 on Thursday: no register has opened."""
    return taking(world, monkeypatch, now=at(7, 30))


def standing(outcome: PlanOutcome) -> list[str]:
    return [one.verdict.standing.value for one in outcome.sessions]


def clashing(school: Taking) -> list[tuple[dt.date, int, list[str], str | None, bool]]:
    with school_work(school.school):
        found = clashes(WEDNESDAY, FRIDAY + 30 * DAY, timetable=Timetable.now(), now=clock.now())
        return [(one.date, one.session, [each.code for each in one.wanted], one.stands, one.by_hand) for one in found]


def test_what_is_planned_stands_in_the_register_and_counts_nowhere(school: Taking) -> None:
    outcome = want(school, LEFT, days((THURSDAY, 1), (THURSDAY, 2), (FRIDAY, 1), code="C"))
    assert standing(outcome) == ["stands"] * 3
    assert outcome.marks == 3
    assert stands(school) == stands(school, FRIDAY) == ("C", True)
    assert school.week_sums() == {}
    with school_work(school.school):
        assert [(row.old_code, row.new_code) for row in MarkVersion.objects.all()] == [(None, "C")] * 3
        assert AuditLine.objects.get(act="plan.set").details["marks"] == 3
        assert not OutboxRow.objects.filter(topic="marks.changed").exists()


def test_the_same_again_changes_nothing_and_a_shorter_plan_takes_back_the_rest(school: Taking) -> None:
    both = days((THURSDAY, 1), (FRIDAY, 1), code="C")
    want(school, LEFT, both)
    assert want(school, LEFT, both).marks == 0
    with school_work(school.school):
        assert AuditLine.objects.filter(act="plan.set").count() == 1
    shorter = want(school, LEFT, both[:1])
    assert [one.asked.date for one in shorter.withdrawn] == [FRIDAY]
    assert stands(school) == ("C", True)
    assert stands(school, FRIDAY) is None
    want(school, LEFT, [])
    assert stands(school) is None
    with school_work(school.school):
        assert not Plan.objects.exists()


def test_a_preview_says_the_same_and_writes_nothing(school: Taking) -> None:
    want(school, AWAY, days((THURSDAY, 1), code="E"))
    asked = days((THURSDAY, 1), (THURSDAY, 2), (FRIDAY, 1), code="C")
    with school_work(school.school):
        seen = preview_plan(source=LEFT.name, source_id=IDS[LEFT.name], pupil_key=school.keys[0], sessions=asked)
        assert Plan.objects.count() == 1
    assert standing(seen) == ["behind", "stands", "stands"]
    assert seen.sessions[0].verdict.behind == AWAY.name
    assert want(school, LEFT, asked) == seen


@pytest.mark.parametrize("order", [(AWAY, DUAL), (DUAL, AWAY)])
def test_a_suspension_leaves_what_is_due_elsewhere_whichever_came_first(
    school: Taking, order: tuple[PlanSource, PlanSource]
) -> None:
    """AO-11: E on Thursday and Friday morning, D on Thursday afternoon stays, and the clash is listed."""
    asked = {
        AWAY.name: days((THURSDAY, 1), (THURSDAY, 2), (FRIDAY, 1), code="E"),
        DUAL.name: days((THURSDAY, 2), code="D"),
    }
    for source in order:
        want(school, source, asked[source.name])
    assert [stands(school, THURSDAY, 1), stands(school, THURSDAY, 2), stands(school, FRIDAY, 1)] == [
        ("E", True),
        ("D", True),
        ("E", True),
    ]
    assert clashing(school) == [(THURSDAY, 2, ["D", "E"], "D", False)]
    want(school, DUAL, [])
    assert stands(school, THURSDAY, 2) == ("E", True)
    assert clashing(school) == []


@pytest.mark.parametrize(
    ("on", "session", "code", "confirmed", "fault"),
    [
        (FRIDAY, 1, "/", True, "too_early"),
        (FRIDAY, 1, "G", True, "too_early"),
        (FRIDAY, 1, "B", True, "too_early"),
        (FRIDAY, 1, "C", False, "not_awaited"),
        (FRIDAY, 1, "X", True, "code_refused"),
        (FRIDAY, 1, "Q9", True, "code_refused"),
        (WEDNESDAY, 1, "E", True, "may_not_amend"),
    ],
)
def test_what_may_not_be_planned_is_refused_and_not_kept(
    school: Taking, on: dt.date, session: int, code: str, confirmed: bool, fault: str
) -> None:
    outcome = want(school, LEFT, [PlannedSession(on, session, code, confirmed), *days((FRIDAY, 2), code="C")])
    assert standing(outcome)[:1] + standing(outcome)[1:] == ["refused", "stands"]
    assert [one.code for one in outcome.faults] == [fault]
    with school_work(school.school):
        assert Plan.objects.count() == 1


def test_a_mark_by_hand_stands_before_all_plans_and_is_listed(school: Taking) -> None:
    school.save(school.mark(0, "R"), on=FRIDAY)
    outcome = want(school, AWAY, days((FRIDAY, 1), code="E"))
    assert standing(outcome) == ["by_hand"]
    assert stands(school, FRIDAY) == ("R", True)
    assert clashing(school) == [(FRIDAY, 1, ["E"], "R", True)]
    want(school, LEFT, days((THURSDAY, 1), code="C"))
    school.save(school.mark(0, "M", was="C"))
    want(school, LEFT, [])
    assert stands(school) == ("M", True), "what a hand has put in a plan's place is not the plan's to withdraw"


def test_a_plan_that_stands_in_no_register_is_withdrawn_all_the_same(school: Taking) -> None:
    school.save(school.mark(0, "R"))
    want(school, LEFT, days((THURSDAY, 1), code="C"))
    want(school, LEFT, [])
    with school_work(school.school):
        assert not Plan.objects.exists()


def test_who_takes_a_register_confirms_the_plans_of_those_whose_last_day_in_it_that_is(school: Taking) -> None:
    for place in (4, 5):
        want(school, LEFT, days((THURSDAY, 1), code="C"), place=place)
    with school_work(school.school):
        Placement.objects.filter(pupil=school.pupils[4]).update(ends_on=THURSDAY)
        Admission.objects.filter(pupil=school.pupils[5]).update(ends_on=THURSDAY, leaving_ground="a")
    school.set_clock(at(9))
    school.save(school.mark(0, "/"))
    assert [stands(school, place=place) for place in (4, 5)] == [("C", False), ("C", False)]


def test_a_mark_by_hand_that_is_cleared_before_its_register_opens_gives_way_to_the_plan(school: Taking) -> None:
    school.save(school.mark(0, "R"), on=FRIDAY)
    want(school, AWAY, days((FRIDAY, 1), code="E"))
    assert school.save(school.mark(0, None, was="R"), on=FRIDAY, version=1).status_code == 200
    assert stands(school, FRIDAY) == ("E", True)
    assert clashing(school) == []
    assert [(one["old_code"], one["new_code"], one["entry__by_position"]) for one in school.versions()][1:] == [
        ("R", None, "Attendance officer"),
        (None, "E", "Plans"),
    ]
    want(school, AWAY, [])
    assert stands(school, FRIDAY) is None


def test_what_a_register_opened_without_is_said_and_listed_until_it_is_entered(school: Taking) -> None:
    """A plan that stood behind a mark by hand, which is cleared once the register is open."""
    school.save(school.mark(0, "R"))
    assert standing(want(school, LEFT, days((THURSDAY, 1), code="C"))) == ["by_hand"]
    school.set_clock(at(8, 55))
    school.save(school.mark(0, None, was="R"), version=1)
    assert stands(school) is None
    assert clashing(school) == [(THURSDAY, 1, ["C"], None, False)]
    outcome = want(school, LEFT, days((THURSDAY, 1), code="C"))
    assert (standing(outcome), outcome.marks) == (["not_entered"], 0)
    assert "no mark yet" in school.clients[OFFICER].get("/clashes/").content.decode()
    school.save(school.mark(0, "C"), version=2)
    assert clashing(school) == []


def test_a_register_that_has_opened_is_entered_or_amended_by_those_who_may(school: Taking) -> None:
    school.set_clock(at(8, 55))
    school.save(*(school.mark(place, "/") for place in range(5)))
    school.set_clock(at(10))
    both = days((THURSDAY, 1), (THURSDAY, 2), code="E")
    assert standing(want(school, AWAY, both, may_amend=True)) == ["by_hand", "stands"]
    want(school, AWAY, [])
    assert standing(want(school, AWAY, both, reason="Sent home")) == ["refused", "stands"]
    outcome = want(school, AWAY, both, may_amend=True, reason="Sent home")
    assert standing(outcome) == ["stands", "stands"]
    assert stands(school) == ("E", False)
    assert school.week_sums() == {"present": 4, "authorised": 1}
    assert school.weeks_agree()
    with school_work(school.school):
        reasons = MarkVersion.objects.filter(new_code="E").order_by("session").values_list("reason", flat=True)
        assert list(reasons) == ["Sent home", None, None]
        promised = OutboxRow.objects.filter(topic="marks.changed").values_list("payload", flat=True)
        assert {len(payload["pupils"]) for payload in promised} == {5, 1}
    want(school, LEFT, days((THURSDAY, 1), code="C"))
    assert clashing(school)[0] == (THURSDAY, 1, ["E", "C"], "E", False), "no hand has entered it"
    want(school, LEFT, [])
    withdrawn = want(school, AWAY, [])
    assert [one.stands for one in withdrawn.withdrawn] == ["E", None], "what counts is amended, never withdrawn"


def test_a_blank_in_a_register_of_another_day_needs_who_may_amend(school: Taking) -> None:
    asked = days((WEDNESDAY, 1), code="E")
    assert standing(want(school, AWAY, asked)) == ["refused"]
    assert standing(want(school, AWAY, asked, may_amend=True)) == ["stands"]
    assert stands(school, WEDNESDAY) == ("E", False)


def test_who_joins_today_stands_in_a_sheet_of_today_alone(school: Taking) -> None:
    with school_work(school.school):
        Admission.objects.filter(pupil=school.pupils[0]).update(starts_on=THURSDAY)
        Placement.objects.filter(pupil=school.pupils[0]).update(starts_on=THURSDAY)
        Admission.objects.filter(pupil=school.pupils[1]).update(starts_on=FRIDAY)
        today = Timetable.now().slot(THURSDAY, 1, at(10))
        rows = sheet(RegistrationGroup.objects.get(pk=school.group), [today]).rows
        Admission.objects.filter(pupil=school.pupils[2]).update(ends_on=WEDNESDAY, leaving_ground="a")
        Placement.objects.filter(pupil=school.pupils[3]).update(ends_on=WEDNESDAY)
        signed = signed_marks(RegistrationGroup.objects.get(pk=school.group), THURSDAY, 1)
        (count,) = day_board(THURSDAY, [1])
    assert [row.pupil.key for row in rows] == [key for key in school.keys if key != school.keys[1]]
    assert count.expected == 3
    assert [row.key for row in signed] == [school.keys[0], *school.keys[4:]], (
        "who has left, school or group, is in none"
    )


def test_of_two_who_planned_one_code_the_first_is_named(school: Taking) -> None:
    for source in (CLUB, LEFT):
        want(school, source, days((THURSDAY, 1), code="C"))
    with school_work(school.school):
        slot = Timetable.now().slot(THURSDAY, 1, clock.now())
        (cell,) = sheet(RegistrationGroup.objects.get(pk=school.group), [slot]).rows[0].cells
    assert (cell.code, cell.plan) == ("C", LEFT.name)


def test_plans_follow_a_day_off_and_its_taking_back(school: Taking) -> None:
    want(school, LEFT, days((THURSDAY, 1), (FRIDAY, 1), (FRIDAY, 2), code="C"))
    form = {"on": "20 Nov 2026", "session": "day", "kind": "inset", "note": "", "key": "k1", "confirmed": "yes"}
    answer = school.clients[OFFICER].post("/closures/add/", form)
    assert answer.status_code == 302, answer.content
    assert stands(school, FRIDAY) is None
    later = want(school, AWAY, days((FRIDAY, 2), code="E"))
    assert standing(later) == ["no_register"]
    assert clashing(school) == [], "nothing clashes where no session is held"
    with school_work(school.school):
        day = NonSchoolDay.objects.get(date=FRIDAY)
    school.clients[OFFICER].post(f"/closures/{day.pk}/remove/")
    with school_work(school.school):
        assert not NonSchoolDay.objects.filter(date=FRIDAY).exists()
    assert stands(school, FRIDAY) == ("C", True)
    assert stands(school, FRIDAY, 2) == ("E", True)
    assert clashing(school) == [(FRIDAY, 2, ["E", "C"], "E", False)]


def test_plans_give_way_to_a_closure_and_come_back_as_they_are_when_it_is_undone(school: Taking) -> None:
    """Of three plans one is withdrawn while the school is closed, and one is made then."""
    want(school, LEFT, days((THURSDAY, 1), code="C"))
    want(school, AWAY, days((THURSDAY, 1), code="E"), place=1)
    school.save(school.mark(2, "R"))
    form = {"on": "19 Nov 2026", "session": "day", "reason": "Boiler", "key": "k1", "confirmed": "yes"}
    school.clients[OFFICER].post("/closures/unplanned/", form)
    assert {stands(school, place=place) for place in range(3)} == {("Y4", False)}
    assert clashing(school) == [], "a closure clashes with nothing"
    want(school, CLUB, days((THURSDAY, 1), code="S"))
    want(school, AWAY, [], place=1)
    assert standing(want(school, LEFT, days((THURSDAY, 2), code="C"), place=3)) == ["no_register"]
    with school_work(school.school):
        closure = Closure.objects.get()
    school.clients[OFFICER].post(f"/closures/{closure.pk}/undo/", {"reason": "Repaired", "key": "k2"})
    assert [stands(school, place=place) for place in range(3)] == [("C", True), None, ("R", True)]
    assert clashing(school) == [(THURSDAY, 1, ["C", "S"], "C", False)], "a plan's mark is a plan's when it comes back"
    want(school, CLUB, [])
    assert stands(school, session=2, place=3) == ("C", True)
    school.save(school.mark(0, "J1"), on=FRIDAY)
    want(school, LEFT, [])
    want(school, AWAY, days((THURSDAY, 1), code="E"), place=2)
    assert stands(school) is None
    assert stands(school, place=2) == ("R", True), "what a closure gave back to a hand is the hand's"


def test_where_plans_clash_a_closure_that_stands_is_no_hand_s(school: Taking) -> None:
    want(school, AWAY, days((THURSDAY, 2), code="E"))
    want(school, LEFT, days((THURSDAY, 2), code="C"))
    form = {"on": "19 Nov 2026", "session": "day", "reason": "Boiler", "key": "k1", "confirmed": "yes"}
    school.clients[OFFICER].post("/closures/unplanned/", form)
    assert clashing(school) == [(THURSDAY, 2, ["E", "C"], "Y4", False)]


def test_a_day_s_planned_cells_are_that_day_s(school: Taking) -> None:
    want(school, LEFT, days((THURSDAY, 1), (FRIDAY, 2), code="C"))
    want(school, AWAY, days((FRIDAY, 2), code="E"))
    with school_work(school.school):
        assert planned_places(FRIDAY) == [(school.keys[0], FRIDAY, 2)]


def test_plans_follow_a_leaver_who_comes_back_and_a_change_of_form(school: Taking) -> None:
    want(school, LEFT, days((THURSDAY, 1), (FRIDAY, 1), (FRIDAY, 2), code="C"))
    with school_work(school.school):
        spell = Admission.objects.get(pupil__key=school.keys[0])
        spell.ends_on, spell.leaving_ground = THURSDAY, "a"
        spell.save()
        announce(FRIDAY)
    assert stands(school) == ("C", True)
    assert stands(school, FRIDAY) is None
    with school_work(school.school):
        spell.ends_on, spell.leaving_ground = None, ""
        spell.save()
        announce(FRIDAY)
    assert stands(school, FRIDAY) == stands(school, FRIDAY, 2) == ("C", True)
    with school_work(school.school):
        other = RegistrationGroup.objects.create(academic_year=2026, name="9Z", year_group="9")
        Placement.objects.filter(pupil__key=school.keys[0]).update(ends_on=THURSDAY)
        Placement.objects.create(pupil_id=school.pupils[0], year_group="9", group=other, starts_on=FRIDAY)
        announce(FRIDAY)
    assert [one["code"] for one in school.read(on=FRIDAY, group=other.pk)["marks"]] == ["C"]


def test_expected_elsewhere_holds_no_mark_until_it_is_confirmed(school: Taking) -> None:
    out = days((THURSDAY, 1), (THURSDAY, 2), code="B", confirmed=False)
    assert standing(want(school, WORK, out)) == ["expected", "expected"]
    assert stands(school) is None
    with school_work(school.school):
        assert [(one.session, one.code) for one in awaiting_confirmation(THURSDAY)] == [(1, "B"), (2, "B")]
    assert said(school, "B") == ("refused", None)
    school.set_clock(at(9))
    assert said(school, "B") == ("stands", "B")
    assert said(school, "B") == ("stands", "B")
    assert stands(school) == ("B", False)
    assert school.week_sums() == {"approved": 1}
    school.set_clock(at(15))
    assert said(school, "I") == ("by_hand", "B")
    assert said(school, "I", reason="They rang again") == ("stands", "I")
    want(school, WORK, out)
    assert stands(school) == ("I", False), "its schedule set again is no other word"
    with school_work(school.school):
        assert [one.session for one in awaiting_confirmation(THURSDAY)] == [2]
        assert len(MarkVersion.objects.all()) == 2


def test_what_another_place_says_is_of_the_day_it_is_said_of(school: Taking) -> None:
    want(school, WORK, days((THURSDAY, 1), (FRIDAY, 1), code="B", confirmed=False))
    school.set_clock(at(12, on=FRIDAY))
    assert said(school, "I", on=FRIDAY) == ("stands", "I")
    with school_work(school.school):
        assert [one.date for one in awaiting_confirmation(THURSDAY, until=FRIDAY)] == [THURSDAY]
        kept = Plan.objects.order_by("date").values_list("date", "code", "confirmed")
        assert list(kept) == [(THURSDAY, "B", False), (FRIDAY, "I", True)]
    assert said(school, "B", reason="Their register came late") == ("stands", "B")
    with school_work(school.school):
        assert list(kept.all()) == [(THURSDAY, "B", True), (FRIDAY, "I", True)]


def test_what_another_place_says_is_of_the_pupil_it_is_said_of(school: Taking) -> None:
    for place in (0, 1):
        want(school, WORK, days((THURSDAY, 1), code="B", confirmed=False), place=place)
    school.set_clock(at(12))
    assert said(school, "B", place=1) == ("stands", "B")
    assert said(school, "I", place=0) == ("stands", "I")
    assert [stands(school, place=place) for place in (0, 1)] == [("I", False), ("B", False)]


def said(school: Taking, code: str, reason: str = "", on: dt.date = THURSDAY, place: int = 0) -> tuple[str, str | None]:
    """What the other place's word comes to."""
    with school_work(school.school):
        outcome = confirm(
            source=WORK.name,
            source_id=IDS[WORK.name],
            pupil_key=school.keys[place],
            date=on,
            session=1,
            code=code,
            signed=SIGNED,
            reason=reason,
        )
    return outcome.verdict.standing.value, outcome.stands


def test_nobody_is_expected_where_another_plan_comes_first_or_a_mark_stands(school: Taking) -> None:
    want(school, WORK, days((THURSDAY, 1), (THURSDAY, 2), (FRIDAY, 1), code="B", confirmed=False))
    want(school, AWAY, days((THURSDAY, 1), code="E"))
    school.save(school.mark(0, "M"), session="pm")
    assert stands(school) == ("E", True)
    with school_work(school.school):
        assert awaiting_confirmation(THURSDAY) == []
        assert [one.date for one in awaiting_confirmation(THURSDAY, until=FRIDAY)] == [FRIDAY]
    assert clashing(school) == [(THURSDAY, 1, ["E", "B"], "E", False), (THURSDAY, 2, ["B"], "M", True)]
    school.set_clock(at(9))
    assert said(school, "B") == ("behind", "E")


def test_ten_days_are_planned_in_as_many_statements_as_one_session(school: Taking) -> None:
    def statements(sessions: list[PlannedSession]) -> int:
        with school_work(school.school), CaptureQueriesContext(connections[ALIAS]) as found:
            plan(
                source=LEFT.name,
                source_id=IDS[LEFT.name],
                pupil_key=school.keys[0],
                sessions=sessions,
                signed=SIGNED,
            )
        return len(found)

    one = statements(days((FRIDAY, 1), code="C"))
    ten = [FRIDAY + number * DAY for number in range(12)]
    assert statements(days(*((on, session) for on in ten for session in (1, 2)), code="C")) == one <= 16


#: An act: which source, and the sessions it wants from then on (by number, over two days).
_ACTS = st.tuples(st.sampled_from([DUAL, AWAY, LEFT, WORK]), st.sets(st.integers(0, 3), max_size=4).map(frozenset))
_CODES = {DUAL.name: "D", AWAY.name: "E", LEFT.name: "C", WORK.name: "B"}
_PLACES = [(THURSDAY, 1), (THURSDAY, 2), (FRIDAY, 1), (FRIDAY, 2)]


@given(final=st.lists(_ACTS, min_size=1, max_size=4, unique_by=lambda act: act[0].name), data=st.data())
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_order_the_register_and_the_clashes_are_the_same(
    school: Taking, final: list[tuple[PlanSource, frozenset[int]]], data: st.DataObject
) -> None:
    """What each source wants last decides: not which came first, nor what was wanted and withdrawn on the way."""

    def told(acts: list[tuple[PlanSource, frozenset[int]]]) -> object:
        with school_work(school.school):
            Plan.objects.all().delete()
            Mark.objects.all().delete()
            for source, wanted in acts:
                plan(
                    source=source.name,
                    source_id=IDS[source.name],
                    pupil_key=school.keys[0],
                    sessions=[
                        PlannedSession(*_PLACES[number], _CODES[source.name], confirmed=source is not WORK)
                        for number in wanted
                    ],
                    signed=SIGNED,
                )
        return school.marks(), clashing(school)

    noise = data.draw(st.lists(_ACTS, max_size=3))
    straight = told(final)
    assert told([*noise, *data.draw(st.permutations(final)), *_withdrawing(noise, final)]) == straight
    first = {
        place: next((_CODES[source.name] for source in (DUAL, AWAY, LEFT, WORK) if (source, number) in held), None)
        for held in [{(source, number) for source, wanted in final for number in wanted}]
        for number, place in enumerate(_PLACES)
    }
    stood = {(0, on, session): (code, None) for (on, session), code in first.items() if code and code != "B"}
    assert straight[0] == stood  # type: ignore[index]


def _withdrawing(
    noise: list[tuple[PlanSource, frozenset[int]]], final: list[tuple[PlanSource, frozenset[int]]]
) -> list[tuple[PlanSource, frozenset[int]]]:
    """What was wanted on the way by a source that wants nothing in the end is withdrawn."""
    lasting = {source.name for source, _ in final}
    return [(source, frozenset()) for source, _ in noise if source.name not in lasting]
